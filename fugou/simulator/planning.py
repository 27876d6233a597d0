"""The brand plans and pays: targets and costs.

Belongs here: money that is spent and goals that are set. Does not belong here: what it brings.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from fugou.simulator.profiles import SOURCES
from fugou.simulator.rows import labels, numbers, table
from fugou.simulator.world import World

UNIT_COSTS = (4200, 3900, 3000, 1500, 2000)  # fen per new person, by source
# Staff, tools and campaigns are 40, 30 and 30 % of the running cost.
STAFF_PER_PERSON, TOOLS_PER_PERSON, CAMPAIGNS_PER_PERSON = 120, 90, 90  # fen a month
REBATE_SHARE = 0.004
POINT_COST = 1  # fen
COST_KINDS = ("acquisition", "staff", "tools", "campaigns", "points", "rebate")
GRAINS = (("month", 1), ("quarter", 3), ("year", 12))
# One target per grain: who buys twice in a year need not do so in a month.
TARGETS = {
    "repurchase_rate": (0.2, 0.31, 0.42),
    "paid_conversion": (0.035, 0.095, 0.28),
    "user_growth_rate": (0.025, 0.08, 0.35),
    "touch_coverage": (0.6, 0.9, 0.95),
    "touch_timeliness": (0.55, 0.55, 0.55),
    "activation_conversion": (0.3, 0.28, 0.27),
}


class Planning:
    """Books costs and sets targets.

    Args:
        world: The shared state.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = world.generator("planning")
        self._costs = 0

    def step(self, day: int) -> None:
        """Plan the year on its first day, book on the last of each month.

        Args:
            day: Day index.
        """
        today = self._world.clock.first_day + timedelta(days=day)
        if day == 0 or (today.month, today.day) == (1, 1):
            self._set_targets(day, today.year)
        if (today + timedelta(days=1)).day == 1 or day == self._world.days - 1:
            self._book(day, today)

    def _set_targets(self, day: int, year: int) -> None:
        world = self._world
        rows = [
            (metric, grain, date(year, month, 1), value)
            for metric, values in TARGETS.items()
            for (grain, months), value in zip(GRAINS, values, strict=True)
            for month in range(1, 13, months)
        ]
        count = len(rows)
        rows = table(
            count,
            metric_id=pa.array([row[0] for row in rows]),
            grain=pa.array([row[1] for row in rows]),
            period_start=pa.array([row[2] for row in rows], pa.date32()),
            target_value=pa.array([str(row[3]) for row in rows]),
            updated_at=world.clock.instants(np.full(count, day), 30_000),
        )
        world.emit("plan", "targets", rows, day)

    def _book(self, day: int, today: date) -> None:
        world, random = self._world, self._random
        first = max(day - today.day + 1, 0)
        before = int(world.joined[first - 1]) if first else 0
        count = int(world.joined[day])
        new = np.bincount(world.people.source[before:count], minlength=len(SOURCES))
        noise = 1 + 0.05 * random.standard_normal(len(SOURCES))
        acquisition = np.round(new * np.array(UNIT_COSTS) * noise).astype(np.int64)
        share = (day - first + 1) / 30.4
        running = [
            round(count * unit * share)
            for unit in (STAFF_PER_PERSON, TOOLS_PER_PERSON, CAMPAIGNS_PER_PERSON)
        ]
        days = slice(first, day + 1)
        paid, points = int(world.paid[days].sum()), int(world.redeemed_points[days].sum())
        amounts = np.array(
            [*acquisition, *running, points * POINT_COST, round(paid * REBATE_SHARE)]
        )
        kinds = np.array([0] * len(SOURCES) + [1, 2, 3, 4, 5])
        channels = np.array([*range(len(SOURCES)), -1, -1, -1, -1, -1])
        total = len(amounts)
        rows = table(
            total,
            cost_id=numbers("Q", self._costs + np.arange(total), 7),
            booked_on=world.clock.dates(np.full(total, day)),
            channel=labels(SOURCES, channels),
            campaign_id=None,
            kind=labels(COST_KINDS, kinds),
            amount=amounts,
        )
        world.emit("marketing", "costs", rows, day)
        self._costs += total
        world.history.add("costs", day=day, source=channels, kind=kinds, amount=amounts)
