"""Members earn points, turn them in, and lose those of long ago.

Belongs here: movements of points. Does not belong here: what they cost (planning).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.buying import SYSTEMS, Orders
from fugou.simulator.rows import labels, numbers, table
from fugou.simulator.world import World

POINTS_PER_CNY = (1.0, 1.8)  # on first purchases, on repurchases
REDEEM_FROM = 300
POINTS_PER_REDEMPTION = 100
REDEEMING = 0.3
EXPIRE_AFTER = 180  # days without purchase, looked at on the last of December
EXPIRING_SECOND = 86_000
KINDS = ("earn", "redeem", "expire")
EARN, REDEEM, EXPIRE = range(3)


class Rewarding:
    """Keeps the points.

    Args:
        world: The shared state.
        random: Source of randomness of all that happens because somebody buys.
    """

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self._world = world
        self._random = random
        self._movements = 0

    def step(self, day: int, orders: Orders) -> None:
        """Move points for the day's orders, and at the end of a year.

        Args:
            day: Day index.
            orders: The day's orders, remembered.
        """
        self._reward(day, orders)
        today = self._world.clock.first_day + timedelta(days=day)
        if (today.month, today.day) == (12, 31):
            self._expire(day)

    def _reward(self, day: int, orders: Orders) -> None:
        """Members earn on what they pay and turn some of their points in at the till."""
        world = self._world
        at = np.flatnonzero(orders.is_valued & (orders.person >= 0))
        at = at[world.is_registered[orders.person[at]]]
        is_again = (world.first_paid_day[orders.person[at]] < day).astype(np.int8)
        earned = (orders.paid[at] / 100 * np.array(POINTS_PER_CNY)[is_again]).astype(np.int64)
        at, is_again, earned = at[earned > 0], is_again[earned > 0], earned[earned > 0]
        person = orders.person[at]
        # The last order of the day is the one to turn points in with.
        _, last = np.unique(person[::-1], return_index=True)
        once = len(person) - 1 - last
        can = world.points[person[once]] >= REDEEM_FROM
        uses = once[can & (self._random.random(len(once)) < REDEEMING)]
        spent = world.points[person[uses]] // POINTS_PER_REDEMPTION * POINTS_PER_REDEMPTION
        np.add.at(world.points, person, earned)
        world.points[person[uses]] -= spent
        world.redeemed_points[day] += spent.sum()
        for kind, who, points in ((EARN, np.arange(len(at)), earned), (REDEEM, uses, spent)):
            self._move(
                day,
                kind,
                person[who],
                points,
                orders.second[at[who]] + 60 + kind,
                is_again[who],
                order_system=labels(SYSTEMS, orders.system[at[who]]),
                order_id=orders.ids.take(pa.array(at[who])),
            )

    def _expire(self, day: int) -> None:
        world = self._world
        is_old = day - world.last_paid_day > EXPIRE_AFTER
        who = np.flatnonzero((world.points > 0) & is_old)
        points = world.points[who]
        world.points[who] = 0
        self._move(day, EXPIRE, who, points, EXPIRING_SECOND, 0, order_system=None, order_id=None)

    def _move(
        self,
        day: int,
        kind: int,
        person: NDArray[Any],
        points: NDArray[Any],
        second: NDArray[Any] | int,
        is_again: NDArray[Any] | int,
        **order: pa.Array | None,
    ) -> None:
        """Land movements and remember them.

        Args:
            day: Day index.
            kind: EARN, REDEEM or EXPIRE.
            person: Person indexes.
            points: Positive numbers.
            second: Local second of the day.
            is_again: 1 for repurchases.
            **order: order_system and order_id.
        """
        world, count = self._world, len(person)
        rows = table(
            count,
            movement_id=numbers("J", self._movements + np.arange(count), 10),
            member_no=numbers("M", person),
            kind=KINDS[kind],
            points=points,
            moved_at=world.clock.instants(np.full(count, day), second),
            **order,
        )
        world.emit("crm", "points", rows, day)
        self._movements += count
        world.history.add(
            "points", person=person, day=day, kind=kind, points=points, is_again=is_again
        )
