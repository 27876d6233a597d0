"""Which stated numbers cannot hold together.

Belongs here: the checks. Each compares intervals, so that rounding alone is no contradiction. Does
not belong here: reading numbers (statements), how findings are shown (the command line).
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path

from fugou.statements import Range, Statement

_GRAINS = ("day", "week", "month", "quarter", "year")
_GRAINS_ZH = dict(zip(_GRAINS, ("日", "周", "月", "季度", "年"), strict=True))


@dataclass(frozen=True)
class Metric:
    """What the checks need to know of a metric.

    Args:
        metric_id: Its id.
        kind: As in `kpi_definitions`.
        interval_method: `wilson` if its numerator is part of its denominator.
        is_additive: Whether its values of consecutive periods add up.
        additive_dimensions: Dimensions whose parts add up to the total.
        share_dimensions: Those of them whose parts are shares of one base.
        unit: As in `kpi_definitions`.
    """

    metric_id: str
    kind: str
    interval_method: str = "none"
    is_additive: bool = False
    additive_dimensions: frozenset[str] = frozenset()
    share_dimensions: frozenset[str] = frozenset()
    unit: str = ""

    @property
    def is_of_newcomers(self) -> bool:
        """Whether it counts people once in their life; who is new in a store need not be new."""
        return self.unit == "users" and self.is_additive

    @property
    def is_part_of_a_whole(self) -> bool:
        """Whether it lies between 0 and 1 by its definition."""
        return self.interval_method == "wilson" or self.kind == "money share"


@dataclass(frozen=True)
class Relation:
    """A row of the seed `metric_relations`.

    Args:
        relation: at_most, product, mix, rises, falls or within.
        metrics: One to four metric ids; N stands for a number of days.
        name_zh: Why, in Chinese.
        name_en: Why, in English.
    """

    relation: str
    metrics: tuple[str, ...]
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Rules:
    """What stated numbers are held against.

    Args:
        metrics: By id; a metric that is not here is checked in relations alone.
        relations: In which the numbers of one report, period and dimension value must stand.
        two_valued: The two values of each dimension that has no others, as new and old.
    """

    metrics: Mapping[str, Metric]
    relations: Sequence[Relation]
    two_valued: Mapping[str, frozenset[str]]

    def metric(self, metric_id: str) -> Metric:
        """Give what is known of a metric.

        Args:
            metric_id: Its id.

        Returns:
            The metric; of one that is not ours, nothing but the id.
        """
        return self.metrics.get(metric_id, Metric(metric_id, "other"))


@dataclass(frozen=True)
class Contradiction:
    """Stated numbers that cannot hold together.

    Args:
        check: bounds, base, twice, parts, mix, periods, or a relation.
        statements: The numbers.
        why_zh: Why, in Chinese.
        why_en: Why, in English.
    """

    check: str
    statements: tuple[Statement, ...]
    why_zh: str
    why_en: str


def find_contradictions(statements: Iterable[Statement], rules: Rules) -> list[Contradiction]:
    """Find the stated numbers that cannot hold together.

    Args:
        statements: Of one or more reports.
        rules: What they are held against.

    Returns:
        The contradictions, in the order of the checks and of the file.
    """
    known: list[Statement] = []
    cells: dict[tuple[object, ...], dict[str, Statement]] = defaultdict(dict)
    splits: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    found: list[Contradiction] = []
    for one in statements:
        metric = rules.metric(one.metric_id)
        found += _bounds(one, metric)
        found += _base(one, metric)
        cell = (one.report, one.period, one.dimension, one.dimension_value)
        other = cells[cell].setdefault(one.metric_id, one)
        if other is not one:
            found += _twice(other, one)
            continue
        known.append(one)
        if one.dimension != "all":
            splits[one.report, one.period, one.metric_id, one.dimension].append(one)
    for (report, period, metric_id, dimension), parts in splits.items():
        total = cells.get((report, period, "all", "all"), {}).get(str(metric_id))
        values = rules.two_valued.get(str(dimension), frozenset())
        is_all = bool(values) and values == {part.dimension_value for part in parts}
        found += _parts(total, parts, rules.metric(str(metric_id)), str(dimension), is_all)
    for of_cell in cells.values():
        for relation in rules.relations:
            if relation.relation in _CHECKS:
                found += _CHECKS[relation.relation](of_cell, relation)
    found += _periods(known, rules)
    for relation in rules.relations:
        if relation.relation == "within":
            found += _within(known, relation)
    return found


def _apart(one: Range, other: Range) -> bool:
    return one.high < other.low or other.high < one.low


def _twice(one: Statement, other: Statement) -> Iterator[Contradiction]:
    """Hold two statements of one number against each other; further checks take the first."""
    if _apart(one.value, other.value):
        yield Contradiction(
            "twice",
            (one, other),
            "同一指标、周期与维度出现了两个不同的数值",
            "one metric, period and dimension value has two numbers",
        )


def _bounds(one: Statement, metric: Metric) -> Iterator[Contradiction]:
    if metric.is_part_of_a_whole and (one.value.high < 0 or one.value.low > 1):
        yield Contradiction(
            "bounds",
            (one,),
            f"占比应在0与1之间,报告为{one.value.text}",
            f"a share lies between 0 and 1, stated is {one.value.text}",
        )
    if metric.kind == "count" and one.value.high < 0:
        yield Contradiction(
            "bounds", (one,), "数量不能为负", f"a count is not negative: {one.value.text}"
        )


def _base(one: Statement, metric: Metric) -> Iterator[Contradiction]:
    above, below = one.numerator, one.denominator
    if above is None or below is None:
        return
    if metric.is_part_of_a_whole and above.low > below.high:
        yield Contradiction(
            "base",
            (one,),
            f"分子{above.text}大于分母{below.text}",
            f"the numerator {above.text} is more than the denominator {below.text}",
        )
        return
    if metric.kind not in ("proportion", "money share", "ratio", "amount") or below.low <= 0:
        return
    ratios = _quotients(above, below)
    low, high = min(ratios), max(ratios)
    if one.value.high < low - 1e-9 or one.value.low > high + 1e-9:
        base_zh, base_en = _implied_base(above, one.value)
        yield Contradiction(
            "base",
            (one,),
            f"{above.text} / {below.text} = {low:.4g},不是{one.value.text};"
            f"报告的比率意味着{base_zh}",
            f"{above.text} / {below.text} = {low:.4g}, not {one.value.text};"
            f" the stated ratio implies {base_en}",
        )


def _quotients(above: Range, below: Range) -> list[float]:
    return [a / b for a in (above.low, above.high) for b in (below.low, below.high) if b]


def _implied_base(above: Range, ratio: Range) -> tuple[str, str]:
    """Word which bases make the ratio of the numerator, whatever was rounded: bases are above 0."""
    bases = [max(0.0, base) for base in _quotients(above, ratio)]
    if not any(bases):
        return "没有可能的分母", "no base"
    if ratio.low <= 0 <= ratio.high:
        least = min(base for base in bases if base)
        return f"分母至少为{least:,.1f}", f"a base of at least {least:,.1f}"
    ends = "–".join(dict.fromkeys(f"{base:,.1f}" for base in (min(bases), max(bases))))
    return f"分母为{ends}", f"a base of {ends}"


def _parts(
    total: Statement | None,
    parts: Sequence[Statement],
    metric: Metric,
    dimension: str,
    is_all: bool,
) -> Iterator[Contradiction]:
    if dimension not in metric.additive_dimensions:
        yield from _overlapping(total, parts, metric)
        return
    is_share = dimension in metric.share_dimensions
    # Of amounts those add up that do so over periods, too: sums, not means.
    is_sum = metric.kind == "count" or (metric.kind == "amount" and metric.is_additive)
    if is_share or is_sum:
        # Shares of one base add up to that of the total, which is 1 where it is not told.
        whole = total.value.high if total else 1.0 if metric.is_part_of_a_whole else None
        least = sum(part.value.low for part in parts)
        if whole is not None and least > whole * (1 + 1e-9) + 1e-9:
            yield Contradiction(
                "parts",
                (*([total] if total else []), *parts),
                f"各{dimension}之和至少为{least:.4g},超过总体{whole:.4g}",
                f"the parts by {dimension} are at least {least:.4g}, more than the whole"
                f" {whole:.4g}",
            )
        return
    # A rate of all lies between the rates of its parts, where these are everybody.
    if total is None or metric.kind not in ("proportion", "ratio"):
        return
    if not is_all and not _add_up(total, parts):
        return
    low = min(part.value.low for part in parts)
    high = max(part.value.high for part in parts)
    if total.value.high < low or total.value.low > high:
        yield Contradiction(
            "mix",
            (total, *parts),
            f"总体{total.value.text}不在各{dimension}的{low:.4g}与{high:.4g}之间",
            f"the rate of all, {total.value.text}, is not between {low:.4g} and {high:.4g}"
            f" of its parts by {dimension}",
        )


def _overlapping(
    total: Statement | None, parts: Iterable[Statement], metric: Metric
) -> Iterator[Contradiction]:
    """Hold each part against the whole: parts that share people still lie within it."""
    if total is None or metric.kind != "count" or metric.is_of_newcomers:
        return
    for part in parts:
        if part.value.low > total.value.high:
            yield Contradiction(
                "parts",
                (total, part),
                f"{part.dimension}={part.dimension_value}的{part.value.text}"
                f"超过总体{total.value.text}",
                f"{part.value.text} of {part.dimension}={part.dimension_value} are more than the"
                f" whole {total.value.text}",
            )


def _add_up(total: Statement, parts: Sequence[Statement]) -> bool:
    """Tell whether numerators and denominators of the parts make the total's: are all told."""
    for name in ("numerator", "denominator"):
        whole: Range | None = getattr(total, name)
        told: list[Range | None] = [getattr(part, name) for part in parts]
        if whole is None or None in told:
            return False
        known = [one for one in told if one is not None]
        low, high = sum(one.low for one in known), sum(one.high for one in known)
        if whole.high < low or whole.low > high:
            return False
    return True


def _metrics_of(of_cell: Mapping[str, Statement], pattern: str) -> dict[int, Statement]:
    """Find a metric, or those of a family with a number of days."""
    if "N" not in pattern:
        return {0: of_cell[pattern]} if pattern in of_cell else {}
    expression = re.compile(re.escape(pattern).replace("N", r"(\d+)"))
    found = {}
    for name, one in of_cell.items():
        if match := expression.fullmatch(name):
            found[int(match[1])] = one
    return found


def _at_most(of_cell: Mapping[str, Statement], relation: Relation) -> Iterator[Contradiction]:
    less, more = (_metrics_of(of_cell, name) for name in relation.metrics)
    for days in sorted(less.keys() & more.keys()):
        if less[days].value.low > more[days].value.high and _one_base(less[days], more[days]):
            yield Contradiction(
                relation.relation,
                (less[days], more[days]),
                f"{relation.name_zh}:{less[days].value.text} > {more[days].value.text}",
                f"{relation.name_en}: {less[days].value.text} > {more[days].value.text}",
            )


def _one_base(one: Statement, other: Statement) -> bool:
    """Tell whether two rates may be of one set of people; of counts nothing is to tell."""
    bases = (one.denominator, other.denominator)
    return None in bases or not _apart(*(base for base in bases if base is not None))


def _product(of_cell: Mapping[str, Statement], relation: Relation) -> Iterator[Contradiction]:
    told = [of_cell.get(name) for name in relation.metrics]
    one, other, result = told
    if one is None or other is None or result is None:
        return
    ends = [
        a * b for a in (one.value.low, one.value.high) for b in (other.value.low, other.value.high)
    ]
    if result.value.high < min(ends) - 1e-6 or result.value.low > max(ends) + 1e-6:
        yield Contradiction(
            relation.relation,
            (one, other, result),
            f"{relation.name_zh}:{min(ends):,.6g} 至 {max(ends):,.6g},不是{result.value.text}",
            f"{relation.name_en}: {min(ends):,.6g} to {max(ends):,.6g}, not {result.value.text}",
        )


def _mix(of_cell: Mapping[str, Statement], relation: Relation) -> Iterator[Contradiction]:
    names = relation.metrics
    whole, one, other = (of_cell.get(name) for name in names[:3])
    if whole is None or one is None or other is None:
        return
    low = min(one.value.low, other.value.low)
    high = max(one.value.high, other.value.high)
    if whole.value.high < low or whole.value.low > high:
        yield Contradiction(
            relation.relation,
            (whole, one, other),
            f"{relation.name_zh}:{whole.value.text}不在{low:.4g}与{high:.4g}之间",
            f"{relation.name_en}: {whole.value.text} is not between {low:.4g} and {high:.4g}",
        )
        return
    share = of_cell.get(names[3]) if len(names) > 3 else None
    if share is None or not _apart(one.value, other.value):
        return
    # whole = share x one + (1 - share) x other
    ends = [
        (all_ - second) / (first - second)
        for all_ in (whole.value.low, whole.value.high)
        for first in (one.value.low, one.value.high)
        for second in (other.value.low, other.value.high)
    ]
    if share.value.high < min(ends) - 1e-9 or share.value.low > max(ends) + 1e-9:
        yield Contradiction(
            relation.relation,
            (whole, one, other, share),
            f"三个比率意味着{share.metric_id}为{min(ends):.4g}至{max(ends):.4g},"
            f"报告为{share.value.text}",
            f"the three rates imply {share.metric_id} of {min(ends):.4g} to {max(ends):.4g},"
            f" stated is {share.value.text}",
        )


def _curve(of_cell: Mapping[str, Statement], relation: Relation) -> Iterator[Contradiction]:
    curve = sorted(_metrics_of(of_cell, relation.metrics[0]).items())
    for (days, earlier), (more_days, later) in pairwise(curve):
        before, after = earlier.value, later.value
        if relation.relation == "falls":
            before, after = after, before
        # With other people in the base, as when fewer are mature, either is possible.
        if after.high < before.low and _one_base(earlier, later):
            yield Contradiction(
                relation.relation,
                (earlier, later),
                f"{relation.name_zh}:{days}日{earlier.value.text},{more_days}日{later.value.text}",
                f"{relation.name_en}: {earlier.value.text} at {days} days,"
                f" {later.value.text} at {more_days}",
            )


_CHECKS = {
    "at_most": _at_most,
    "product": _product,
    "mix": _mix,
    "rises": _curve,
    "falls": _curve,
}


def _within(statements: Iterable[Statement], relation: Relation) -> Iterator[Contradiction]:
    """Hold each period against the longer ones around it: who is in it, is in them."""
    told: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.metric_id == relation.metrics[0] and one.period and one.dimension == "all":
            told[one.report].append(one)
    for of_report in told.values():
        longer = [one for one in of_report if one.period and one.period.grain != "day"]
        for whole, part in product(longer, of_report):
            if not part.period or not whole.period or not part.period.lies_within(whole.period):
                continue
            if part.value.low > whole.value.high:
                yield Contradiction(
                    relation.relation,
                    (whole, part),
                    f"{relation.name_zh}:{part.value.text} > {whole.value.text}",
                    f"{relation.name_en}: {part.value.text} > {whole.value.text}",
                )


def _periods(statements: Iterable[Statement], rules: Rules) -> Iterator[Contradiction]:
    """Hold shorter periods against each longer one in which they lie.

    What adds up does so exactly where the parts are complete, and a count never exceeds the whole.
    People who are counted once may be in several parts: the whole is at most the sum of them.
    """
    told: dict[tuple[str, str, str], list[tuple[date, date, Statement]]] = defaultdict(list)
    for one in statements:
        # Who is in a part at the start of a month is not who is at the start of the year.
        is_total = one.dimension == "all"
        metric = rules.metric(one.metric_id)
        if one.period and is_total and (metric.is_additive or metric.kind == "count"):
            period = (one.period.start, one.period.end, one)
            told[one.report, one.metric_id, one.period.grain].append(period)
    for of_grain in told.values():
        of_grain.sort(key=lambda period: period[:2])
    for (report, metric_id, whole_grain), wholes in told.items():
        for grain in _GRAINS[: _GRAINS.index(whole_grain)]:
            shorter = told.get((report, metric_id, grain), [])
            starts = [start for start, _, _ in shorter]
            for start, end, whole in wholes:
                within = shorter[bisect_left(starts, start) : bisect_right(starts, end)]
                parts = [one for one in within if one[1] <= end]
                if parts:
                    yield from _parts_of_period(rules.metric(metric_id), grain, whole, parts)


def _parts_of_period(
    metric: Metric, grain: str, whole: Statement, periods: list[tuple[date, date, Statement]]
) -> Iterator[Contradiction]:
    assert whole.period
    parts = [one for _, _, one in periods]
    least, most = (sum(getattr(one.value, side) for one in parts) for side in ("low", "high"))
    days = {
        start + timedelta(days=number)
        for start, end, _ in periods
        for number in range((end - start).days + 1)
    }
    is_whole = len(days) == (whole.period.end - whole.period.start).days + 1
    slack = 1e-9 * max(1.0, abs(least))
    if (
        metric.is_additive
        and (metric.kind == "count" or is_whole)
        and (least > whole.value.high + slack)
    ):
        said_zh, said_en = "超过", "more than"
    elif is_whole and most < whole.value.low - slack:
        said_zh, said_en = "少于", "less than"
    else:
        return
    yield Contradiction(
        "periods",
        (whole, *parts),
        f"{len(parts)}个{_GRAINS_ZH[grain]}合计{least:,.6g},"
        f"{said_zh}{whole.period}的{whole.value.text}",
        f"{len(parts)} {grain}s add up to {least:,.6g}, {said_en} the {whole.value.text} of"
        f" {whole.period}",
    )


def read_rules(seeds: Path) -> Rules:
    """Read what stated numbers are held against.

    Args:
        seeds: Folder of the seeds; `kpi_definitions`, `metric_relations` and `kpi_dimensions` are
            read.

    Returns:
        The rules, relations in the order of the file.
    """
    metrics = {
        row["metric_id"]: Metric(
            row["metric_id"],
            row["kind"],
            row["interval_method"],
            row["is_additive"] == "true",
            frozenset(row["additive_dimensions"].split()),
            frozenset(row["share_dimensions"].split()),
            row["unit"],
        )
        for row in _rows(seeds / "kpi_definitions.csv")
    }
    places = ("first", "second", "third", "fourth")
    relations = [
        Relation(
            row["relation"],
            tuple(row[place] for place in places if row[place]),
            row["name_zh"],
            row["name_en"],
        )
        for row in _rows(seeds / "metric_relations.csv")
    ]
    values = {
        row["dimension"]: frozenset(
            word.partition("=")[0] for word in row["values_zh"].split(";") if word
        )
        for row in _rows(seeds / "kpi_dimensions.csv")
    }
    return Rules(
        metrics, relations, {name: words for name, words in values.items() if len(words) == 2}
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
