"""The parts that every section can be made of: sentences, tables and charts of `kpi_values`.

Belongs here: what an entry of the outline becomes. Does not belong here: which entries there are
(`outline.yml`), parts that show other tables (`blocks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fugou.reports.document import (
    Block,
    Chart,
    Charts,
    Mark,
    Paragraph,
    Part,
    Parts,
    Reference,
    Series,
    Table,
)
from fugou.reports.figures import SMALL_BASE, Figure
from fugou.reports.outline import Bars, Grid, Lines, Section, Shares, Split
from fugou.reports.reading import Published
from fugou.reports.sentences import (
    caption,
    light_mark,
    name,
    statement,
    verdict_sign,
    why_null,
)
from fugou.reports.wording import RANGE, Language, overlapping_values, value_names

_HISTORY = {"year": "month", "quarter": "month"}
_MOST_PARTS = 12
_MOST_BARS = 14
_LEAST_POINTS = 3
_ORDERED = ("hour", "months_since", "day_after")


@dataclass(frozen=True)
class Scene:
    """What a section is made from.

    Args:
        published: The numbers.
        language: The language of the words.
    """

    published: Published
    language: Language

    def say(self, zh: str, en: str) -> str:
        """Choose between two texts.

        Args:
            zh: Chinese.
            en: English.

        Returns:
            The one of the report's language.
        """
        return self.language.pick(zh, en)

    def metric(self, metric_id: str) -> str:
        """Name a metric.

        Args:
            metric_id: Its id.

        Returns:
            Its name; its id where it is not defined.
        """
        found = self.published.definitions.get(metric_id)
        return found.names[self.language.code] if found else metric_id

    def labelled(self, metric_id: str) -> Parts:
        """Name a metric with its id, for a table.

        Args:
            metric_id: Its id.

        Returns:
            Its name and id.
        """
        return (self.metric(metric_id), Reference(metric_id, is_spelled_out=True))

    def by(self, dimension: str) -> str:
        """Name a dimension.

        Args:
            dimension: Its id.

        Returns:
            Its name.
        """
        return self.language.dimension(self.published.dimensions, dimension)

    def one(self, dimension: str, value: str) -> str:
        """Name a value of a dimension.

        Args:
            dimension: Its id.
            value: The value.

        Returns:
            Its name.
        """
        if dimension == "campaign":
            return self.published.campaigns.get(value, value)
        return self.language.dimension_value(self.published.dimensions, dimension, value)


def sentences(scene: Scene, metrics: Sequence[str]) -> list[Block]:
    """Say some metrics, a paragraph each.

    Args:
        scene: Where.
        metrics: Metrics.

    Returns:
        Paragraphs of those that this brand has.
    """
    figures = (scene.published.total(one) for one in metrics)
    return [
        Paragraph(statement(one, scene.language))
        for one in figures
        if one is not None and not has_nothing(one)
    ]


def has_nothing(figure: Figure) -> bool:
    """Tell whether there is neither a number nor anybody yet to be observed.

    Args:
        figure: The figure.

    Returns:
        Whether nothing can be said of it but that there is nothing.
    """
    return figure.value is None and not figure.is_immature


def _without_numbers(scene: Scene, metrics: Sequence[str]) -> list[Block]:
    """Name the metrics that have no number in the period, in one line."""
    names: list[Part] = []
    for metric_id in metrics:
        figure = scene.published.total(metric_id)
        if figure is None or not has_nothing(figure):
            continue
        if scene.published.latest_within(metric_id) is None:
            between = [scene.say("、", ", ")] if names else []
            names += [*between, scene.metric(metric_id), Reference(metric_id)]
    if not names:
        return []
    head = scene.say("本期无数据:", "No data in this period: ")
    return [Paragraph((head, *names, scene.say("。", ".")), "note")]


def metric_table(scene: Scene, metrics: Sequence[str]) -> list[Block]:
    """Show metrics, a row each: value, interval, base, comparisons, state.

    Args:
        scene: Where.
        metrics: Metrics, or metrics of the catalogue. Shares of a whole are left out, whose total
            is always one.

    Returns:
        The table; nothing where this brand has none of them.
    """
    shown = [
        metric_id
        for metric_id in scene.published.expand(metrics)
        if not scene.published.definitions[metric_id].share_dimensions
    ]
    rows = tuple(row for row in (_row(scene, metric_id) for metric_id in shown) if row)
    nothing = _without_numbers(scene, shown)
    if not rows:
        return nothing
    grain = scene.published.period.grain
    head = [
        scene.say("指标", "Metric"),
        scene.say("本期", "Value"),
        scene.say("95% 区间", "95% interval"),
        scene.say("分子 / 分母", "Of how many"),
        caption(scene.published.period, scene.language),
        scene.say("变化", "Change"),
    ]
    if grain != "year":
        head.append(scene.say("同比", "On the year"))
    head.append(scene.say("目标与状态", "Target and state"))
    title = scene.say("主要数字", "Figures")
    return [Table(title, tuple(head), rows, note=signs_note(scene)), *nothing]


def signs_note(scene: Scene) -> str:
    """Explain the signs beside changes.

    Args:
        scene: Where.

    Returns:
        Small print.
    """
    return scene.say(
        f"▲ 向好 ▼ 转差 ≈ 在不确定范围内 n 样本不足 {SMALL_BASE}"
        " † 对比期数据不全或临近历史起点 … 尚未满期或进行中",
        f"▲ better  ▼ worse  ≈ within the uncertainty  n below {SMALL_BASE}"
        "  † too near the start of the data  … not yet mature or in progress",
    )


def _row(scene: Scene, metric_id: str) -> tuple[Parts, ...]:
    definition = scene.published.definitions[metric_id]
    columns = 5 if scene.published.period.grain == "year" else 6
    if not definition.is_published:
        return (scene.labelled(metric_id), (not_published(scene),), *(((),) * columns))
    figure = scene.published.total(metric_id)
    if figure is None or figure.value is None:
        latest = scene.published.latest_within(metric_id)
        if latest is not None:
            when = scene.language.period(latest.period)
            note: Parts = (Mark(when, "quiet"),)
            return (*_value_cells(scene, latest), *(((),) * (columns - 3)), note)
        if figure is None or has_nothing(figure):
            return ()
        return (
            scene.labelled(metric_id),
            why_null(figure, scene.language),
            *(((),) * columns),
        )
    changes = [("previous", _change(figure, "previous"))]
    if scene.published.period.grain != "year":
        changes.append(("year_before", _change(figure, "year_before")))
    before: Parts = (figure.number("previous_value"),) if figure.has_change("previous") else ()
    return (
        *_value_cells(scene, figure),
        before,
        *(change for _, change in changes),
        _state(scene, figure),
    )


def not_published(scene: Scene) -> Mark:
    """Say that there is no number yet: never 0.

    Args:
        scene: Where.

    Returns:
        The words.
    """
    return Mark(scene.say("未发布", "not published"), "quiet")


def _value_cells(scene: Scene, figure: Figure) -> tuple[Parts, ...]:
    return (
        scene.labelled(figure.definition.metric_id),
        (figure.number(),),
        interval(figure),
        _base(figure),
    )


def interval(figure: Figure) -> Parts:
    """Give the interval of a figure for a cell.

    Args:
        figure: The figure.

    Returns:
        Its bounds; nothing where it has none.
    """
    if figure.columns["interval_low"] is None:
        return ()
    return (figure.number("interval_low"), RANGE, figure.number("interval_high"))


def _base(figure: Figure) -> Parts:
    if figure.columns["denominator"] is None or figure.columns["numerator"] is None:
        return ()
    return (figure.number("numerator"), " / ", figure.number("denominator"))


def _change(figure: Figure, side: str) -> Parts:
    if not figure.has_change(side):
        return ()
    return (figure.number(f"{side}_change"), *verdict_sign(figure, side))


def _state(scene: Scene, figure: Figure) -> Parts:
    parts: list[Part] = []
    light = figure.columns.get("traffic_light")
    if light is not None:
        parts += [
            scene.say("目标 ", "target "),
            figure.number("target_value"),
            " ",
            light_mark(light, scene.language),
        ]
    if figure.is_in_progress or not scene.published.is_over:
        parts += [" " if parts else "", Mark(scene.say("进行中", "in progress"), "quiet")]
    if figure.is_immature:
        parts += [
            " " if parts else "",
            Mark(scene.say("尚未满期", "not yet mature"), "quiet"),
            " ",
            figure.number("mature_count"),
            " / ",
            figure.number("total_count"),
        ]
    return tuple(parts)


def line_charts(scene: Scene, entries: Iterable[Lines]) -> list[Chart]:
    """Draw metrics over time.

    Args:
        scene: Where.
        entries: Of the outline.

    Returns:
        A chart each; none where there are too few points for a line.
    """
    charts = []
    for entry in entries:
        grain = entry.grain or scene.published.period.grain
        grain = _HISTORY.get(grain, grain) if entry.grain is None else grain
        histories = {one: scene.published.history(one, grain) for one in entry.metrics}
        known = {
            one: figures
            for one, figures in histories.items()
            if sum(figure.value is not None for figure in figures) >= _LEAST_POINTS
        }
        if known:
            charts.append(_line_chart(scene, known))
    return charts


def _line_chart(scene: Scene, histories: dict[str, list[Figure]]) -> Chart:
    periods = sorted({figure.period for figures in histories.values() for figure in figures})
    series = []
    for metric_id, figures in histories.items():
        at = {figure.period: figure for figure in figures}
        columns = [at[period].columns if period in at else {} for period in periods]
        series.append(
            Series(
                label=scene.metric(metric_id) if len(histories) > 1 else "",
                values=tuple(one.get("value") for one in columns),
                lows=tuple(one.get("interval_low") for one in columns),
                highs=tuple(one.get("interval_high") for one in columns),
                is_open=tuple(
                    bool(period in at and (at[period].is_in_progress or at[period].is_immature))
                    for period in periods
                ),
            )
        )
    first = next(iter(histories))
    unit = scene.published.definitions[first].unit
    titles = scene.say("、", ", ").join(scene.metric(one) for one in histories)
    title = titles if len(histories) == 1 else scene.metric(first) + scene.say(" 等", " and others")
    return Chart(
        "line",
        f"{title}({scene.language.unit_name(unit)})",
        tuple(scene.language.short_period(period) for period in periods),
        tuple(series),
        unit,
    )


def bar_charts(scene: Scene, entries: Iterable[Bars]) -> list[Chart]:
    """Draw metrics by a dimension.

    Args:
        scene: Where.
        entries: Of the outline.

    Returns:
        A chart each, of parts that do not overlap; none where there is nothing to compare.
    """
    charts = []
    for entry in entries:
        overlapping = overlapping_values(scene.published.dimensions, entry.by)
        figures = [
            one
            for one in ordered_parts(scene, entry.metric, entry.by)
            if one.value is not None and one.dimension_value not in overlapping
        ]
        most = len(figures) if entry.by in _ORDERED else _MOST_BARS
        if len(figures) > 1:
            charts.append(_bar_chart(scene, entry, figures[:most]))
    return charts


def _bar_chart(scene: Scene, entry: Bars, figures: list[Figure]) -> Chart:
    definition = scene.published.definitions[entry.metric]
    has_intervals = any(one.columns["interval_low"] is not None for one in figures)
    total = scene.published.total(entry.metric)
    is_share = total is None or total.value is None or total.value == 1
    series = Series(
        label="",
        values=tuple(one.value for one in figures),
        lows=tuple(one.columns["interval_low"] for one in figures) if has_intervals else (),
        highs=tuple(one.columns["interval_high"] for one in figures) if has_intervals else (),
    )
    needs_rule = definition.unit == "ratio" and not is_share and has_intervals
    unit = scene.language.unit_name(definition.unit)
    return Chart(
        "bars" if entry.by not in _ORDERED else "line",
        scene.say(
            f"{scene.metric(entry.metric)},按{scene.by(entry.by)}({unit})",
            f"{_by_dimension(scene, entry)} ({unit})",
        ),
        tuple(scene.one(entry.by, one.dimension_value) for one in figures),
        (series,),
        definition.unit,
        rule=total.value if needs_rule and total is not None else None,
        rule_label=scene.say("总体", "all") if needs_rule else "",
    )


def _by(scene: Scene, dimension: str) -> str:
    return f"By {scene.language.in_sentence(scene.by(dimension))}"


def _by_dimension(scene: Scene, entry: Bars) -> str:
    """Name a metric with its dimension, unless its name says that already."""
    metric, dimension = scene.metric(entry.metric), scene.language.in_sentence(scene.by(entry.by))
    return metric if f" by {dimension}" in metric else f"{metric} by {dimension}"


def ordered_parts(scene: Scene, metric_id: str, dimension: str) -> list[Figure]:
    """Give the parts of a metric in the order in which people list them, else the largest first.

    Args:
        scene: Where.
        metric_id: The metric.
        dimension: What it is split by.

    Returns:
        Figures.
    """
    parts = scene.published.parts(metric_id, dimension)
    if dimension in _ORDERED:
        return sorted(parts.values(), key=lambda one: _place(one.dimension_value))
    listed = list(value_names(scene.published.dimensions, dimension, "zh"))

    def rank(one: Figure) -> tuple[int, float, str]:
        value = one.dimension_value
        place = listed.index(value) if value in listed else len(listed)
        return (place, -(one.base if one.base is not None else one.value or 0.0), value)

    return sorted(parts.values(), key=rank)


def _place(value: str) -> int:
    digits = "".join(character for character in value if character.isdigit())
    return int(digits) if digits else -1


def shares_chart(scene: Scene, entry: Shares) -> list[Chart]:
    """Draw metrics that are parts of a whole.

    Args:
        scene: Where.
        entry: Of the outline.

    Returns:
        One chart, or none.
    """
    totals = (scene.published.total(one) for one in scene.published.expand(entry.metrics))
    figures = [one for one in totals if one is not None and one.value is not None]
    if len(figures) < 2:
        return []
    unit = figures[0].definition.unit
    series = Series(
        "",
        tuple(one.value for one in figures),
        tuple(one.columns["interval_low"] for one in figures),
        tuple(one.columns["interval_high"] for one in figures),
    )
    title = scene.say(*entry.title)
    return [
        Chart(
            "bars",
            f"{title}({scene.language.unit_name(unit)})",
            tuple(name(one, scene.language) for one in figures),
            (series,),
            unit,
        )
    ]


def grid_table(scene: Scene, entry: Grid) -> list[Block]:
    """Show metrics named by row and column.

    Args:
        scene: Where.
        entry: Of the outline.

    Returns:
        The table, or nothing.
    """
    rows = []
    for key, words in entry.rows.items():
        ids = [entry.name.format(row=key, column=column) for column in entry.columns]
        figures = [scene.published.total(one) for one in ids]
        if any(figures):
            label: Parts = (scene.say(*words), *_id_of(entry, key))
            rows.append((label, *(_grid_cell(scene, one) for one in figures)))
    if not rows:
        return []
    head = (scene.say("口径", "Kind"), *(str(column) for column in entry.columns))
    note = scene.say(
        "“尚未满期”指无人可完整观察;括号内为已满期人数。",
        "Not yet mature: nobody can be observed in full. In brackets: people observed in full.",
    )
    return [Table(scene.say(*entry.title), head, tuple(rows), note=note)]


def _id_of(entry: Grid, key: str) -> Parts:
    return (Mark(" " + entry.name.format(row=key, column="N"), "quiet"),)


def _grid_cell(scene: Scene, figure: Figure | None) -> Parts:
    if figure is None:
        return ("–",)
    if figure.value is None:
        if figure.is_immature:
            words = scene.say("尚未满期", "not yet mature")
            return (Mark(words, "quiet"), " (", figure.number("mature_count"), ")")
        return why_null(figure, scene.language)
    return (figure.number(), " (", figure.number("mature_count"), ")")


def split_tables(scene: Scene, entries: Iterable[Split]) -> list[Block]:
    """Show metrics by a dimension, a row per value.

    Args:
        scene: Where.
        entries: Of the outline.

    Returns:
        A table each; none where there are no parts.
    """
    tables: list[Block] = []
    for entry in entries:
        known = [one for one in entry.metrics if scene.published.parts(one, entry.by)]
        if known:
            tables.append(split_table(scene, known, entry.by))
    return tables


def split_table(scene: Scene, metrics: Sequence[str], dimension: str) -> Table:
    """Show metrics by a dimension.

    Args:
        scene: Where.
        metrics: Metrics that have parts.
        dimension: What they are split by.

    Returns:
        The table.
    """
    values = list(
        dict.fromkeys(
            one.dimension_value
            for metric in metrics
            for one in ordered_parts(scene, metric, dimension)
        )
    )
    rows = []
    for value in values[:_MOST_PARTS]:
        cells = [
            _split_cell(scene, scene.published.parts(metric, dimension).get(value))
            for metric in metrics
        ]
        label: Parts = (scene.one(dimension, value),)
        if value in overlapping_values(scene.published.dimensions, dimension):
            label += (Mark(scene.say("(与他项重叠)", " (overlaps others)"), "quiet"),)
        rows.append((label, *cells))
    hidden = len(values) - len(rows)
    notes = [scene.say(f"另有 {hidden} 项未列出。", f"{hidden} more are not listed.")] * bool(
        hidden
    )
    if any(
        interval(one)
        for metric in metrics
        for value, one in scene.published.parts(metric, dimension).items()
        if value in values[:_MOST_PARTS]
    ):
        notes.append(scene.say("括号内为 95% 区间。", "In brackets the 95% interval."))
    return Table(
        scene.say(
            f"按{scene.by(dimension)}", f"By {scene.language.in_sentence(scene.by(dimension))}"
        ),
        (scene.by(dimension), *(f"{scene.metric(one)}|{one}" for one in metrics)),
        tuple(rows),
        note=scene.say("", " ").join(notes),
    )


def _split_cell(scene: Scene, figure: Figure | None) -> Parts:
    if figure is None:
        return ("–",)
    if figure.value is None:
        return why_null(figure, scene.language)
    bounds = interval(figure)
    return (figure.number(), *((" (", *bounds, ")") if bounds else ()))


def section_parts(scene: Scene, section: Section) -> list[Block]:
    """Make what the outline says of a section, the named parts aside.

    Args:
        scene: Where.
        section: The section.

    Returns:
        Tables and charts.
    """
    blocks = metric_table(scene, section.metrics) if section.metrics else []
    charts = [*line_charts(scene, section.lines), *bar_charts(scene, section.bars)]
    if section.shares:
        charts += shares_chart(scene, section.shares)
    blocks += [Charts(tuple(charts[place : place + 2])) for place in range(0, len(charts), 2)]
    if section.grid:
        blocks += grid_table(scene, section.grid)
    return [*blocks, *split_tables(scene, section.split)]
