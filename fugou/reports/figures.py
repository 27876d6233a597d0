"""Numbers that know where they stand in the published file.

Belongs here: a printed number with its place, a figure of `kpi_values` with everything beside it,
and the one rule on uncertainty. Does not belong here: how numbers are worded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import hypot
from typing import Any

from fugou.periods import Period

KEY = ("metric_id", "grain", "period_start", "dimension", "dimension_value")
SMALL_BASE = 30
_MATURE_ENOUGH = 0.9
_COUNTED = ("count",)
_NORMAL = 1.96
_OF_THE_PAST = ("churn", "conversion")
# Who bought, or joined, before the data begin is taken for new in them.
_OF_OLD_AND_NEW = (
    "new_users",
    "user_growth_rate",
    "new_user_source_share",
    "acquisition_cost_per_user",
    "new_buyers",
    "repurchase_rate_old",
    "repurchase_rate_new",
    "returning_buyer_share",
    "monthly_repurchase_rate",
    "old_buyer_revenue_share",
    "repurchase_revenue_share",
    "repurchase_amount",
    "rebuy_rate_next",
)
_OF_PURCHASES = ("conversion", "repurchase", "retention", "churn")
_BY_PURCHASES = ("value_tier", "lifecycle_stage", "buyer_type", "spend_level", "member_level")


@dataclass(frozen=True)
class Number:
    """A number as a table of the published file holds it: whoever doubts it can look it up.

    Args:
        value: The number; None where the table says null.
        unit: What it counts: a unit of `kpi_definitions`; `points` of a change of shares, in
            percentage points, `difference` of one between 0 and 1; `change` of a relative change
            (0.1 = 10 %); `balance` of members' points; or `plain`.
        table: Schema and table.
        measure: The column, or an aggregate over the rows of the key.
        key: Columns and values that name the row, or the rows; a pair is a first and a last value.
        is_change: Whether it is worded with its sign.
    """

    value: float | None
    unit: str
    table: str
    measure: str
    key: tuple[tuple[str, Any], ...]
    is_change: bool = False

    @property
    def metric_id(self) -> str | None:
        """The metric that it measures, where the table has one row per metric."""
        return next((str(value) for name, value in self.key if name == "metric_id"), None)


@dataclass(frozen=True)
class Definition:
    """What a metric means: the columns of `kpi_definitions` that a report prints.

    Args:
        metric_id: Its id.
        catalogue_id: The metric of the catalogue that it is a measure of.
        area: Its area.
        published_in: Tables that hold it.
        is_published: Whether there are numbers.
        names: Its name by language, `zh` and `en`.
        formulas: Its formula by language.
        unit: Its unit.
        kind: count, proportion, ratio, amount, …
        direction: `up` where more is better, `down` where less is, else `none`.
        owner: Who answers for it.
        additive_dimensions: Dimensions whose parts add up to the whole.
        share_dimensions: Dimensions whose parts are the shares; the total says nothing.
    """

    metric_id: str
    catalogue_id: str
    area: str
    published_in: tuple[str, ...]
    is_published: bool
    names: Mapping[str, str]
    formulas: Mapping[str, str]
    unit: str
    kind: str
    direction: str
    owner: str
    additive_dimensions: tuple[str, ...] = ()
    share_dimensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One number of `kpi_values`, with what `kpi_changes` and `kpi_status` say of it.

    Args:
        definition: What it means.
        period: Its period.
        dimension: Its dimension; `all` of a total.
        dimension_value: The value of the dimension.
        columns: Columns of the three tables, as `fugou.reports.reading` names them.
    """

    definition: Definition
    period: Period
    dimension: str
    dimension_value: str
    columns: Mapping[str, Any]

    @property
    def value(self) -> float | None:
        """The number itself; None where it cannot be told."""
        value = self.columns["value"]
        return None if value is None else float(value)

    def number(self, measure: str = "value") -> Number:
        """Give the number, or a number beside it.

        Args:
            measure: A column of `kpi_values`, `kpi_changes` or `kpi_status`.

        Returns:
            The number with its place.
        """
        table, unit = _place(measure, self.definition.unit, self.columns)
        value = self.columns.get(measure)
        key = zip(
            KEY,
            (
                self.definition.metric_id,
                self.period.grain,
                self.period.start,
                self.dimension,
                self.dimension_value,
            ),
            strict=True,
        )
        named = tuple(one for one in key if table != _STATUS or not one[0].startswith("dimension"))
        return Number(
            None if value is None else float(value),
            unit,
            table,
            measure,
            named,
            is_change=measure.endswith(("_change", "_gap")),
        )

    @property
    def telling_dimensions(self) -> tuple[str, ...]:
        """Dimensions by which a part may explain the whole: not those that purchases define.

        A dormant person does not buy by definition; that explains no rate of buying.
        """
        is_of_purchases = self.definition.area in _OF_PURCHASES
        return tuple(
            one
            for one in self.definition.additive_dimensions
            if not (is_of_purchases and one in _BY_PURCHASES)
        )

    @property
    def base(self) -> float | None:
        """Of how many: a denominator, a count itself, or the orders that brought an amount."""
        if self.definition.kind in _COUNTED:
            return self.value
        base = self.columns["denominator"]
        if base is None and self.is_money:
            base = self.columns.get("orders")
        return None if base is None else float(base)

    @property
    def is_money(self) -> bool:
        """Whether it is a sum, or mean, of money."""
        return self.definition.kind == "amount"

    @property
    def is_small(self) -> bool:
        """Whether it rests on too few to speak of a trend."""
        return self.base is not None and self.base < SMALL_BASE

    @property
    def is_in_progress(self) -> bool:
        """Whether its period is not over yet."""
        return bool(self.columns.get("is_in_progress"))

    @property
    def is_immature(self) -> bool:
        """Whether some of its people, or all, cannot be observed in full yet."""
        mature, total = self.columns["mature_count"], self.columns["total_count"]
        return mature is not None and total is not None and mature < total

    @property
    def is_mostly_unseen(self) -> bool:
        """Whether too many are still to be observed for a comparison with whole periods."""
        mature, total = self.columns["mature_count"], self.columns["total_count"]
        return self.is_immature and mature < _MATURE_ENOUGH * total

    def has_change(self, side: str) -> bool:
        """Tell whether there is something to compare with.

        Args:
            side: `previous`, `year_before` or `like_for_like`.

        Returns:
            Whether there is.
        """
        return self.value is not None and self.columns.get(f"{side}_change") is not None

    def is_partial(self, side: str) -> bool:
        """Tell whether the data begin within the period compared with.

        Args:
            side: As in `has_change`; the like period is about a year before, too.

        Returns:
            Whether they do.
        """
        flag = "previous" if side == "previous" else "year_before"
        return bool(self.columns.get(f"is_{flag}_partial"))

    def is_near_the_edge(self, side: str) -> bool:
        """Tell whether a comparison that needs a past reaches into the first year of the data.

        Who bought or joined before the data begin counts as new, and nobody can lapse in the
        first months.

        Args:
            side: As in `has_change`.

        Returns:
            Whether it does.
        """
        start, first = self.start_of(side), self.columns.get("history_start")
        if start is None or first is None or not self._needs_history:
            return False
        return bool(start < first + timedelta(days=365))

    @property
    def _needs_history(self) -> bool:
        definition = self.definition
        return definition.catalogue_id in _OF_OLD_AND_NEW or definition.area in _OF_THE_PAST

    def start_of(self, side: str) -> date | None:
        """Give the first day of the period compared with.

        Args:
            side: As in `has_change`.

        Returns:
            The day, or None where there is no such period.
        """
        return self.columns.get(f"{side}_start" if side != "previous" else "previous_period_start")

    def verdict(self, side: str) -> str:
        """Judge a change.

        Args:
            side: As in `has_change`.

        Returns:
            `partial`, `edge`, `in_progress`, `immature`, `small` or `unbounded` (nothing says how
            uncertain it is) where it cannot be judged; `same` where nothing changed, `uncertain`
            within the uncertainty; else `better`, `worse` or `moved`.
        """
        if self.is_partial(side):
            return "partial"
        if self.is_near_the_edge(side):
            return "edge"
        if self.is_in_progress:
            return "in_progress"
        if self.is_mostly_unseen:
            return "immature"
        before = self.columns[f"{side}_value"]
        if self.is_small or self._was_small(side):
            return "small"
        difference = float(self.columns["value"]) - float(before)
        if difference == 0:
            return "same"
        bounds = self.change_interval(side)
        if bounds is None:
            return "unbounded"
        if bounds[0] <= 0 <= bounds[1]:
            return "uncertain"
        if self.definition.direction == "none":
            return "moved"
        return "better" if (difference > 0) == (self.definition.direction == "up") else "worse"

    def _was_small(self, side: str) -> bool:
        base = self._base_of(side)
        return base is not None and base < SMALL_BASE

    def _base_of(self, side: str) -> float | None:
        if self.definition.kind in _COUNTED:
            return float(self.columns[f"{side}_value"])
        base = self.columns.get(f"{side}_denominator")
        if base is None and self.is_money:
            base = self.columns.get(f"{side}_orders")
        return None if base is None else float(base)

    def _bounds(self, side: str) -> tuple[float, float, float] | None:
        value, low, high = (
            self.columns.get(f"{side}{one}") for one in ("value", "interval_low", "interval_high")
        )
        if value is None or low is None or high is None:
            return None
        return float(value), float(low), float(high)

    def change_interval(self, side: str) -> tuple[float, float] | None:
        """Give the 95 % interval of a change, in the figure's own unit.

        Where both values have an interval, from these. A count without one varies by its root, as
        rare and independent events do (Poisson). An amount varies by its number of orders and by
        their size, whose spread is taken to equal its mean (compound Poisson).

        Args:
            side: As in `has_change`.

        Returns:
            Lower and upper bound; None where nothing says how uncertain the change is.
        """
        now, before = self._bounds(""), self._bounds(f"{side}_")
        if now and before:
            return difference_interval(now, before)
        value, value_before = float(self.columns["value"]), float(self.columns[f"{side}_value"])
        difference = value - value_before
        base, base_before = self.base, self._base_of(side)
        if not base or not base_before:
            return None
        if self.definition.kind in _COUNTED:
            error = _NORMAL * (base + base_before) ** 0.5
        elif self.is_money:
            mean = (abs(value) + abs(value_before)) / 2
            error = _NORMAL * mean * (2 / base + 2 / base_before) ** 0.5
        else:
            return None
        return difference - error, difference + error


def difference_interval(
    now: tuple[float, float, float], before: tuple[float, float, float]
) -> tuple[float, float]:
    """Give the 95 % interval of a difference from the intervals of its two sides.

    The two are taken as independent. Buyers of both periods make the true interval of a growth a
    little narrower, so that what is called certain is.

    Args:
        now: Value, lower and upper bound of the one.
        before: The same of the other, which is subtracted.

    Returns:
        Lower and upper bound of the difference.

    Source:
        Newcombe (1998), Interval estimation for the difference between independent proportions,
        Statistics in Medicine 17, method 10; for other numbers Zou and Donner (2008).
    """
    value, low, high = now
    value_before, low_before, high_before = before
    difference = value - value_before
    return (
        difference - hypot(value - low, high_before - value_before),
        difference + hypot(high - value, value_before - low_before),
    )


_VALUES, _CHANGES, _STATUS = "marts.kpi_values", "marts.kpi_changes", "marts.kpi_status"
_BASES = ("numerator", "denominator", "mature_count", "total_count")
_TABLES = {
    **dict.fromkeys(("value", "interval_low", "interval_high", *_BASES), _VALUES),
    **{
        f"{side}_{what}": _CHANGES
        for side in ("previous", "year_before", "like_for_like")
        for what in ("value", "change")
    },
    **dict.fromkeys(
        (
            "target_value",
            "target_attainment",
            "target_due",
            "target_gap",
            "elapsed_share",
            "sector_benchmark",
            "benchmark_gap",
            "company_size_benchmark",
            "company_size_benchmark_gap",
            "leader_benchmark",
            "leader_benchmark_gap",
        ),
        _STATUS,
    ),
}


def _place(measure: str, unit: str, columns: Mapping[str, Any]) -> tuple[str, str]:
    """Say which table holds a measure, and in which unit: members' points are no percentages."""
    unit = "balance" if unit == "points" else unit
    if measure in _BASES:
        return _VALUES, "plain"
    if measure in ("target_attainment", "elapsed_share"):
        return _STATUS, "ratio"
    if measure.endswith("_change"):
        return _CHANGES, "points" if columns["change_unit"] == "points" else "change"
    if measure.endswith("benchmark_gap"):
        return _STATUS, "points"
    return _TABLES[measure], unit
