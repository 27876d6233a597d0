"""What changed, what raised an alert, the day beside its like.

Belongs here: named parts of `outline.yml`, one function each, and what only they need. Does not
belong here: what all sections have in common (`fugou.reports.parts`).
"""

from __future__ import annotations

from datetime import timedelta

from fugou.periods import Period
from fugou.reports.blocks.common import part_name
from fugou.reports.document import (
    Block,
    Bullets,
    Mark,
    Paragraph,
    Parts,
    Reference,
    Table,
)
from fugou.reports.figures import KEY, SMALL_BASE, Figure, Number
from fugou.reports.parts import (
    Scene,
    interval,
)
from fugou.reports.reading import Row, number_of
from fugou.reports.sentences import (
    importance,
    name,
    side_name,
    verdict_mark,
)

_MOST_CHANGES = 6
_MOST_CHANGES_OF_A_DAY = 3  # its report is one page
_MOST_ALERTS = 12
_GRAIN_NAMES = {"week": ("周", "week"), "month": ("月", "month")}
_DAILY = (
    "net_revenue",
    "orders",
    "buyers",
    "new_buyers",
    "repurchase_amount",
    "new_users",
    "total_users",
    "dau_share",
    "open_rate",
    "first_response_minutes",
    "satisfaction_rate",
)


def changes(scene: Scene) -> list[Block]:
    """Say what changed most since the period before, and in which part."""
    period, language = scene.published.period, scene.language
    found: dict[str, Figure] = {}
    ranked = sorted(
        scene.published.totals(), key=lambda one: importance(one, "previous"), reverse=True
    )
    for figure in ranked:
        is_judged = figure.definition.direction != "none"
        if is_judged and importance(figure, "previous") > 0:
            found.setdefault(figure.definition.catalogue_id, figure)
    most = _MOST_CHANGES_OF_A_DAY if period.grain == "day" else _MOST_CHANGES
    shown = list(found.values())[:most]
    intro = scene.say(
        "以下变化超出其不确定范围,按清晰程度排序",
        "These changes are larger than their uncertainty, the clearest first",
    )
    if not shown:
        partial = any(one.is_partial("previous") for one in scene.published.totals())
        why = (
            scene.say("对比期数据不全", "the data begin within the period compared with")
            if partial
            else scene.say("没有超出不确定范围的变化", "no change is larger than its uncertainty")
        )
        before = side_name("previous", period.grain, language)
        words = scene.say(f"与{before}相比:{why}", f"Against {before}: {why}")
        return [Paragraph((words, Reference("period_change"), scene.say("。", ".")))]
    return [
        Paragraph((intro, Reference("period_change"), scene.say(":", ":"))),
        Bullets(tuple(_change_item(scene, one) for one in shown)),
    ]


def _change_item(scene: Scene, figure: Figure) -> Parts:
    say = scene.say
    side = side_name("previous", figure.period.grain, scene.language)
    parts: Parts = (
        name(figure, scene.language),
        Reference(figure.definition.metric_id),
        " ",
        figure.number(),
        say(f",较{side} ", f", against {side} "),
        figure.number("previous_value"),
        say(" 变动 ", ": "),
        figure.number("previous_change"),
        say(",", ", "),
        verdict_mark(figure, "previous", scene.language),
    )
    explained = _segment(scene, figure)
    return (*parts, *explained, say("。", "."))


def _segment(scene: Scene, figure: Figure) -> Parts:
    """Name the part that moved most: that of the alert, else of the metric's own parts."""
    found = scene.published.rows(
        "from marts.kpi_alerts where metric_id = ? and grain = ? and dimension = 'all'"
        " and opened_period = ? and segment_value is not null order by kind limit 1",
        [figure.definition.metric_id, figure.period.grain, figure.period.start],
    )
    if found:
        alert = found[0]
        part = scene.published.parts(figure.definition.metric_id, alert["segment_dimension"]).get(
            alert["segment_value"]
        )
        share = number_of(
            alert,
            "marts.kpi_alerts",
            "segment_share",
            "ratio",
            *KEY[:2],
            *KEY[3:],
            "kind",
            "opened_period",
        )
        words = scene.say("主要来自", "mostly ")
        return (
            scene.say(";", "; "),
            words,
            part_name(scene, alert["segment_dimension"], alert["segment_value"]),
            scene.say("(占变动的 ", " ("),
            share,
            scene.say("", " of the move"),
            *((scene.say(",", ", "), *_moved(scene, part)) if part is not None else ()),
            ")",
        )
    part = _most_moved(scene, figure)
    if part is None:
        return ()
    return (
        scene.say(";分项中变动最大:", "; the part that moved most: "),
        part_name(scene, part.dimension, part.dimension_value),
        scene.say("(", " ("),
        *_moved(scene, part),
        ")",
    )


def _moved(scene: Scene, part: Figure) -> Parts:
    if not part.has_change("previous"):
        return (part.number(),)
    return (part.number("previous_value"), " → ", part.number())


def _most_moved(scene: Scene, figure: Figure) -> Figure | None:
    """Find the part whose move, in the direction of the whole, is the largest and certain."""
    rows = scene.published.dimensions
    rises = figure.columns["previous_change"] > 0
    candidates = [
        part
        for dimension in figure.telling_dimensions
        if rows[dimension]["has_few_values"]
        for part in scene.published.parts(figure.definition.metric_id, dimension).values()
        if importance(part, "previous") > 0
        and (part.columns["previous_change"] > 0) == rises
        and part.dimension_value not in ("none", "unknown")
    ]
    return max(candidates, key=lambda one: importance(one, "previous"), default=None)


def alerts(scene: Scene) -> list[Block]:
    """List alerts of totals that opened or closed in the period, and count those still open."""
    period = scene.published.period
    grain = {"day": "week", "quarter": "month", "year": "month"}.get(period.grain, period.grain)
    rows = scene.published.rows(
        "from marts.kpi_alerts where grain = ? and dimension = 'all'"
        " and (opened_period between ? and ? or closed_period between ? and ?)"
        " order by is_open desc, opened_period desc, kind desc, metric_id",
        [grain, *(period.start, period.end) * 2],
    )
    if not scene.published.rows("from marts.kpi_alerts limit 1"):
        return []
    still = scene.published.count("marts.kpi_alerts", grain=grain, dimension="all", is_open=True)
    opened = scene.published.count(
        "marts.kpi_alerts",
        grain=grain,
        dimension="all",
        opened_period=(period.start, period.end),
    )
    grain_name = scene.say(*_GRAIN_NAMES[grain])
    say = scene.say
    summary: Parts = (
        say(f"按{grain_name}判断的总体指标预警", f"Alerts of totals, judged by {grain_name}"),
        Reference("kpi_alert"),
        say(":本期新开 ", ": opened in the period "),
        opened,
        say(",至 ", "; open as of "),
        scene.published.as_of.isoformat(),
        say(" 仍未关闭 ", " "),
        still,
        say("。", "."),
    )
    if not rows:
        return [Paragraph(summary)]
    head = (
        say("指标", "Metric"),
        say("判断", "What"),
        say("开始 – 关闭", "Opened – closed"),
        say("归属", "Owner"),
        say("原因分项", "Segment behind it"),
        say("数值", "Value"),
        say("界限", "Bound"),
    )
    note = say(
        "“历史区间”为该指标自身历史的波动带;分项为其占总变动的份额,超过 100% 表示其他分项反向变动。"
        "区间内波动属常见,预警不等于原因。",
        "Band: the spread of the metric's own history. Segment: its share of the move; above 100%"
        " the others moved the other way.",
    )
    shown = tuple(_alert_row(scene, row) for row in rows[:_MOST_ALERTS])
    if len(rows) > len(shown):
        note += say(
            f" 另有 {len(rows) - len(shown)} 条未列出。",
            f" {len(rows) - len(shown)} more not listed.",
        )
    return [Paragraph(summary), Table(say("预警", "Alerts"), head, shown, words=5, note=note)]


def _alert_row(scene: Scene, row: Row) -> tuple[Parts, ...]:
    unit = scene.published.definitions[row["metric_id"]].unit
    keys = ("metric_id", "grain", "dimension", "dimension_value", "kind", "opened_period")
    value, bound = (
        number_of(row, "marts.kpi_alerts", column, unit, *keys) for column in ("value", "bound")
    )
    is_above = row["side"] == "above"
    what = {
        "band": (
            scene.say("高于历史区间" if is_above else "低于历史区间", f"{row['side']} its band")
        ),
        "threshold": (
            scene.say("高于阈值" if is_above else "低于阈值", f"{row['side']} its threshold")
        ),
    }[row["kind"]]
    direction = scene.published.definitions[row["metric_id"]].direction
    tone = "quiet" if direction == "none" else "good" if is_above == (direction == "up") else "bad"
    opened = scene.language.short_period(Period(row["grain"], row["opened_period"]))
    closed = (
        scene.language.short_period(Period(row["grain"], row["closed_period"]))
        if row["closed_period"]
        else scene.say("未关闭", "open")
    )
    segment: Parts = ()
    if row["segment_value"] is not None:
        share = number_of(row, "marts.kpi_alerts", "segment_share", "ratio", *keys)
        segment = (part_name(scene, row["segment_dimension"], row["segment_value"]), " ", share)
    return (
        scene.labelled(row["metric_id"]),
        (Mark(what, tone),),
        (f"{opened} – {closed}",),
        (row["owner"],),
        segment,
        (value,),
        (bound,),
    )


def weekday(scene: Scene) -> list[Block]:
    """Set yesterday's headline figures beside the same weekday a week and a year before."""
    period = scene.published.period
    week_before = Period("day", period.start - timedelta(days=7))
    rows = []
    for metric_id in _DAILY:
        figure = scene.published.total(metric_id)
        if figure is None or figure.value is None:
            continue
        before = scene.published.sum_of(
            "marts.kpi_values",
            "max(value)",
            figure.definition.unit,
            **dict(zip(KEY, (metric_id, "day", week_before.start, "all", "all"), strict=True)),
        )
        rows.append(
            (
                scene.labelled(metric_id),
                (figure.number(),),
                interval(figure),
                (before,),
                (figure.number("previous_value"),),
                (figure.number("year_before_value"),),
                _against(scene, figure, before),
            )
        )
    if not rows:
        return []
    say = scene.say
    head = (
        say("指标", "Metric"),
        say("当日", "The day"),
        say("95% 区间", "95% interval"),
        say("上周同日", "Week before"),
        say("前一日", "Day before"),
        say("上年同一星期日序", "Year before"),
        say("与上周同日", "Against week before"),
    )
    note = say(
        "日数据波动大:样本不足 30 时不作判断。", "Days vary much: below 30 nothing is concluded."
    )
    return [Table(say("当日与同日", "The day"), head, tuple(rows), note=note)]


def _against(scene: Scene, figure: Figure, before: Number) -> Parts:
    value = figure.value
    if value is None or before.value is None:
        return ()
    if value == before.value:
        return (scene.say("持平", "equal"),)
    higher = value > before.value
    low, high = figure.columns["interval_low"], figure.columns["interval_high"]
    if low is not None and high is not None and low <= before.value <= high:
        return (Mark(scene.say("≈ 在区间内", "≈ within interval"), "quiet"),)
    words = scene.say("较高" if higher else "较低", "higher" if higher else "lower")
    if figure.is_small or (figure.definition.kind == "count" and before.value < SMALL_BASE):
        return (Mark(words + scene.say("(样本少)", " (few)"), "quiet"),)
    direction = figure.definition.direction
    tone = "quiet" if direction == "none" else "good" if higher == (direction == "up") else "bad"
    return (Mark(words, tone),)
