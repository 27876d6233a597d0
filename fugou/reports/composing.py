"""Puts a report together: first page, chapters of the outline, what no section names, appendix.

Belongs here: the order of a report and its first page. Does not belong here: what a section shows
(`parts`, `blocks`), how it is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fugou.periods import Period
from fugou.reports.blocks import BLOCKS
from fugou.reports.document import (
    Block,
    Bullets,
    Card,
    Cards,
    Document,
    Heading,
    Mark,
    Paragraph,
    Parts,
    Reference,
    parts_of,
)
from fugou.reports.figures import Figure, Number
from fugou.reports.outline import Chapter, Outline, Section, Split, read_outline
from fugou.reports.parts import (
    Scene,
    interval,
    metric_table,
    section_parts,
    sentences,
    signs_note,
    split_tables,
)
from fugou.reports.reading import opened
from fugou.reports.sentences import (
    importance,
    light_mark,
    name,
    side_name,
    sides_of,
    statement,
    verdict_sign,
    why_null,
)
from fugou.reports.wording import Language

_TITLES = {
    "year": ("年度用户沉淀与复购报告", "Annual report on retention and repurchase"),
    "quarter": ("季度工作汇报", "Quarterly work report"),
    "month": ("月度工作汇报", "Monthly work report"),
    "week": ("周复盘", "Weekly review"),
    "day": ("日报", "Daily report"),
}
_NUMBERS_ZH = "一二三四五六七八九十"
_SAID_FIRST = 4
_WITH_CATCH_ALL = "year"
_ORDER = ("repurchase_rate", "net_revenue", "total_users", "churn_rate")


def make_document(file: Path, period: Period, language: str) -> Document:
    """Make a report.

    Args:
        file: The published file.
        period: The period reported.
        language: `zh` or `en`.

    Returns:
        The report; the same for the same published version.

    Raises:
        fugou.reports.reading.ReportError: If nothing was published, or nothing of this period.
    """
    with opened(file, period) as published:
        currency = published.publication["currency"]
        return _document(Scene(published, Language(language, currency)), read_outline())


def _document(scene: Scene, outline: Outline) -> Document:
    grain = scene.published.period.grain
    chapters = outline.chapters(grain)
    made = {one.id: _chapter(scene, one) for one in chapters}
    first = _first_page(scene, outline)
    if grain == _WITH_CATCH_ALL:
        _add_what_is_left(scene, outline, made, first)
    blocks = [*first]
    for place, chapter in enumerate(chapters):
        title = scene.say(*chapter.title)
        numbered = scene.say(f"{_chinese_number(place + 1)}、{title}", f"{place + 1} {title}")
        blocks.append(Heading(1, numbered))
        blocks += made[chapter.id] or [_nothing(scene)]
    language = scene.language
    state = "" if scene.published.is_over else scene.say("(进行中)", " (in progress)")
    return Document(
        language=language.code,
        currency=language.currency,
        title=scene.say(*_TITLES[grain]),
        subtitle=language.period(scene.published.period) + state,
        facts=_facts(scene),
        blocks=tuple(blocks),
        definitions=_appendix(scene, tuple(blocks)),
        is_short=grain == "day",
    )


def _chinese_number(place: int) -> str:
    return _NUMBERS_ZH[place - 1] if place <= len(_NUMBERS_ZH) else f"十{_NUMBERS_ZH[place - 11]}"


def _nothing(scene: Scene) -> Block:
    words = scene.say(
        "本期没有本章所需的数据。", "There are no data for this chapter in this period."
    )
    return Paragraph((words,), "note")


def _chapter(scene: Scene, chapter: Chapter) -> list[Block]:
    made = [_section(scene, section) for section in chapter.sections]
    if len(made) == 1:  # the chapter's heading says it
        return made[0][1:]
    return [block for section in made for block in section]


def _section(scene: Scene, section: Section) -> list[Block]:
    blocks = sentences(scene, section.say)
    blocks += section_parts(scene, section)
    for one in section.blocks:
        blocks += BLOCKS[one](scene)
    if not blocks:
        return []
    if section.is_association:
        words = scene.say(
            "以下与复购的关系只是相关,并非因果。", "What follows is association, not cause."
        )
        blocks.insert(0, Paragraph((words,), "note"))
    return [Heading(2, scene.say(*section.title)), *blocks]


def _add_what_is_left(
    scene: Scene, outline: Outline, made: dict[str, list[Block]], first: list[Block]
) -> None:
    """Print every other metric that has numbers, in the chapter of its area."""
    printed = set(_metrics((*first, *(block for blocks in made.values() for block in blocks))))
    left: dict[str, list[str]] = {}
    for metric_id, definition in scene.published.definitions.items():
        if metric_id not in printed:
            left.setdefault(outline.areas[definition.area], []).append(metric_id)
    title = scene.say("其他指标", "Further figures")
    for chapter, metrics in left.items():
        definitions = [scene.published.definitions[one] for one in metrics]
        shares = (
            Split(metrics=(one.metric_id,), by=one.share_dimensions[0])
            for one in definitions
            if one.share_dimensions
        )
        further = [*metric_table(scene, metrics), *split_tables(scene, shares)]
        if further:
            made[chapter] += [Heading(2, title), *further]


def _metrics(blocks: Iterable[Block]) -> list[str]:
    """Give the metrics printed, in order of their first number or name."""
    found: dict[str, None] = {}
    for part in parts_of(tuple(blocks)):
        if isinstance(part, Reference | Number) and part.metric_id is not None:
            found.setdefault(part.metric_id)
    return list(found)


def _appendix(
    scene: Scene, blocks: tuple[Block, ...]
) -> tuple[tuple[int, str, str, str, str], ...]:
    code = scene.language.code
    definitions = scene.published.definitions
    return tuple(
        (
            place,
            metric_id,
            definitions[metric_id].names[code],
            definitions[metric_id].formulas[code],
            definitions[metric_id].owner,
        )
        for place, metric_id in enumerate(_metrics(blocks), start=1)
    )


def _facts(scene: Scene) -> tuple[tuple[str, str], ...]:
    of = scene.published.publication
    say = scene.say
    return (
        (say("数据截止日", "As of"), f"{of['as_of_date']}"),
        (say("已知至", "Known at"), f"{of['known_at']:%Y-%m-%d %H:%M} UTC"),
        (say("发布版本", "Version"), f"v{of['version']:06d}"),
        (say("发布时间", "Published at"), f"{of['published_at']:%Y-%m-%d %H:%M} UTC"),
        (say("代码版本", "Commit"), f"{of['commit'][:12]}"),
        (say("货币", "Currency"), f"{of['currency']}"),
        (say("业务时区", "Time zone"), f"{of['business_time_zone']}"),
    )


def _first_page(scene: Scene, outline: Outline) -> list[Block]:
    grain = scene.published.period.grain
    totals = (scene.published.total(one) for one in outline.headlines[grain])
    figures = [one for one in totals if one is not None]
    cards = tuple(_card(scene, one) for one in figures)
    blocks: list[Block] = []
    if cards:
        blocks += [Cards(cards), Paragraph((signs_note(scene),), "note")]
    points = _points(scene, outline)
    if points:
        blocks += [Heading(2, scene.say("要点", "What matters")), Bullets(tuple(points))]
    return blocks


def _card(scene: Scene, figure: Figure) -> Card:
    label: Parts = (name(figure, scene.language), Reference(figure.definition.metric_id))
    if figure.value is None:
        return Card(label, "–", (why_null(figure, scene.language),))
    lines: list[Parts] = []
    bounds = interval(figure)
    if bounds:
        lines.append((scene.say("95% 区间 ", "95% "), *bounds))
    for side in sides_of(figure)[:2]:
        words = side_name(side, figure.period.grain, scene.language)
        change = figure.number(f"{side}_change")
        sign = verdict_sign(figure, side)
        lines.append((scene.say(f"较{words} ", f"on {words} "), change, *sign))
    light = figure.columns.get("traffic_light")
    if light is not None:
        target = figure.number("target_value")
        mark = light_mark(light, scene.language)
        lines.append((scene.say("目标 ", "target "), target, " ", mark))
    return Card(label, figure.number(), tuple(lines))


def _points(scene: Scene, outline: Outline) -> list[Parts]:
    """Word the first page: headlines, targets, clearest changes, caveats."""
    points: list[Parts] = []
    if scene.published.period.grain in ("year", "quarter", "month"):
        for metric_id in _ORDER[:_SAID_FIRST]:
            figure = scene.published.total(metric_id)
            if figure is not None and figure.value is not None:
                points.append(statement(figure, scene.language))
    points += _target_points(scene)
    points += _change_points(scene, outline)
    partial = [
        side_name(side, scene.published.period.grain, scene.language)
        for side in ("previous", "year_before")
        if any(one.has_change(side) and one.is_partial(side) for one in scene.published.totals())
    ]
    if partial:
        words = scene.say(
            f"† 数据自{partial[-1]}期中开始,与其比较只供参考,不作好坏判断。",
            f"† The data begin within {partial[0]}: changes against it are printed, not judged.",
        )
        points.append((Mark(words, "quiet"),))
    if not scene.published.is_over:
        day = scene.published.as_of.isoformat()
        words = scene.say(
            f"注意:本期进行中,数据截至 {day}。", f"Note: the period is in progress, as of {day}."
        )
        points.append((Mark(words, "quiet"),))
    return points


def _target_points(scene: Scene) -> list[Parts]:
    figures = [one for one in scene.published.totals() if one.columns.get("traffic_light")]
    if not figures:
        return []
    period = scene.published.period
    parts: list[Parts] = []
    for light in ("green", "amber", "red"):
        of_light = [one for one in figures if one.columns["traffic_light"] == light]
        if not of_light:
            continue
        count = scene.published.count(
            "marts.kpi_status",
            grain=period.grain,
            period_start=period.start,
            traffic_light=light,
        )
        names = scene.say("、", ", ").join(name(one, scene.language) for one in of_light)
        parts.append(
            (
                light_mark(light, scene.language),
                " ",
                count,
                scene.say(f" 项({names})", f" ({names})"),
            )
        )
    joined: list[Parts] = [(scene.say("目标", "Targets"), Reference("target_attainment"))]
    joined.append((scene.say(":", ": "),))
    for place, one in enumerate(parts):
        joined.append(((scene.say(";", "; "),) if place else ()) + one)
    return [(*(part for parts in joined for part in parts), scene.say("。", "."))]


def _change_points(scene: Scene, outline: Outline) -> list[Parts]:
    """Word the clearest change each way, of the figures that the outline puts into sentences."""
    grain = scene.published.period.grain
    said = {
        metric_id
        for chapter in outline.chapters(grain)
        for section in chapter.sections
        for metric_id in section.say
    }
    points: list[Parts] = []
    for verdict in ("better", "worse"):
        candidates = [
            one
            for one in scene.published.totals()
            if one.definition.metric_id in said.union(outline.headlines[grain])
            and one.has_change("previous")
            and one.verdict("previous") == verdict
        ]
        clearest = max(candidates, key=lambda one: importance(one, "previous"), default=None)
        if clearest is None or importance(clearest, "previous") == 0:
            continue
        words = {
            "better": scene.say("最明显的向好:", "Clearest change for the better: "),
            "worse": scene.say("最明显的转差:", "Clearest change for the worse: "),
        }[verdict]
        points.append((words, *statement(clearest, scene.language)))
    return points
