"""Sentences, made from figures by rules: no claim without its number.

Belongs here: what may be said of a figure, and the words for it. Does not belong here: which
figures a report shows (`outline.yml`), whether a change is certain (`figures`).
"""

from __future__ import annotations

from collections.abc import Iterable

from fugou.periods import Period
from fugou.reports.document import Mark, Part, Parts, Reference
from fugou.reports.figures import SMALL_BASE, Figure
from fugou.reports.wording import RANGE, Language

_BEFORE = {
    "year": ("上年", "the year before"),
    "quarter": ("上季度", "the quarter before"),
    "month": ("上月", "the month before"),
    "week": ("上周", "the week before"),
    "day": ("前一日", "the day before"),
}
_LIGHTS = {
    "green": ("good", "达标", "on target"),
    "amber": ("fair", "接近目标", "close to target"),
    "red": ("bad", "未达标", "off target"),
}
_VERDICTS = {
    "better": ("good", "向好", "for the better"),
    "worse": ("bad", "转差", "for the worse"),
    "moved": ("quiet", "有变化", "moved"),
    "same": ("quiet", "持平", "unchanged"),
    "uncertain": ("quiet", "在不确定范围内", "within the uncertainty"),
    "small": (
        "quiet",
        f"样本少(不足 {SMALL_BASE}),不作趋势判断",
        f"too few (below {SMALL_BASE}) to speak of a trend",
    ),
    "partial": ("quiet", "†", "†"),
    "edge": ("quiet", "临近历史起点,不作判断", "too near the start of the data: no verdict"),
    "unbounded": ("quiet", "无区间,不作判断", "no interval: no verdict"),
    "immature": ("quiet", "尚未满期,不作判断", "not yet mature: no verdict"),
    "in_progress": ("quiet", "本期进行中,不作判断", "the period is in progress: no verdict"),
}

_SIGNS = {
    "better": ("▲", "good"),
    "worse": ("▼", "bad"),
    "uncertain": ("≈", "quiet"),
    "small": ("n", "quiet"),
    "partial": ("†", "quiet"),
    "edge": ("†", "quiet"),
    "immature": ("…", "quiet"),
    "in_progress": ("…", "quiet"),
}


def side_name(side: str, grain: str, language: Language) -> str:
    """Name what a figure is compared with.

    Args:
        side: `previous`, `year_before` or `like_for_like`.
        grain: Of the figure.
        language: The language.

    Returns:
        Its name within a sentence.
    """
    if side == "previous":
        return language.pick(*_BEFORE[grain])
    if side == "year_before":
        return language.pick("上年同期", "a year before")
    return language.pick("可比同期", "the like period")


def sides_of(figure: Figure) -> tuple[str, ...]:
    """Say with what a figure can be compared.

    Args:
        figure: The figure.

    Returns:
        Sides, each period once.
    """
    sides: dict[object, str] = {}
    for side in ("previous", "year_before", "like_for_like"):
        if figure.has_change(side):
            sides.setdefault(figure.start_of(side), side)
    return tuple(sides.values())


def verdict_mark(figure: Figure, side: str, language: Language) -> Mark:
    """Word the judgement of a change.

    Args:
        figure: The figure.
        side: What it is compared with.
        language: The language.

    Returns:
        The words, with their tone.
    """
    tone, zh, en = _VERDICTS[figure.verdict(side)]
    return Mark(language.pick(zh, en), tone)


def verdict_sign(figure: Figure, side: str) -> Parts:
    """Give the sign of the judgement of a change, where there is no room for words.

    Args:
        figure: The figure.
        side: What it is compared with.

    Returns:
        The sign after a space; nothing where there is nothing to warn of.
    """
    sign, tone = _SIGNS.get(figure.verdict(side), ("", ""))
    return ("\u00a0", Mark(sign, tone)) if sign else ()


def light_mark(light: str, language: Language) -> Mark:
    """Word a traffic light.

    Args:
        light: green, amber or red.
        language: The language.

    Returns:
        The words, with their tone.
    """
    tone, zh, en = _LIGHTS[light]
    return Mark(language.pick(zh, en), tone)


def name(figure: Figure, language: Language) -> str:
    """Name a figure's metric.

    Args:
        figure: The figure.
        language: The language.

    Returns:
        The metric's name.
    """
    return figure.definition.names[language.code]


def why_null(figure: Figure, language: Language) -> Parts:
    """Say why there is no number.

    Args:
        figure: A figure whose value is null.
        language: The language.

    Returns:
        The reason.
    """
    if figure.is_immature:
        mature, total = figure.number("mature_count"), figure.number("total_count")
        return (
            Mark(language.pick("尚未满期", "not yet mature"), "quiet"),
            " (",
            mature,
            " / ",
            total,
            ")",
        )
    if figure.columns["denominator"] == 0:
        zero = figure.number("denominator")
        return (
            Mark(language.pick("无可计算(分母 ", "nothing to divide by (base "), "quiet"),
            zero,
            ")",
        )
    return (Mark(language.pick("无数据", "no data"), "quiet"),)


def statement(figure: Figure, language: Language) -> Parts:
    """Say a figure in a sentence: value, base, interval, comparisons, target, benchmark, maturity.

    Args:
        figure: The figure.
        language: The language.

    Returns:
        The sentence.
    """
    say = language.pick
    head: Parts = (name(figure, language), Reference(figure.definition.metric_id))
    if figure.value is None:
        return (*head, say(":", ": "), *why_null(figure, language), say("。", "."))
    clauses: list[Parts] = [
        (*head, say("为 ", " is "), figure.number(), *_base(figure, language)),
        *(_comparison(figure, side, language) for side in sides_of(figure)),
        *_target(figure, language),
        *_benchmark(figure, language),
    ]
    if figure.is_immature:
        mature, total = figure.number("mature_count"), figure.number("total_count")
        clauses.append(
            (
                say("尚未全部满期(已满期 ", "not all mature yet ("),
                mature,
                " / ",
                total,
                say(")", " observed in full)"),
            )
        )
    return (*_joined(clauses, say(";", "; ")), say("。", "."))


def _base(figure: Figure, language: Language) -> Parts:
    inside: list[Parts] = []
    if figure.columns["denominator"] is not None and figure.definition.unit == "ratio":
        inside.append((figure.number("numerator"), " / ", figure.number("denominator")))
    if figure.columns["interval_low"] is not None:
        inside.append(
            (
                language.pick("95% 区间 ", "95% interval "),
                figure.number("interval_low"),
                RANGE,
                figure.number("interval_high"),
            )
        )
    if not inside:
        return ()
    return (
        language.pick("(", " ("),
        *_joined(inside, language.pick(",", ", ")),
        language.pick(")", ")"),
    )


def _comparison(figure: Figure, side: str, language: Language) -> Parts:
    say = language.pick
    side_words = side_name(side, figure.period.grain, language)
    before, change = figure.number(f"{side}_value"), figure.number(f"{side}_change")
    verdict = verdict_mark(figure, side, language)
    rises = (change.value or 0) > 0
    if figure.verdict(side) == "partial":
        words = say(f"较{side_words}(", f"against {side_words} (")
        return (words, before, say(")", "): "), change, verdict)
    if figure.verdict(side) in ("better", "worse", "moved"):
        went = say("上升", "up") if rises else say("下降", "down")
        words = say(f"较{side_words}(", f"{went} on {side_words} (")
        return (words, before, say(f"){went},", "): "), change, say(",", ", "), verdict)
    words = say(f"较{side_words}(", f"against {side_words} (")
    return (words, before, say(")变动 ", "): "), change, say(",", ", "), verdict)


def _target(figure: Figure, language: Language) -> list[Parts]:
    light = figure.columns.get("traffic_light")
    if light is None:
        return []
    say = language.pick
    target, attained = figure.number("target_value"), figure.number("target_attainment")
    words: Parts = (say("目标 ", "target "), target, say(",达成 ", ", attained "), attained)
    return [(*words, say(",", ", "), light_mark(light, language))]


def _benchmark(figure: Figure, language: Language) -> list[Parts]:
    if figure.columns.get("benchmark_gap") is None:
        return []
    say = language.pick
    benchmark, gap = figure.number("sector_benchmark"), figure.number("benchmark_gap")
    return [(say("行业基准 ", "sector benchmark "), benchmark, say(",差距 ", ", gap "), gap)]


def _joined(clauses: Iterable[Parts], between: str) -> Parts:
    parts: list[Part] = []
    for clause in clauses:
        if parts:
            parts.append(between)
        parts.extend(clause)
    return tuple(parts)


def importance(figure: Figure, side: str) -> float:
    """Weigh a change, to put the clearest first: its size in widths of its uncertainty.

    Args:
        figure: The figure.
        side: What it is compared with.

    Returns:
        0 where nothing certain can be said; else the larger, the clearer.
    """
    if not figure.has_change(side) or figure.verdict(side) not in ("better", "worse", "moved"):
        return 0.0
    value = float(figure.columns["value"])
    before = float(figure.columns[f"{side}_value"])
    bounds = figure.change_interval(side)
    if bounds is None or bounds[0] == bounds[1]:
        return 0.0
    return abs(value - before) / (bounds[1] - bounds[0])


def caption(period: Period, language: Language) -> str:
    """Name the period compared with in the head of a table.

    Args:
        period: The period reported.
        language: The language.

    Returns:
        The head of the column.
    """
    return {
        "year": language.pick("上年", "Year before"),
        "quarter": language.pick("上季度", "Quarter before"),
        "month": language.pick("上月", "Month before"),
        "week": language.pick("上周", "Week before"),
        "day": language.pick("前一日", "Day before"),
    }[period.grain]
