"""The figures of the field report beside what the simulated brand's last year shows.

Belongs here: targets and tolerances. Does not belong here: how a figure is computed (the other
truth modules), the profile that is tuned to them (profiles).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fugou.simulator.truth.facts import YEAR_DAYS, Facts
from fugou.simulator.truth.metrics import measure_period
from fugou.simulator.truth.periods import Period
from fugou.simulator.world import World

POINTS = 0.03
SHARE = 0.05


@dataclass(frozen=True)
class Figure:
    """One figure of the field report.

    Attributes:
        name: What it is.
        target: As the report prints it.
        tolerance: Distance from the target that is allowed.
        year: Measured in the last 365 days, None if not defined.
        is_ceiling: Whether everything up to the target will do.
    """

    name: str
    target: float
    tolerance: float
    year: float | None
    is_ceiling: bool = False

    @property
    def is_within(self) -> bool:
        """Whether the measured value lies within the tolerance."""
        if self.year is None:
            return False
        if self.is_ceiling:
            return self.year <= self.target
        return abs(self.year - self.target) <= self.tolerance


@dataclass(frozen=True)
class _Target:
    metric_id: str
    target: float
    dimension_value: str = "all"
    is_ratio: bool = True
    is_ceiling: bool = False

    @property
    def name(self) -> str:
        if self.dimension_value == "all":
            return self.metric_id
        return f"{self.metric_id} {self.dimension_value}"


TARGETS = (
    _Target("repurchase_rate", 0.42),
    _Target("repurchase_rate_old", 0.58),
    _Target("repurchase_rate_new", 0.31),
    _Target("repurchase_cycle_days", 32, is_ratio=False),
    _Target("average_order_value", 358, is_ratio=False),
    _Target("user_retention_bracket_30", 0.68),
    _Target("user_retention_bracket_90", 0.45),
    _Target("user_retention_bracket_180", 0.32),
    _Target("omnichannel_repurchase_rate", 0.38, "online_only"),
    _Target("omnichannel_repurchase_rate", 0.45, "offline_only"),
    _Target("omnichannel_repurchase_rate", 0.52, "both"),
    _Target("tier_revenue_share", 0.45, "vip"),
    _Target("churn_rate", 0.18),
    _Target("referral_rate", 0.18),
    _Target("referred_conversion", 0.35),
    _Target("referred_repurchase_rate", 0.48),
    _Target("win_back_rate_within_30_days", 0.35),
    _Target("incentive_cost_ratio", 0.035, is_ceiling=True),
)


def calibration(world: World) -> list[Figure]:
    """Compare the last 365 days with the field report.

    Of user retention, the base are people who joined in these days and whose N + 3 days are over.

    Args:
        world: On the evening of its last day.

    Returns:
        One figure per line of the report.
    """
    first = max(world.days - YEAR_DAYS, 0)
    year = Period("window", world.clock.first_day + timedelta(days=first), first, world.days - 1)
    facts = Facts(world, [year])
    found = {(m.metric_id, m.dimension_value): m.value for m in measure_period(facts, year)}
    return [
        Figure(
            name=one.name,
            target=one.target,
            tolerance=POINTS if one.is_ratio else SHARE * one.target,
            year=found[one.metric_id, one.dimension_value],
            is_ceiling=one.is_ceiling,
        )
        for one in TARGETS
    ]
