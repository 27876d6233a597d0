"""Money goes back: failed group buys, returned goods, refunds without return.

Belongs here: who gets how much back and when. Does not belong here: tickets about it (serving).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.buying import SHOP, STORE, SYSTEMS, Orders
from fugou.simulator.ordering import Ordering
from fugou.simulator.retail_calendar import seconds_of_day
from fugou.simulator.rows import labels, numbers, table
from fugou.simulator.world import World

REASONS = ("质量问题", "尺寸不符", "不喜欢", "物流太慢", "发错货")
KINDS = ("refund_only", "return", "group_buy_failed")
REFUND_ONLY, RETURN, GROUP_BUY_FAILED = range(3)
WHOLE = 0.6
WITHOUT_RETURN = 0.3
REQUESTED_WITHIN = 14  # days
SLOW = 0.2
LEAVES_AFTER_SLOW, LEAVES_WITHIN = 0.35, 20  # share of those who waited long; days
REFUNDED_SECOND = 86_000


@dataclass(frozen=True)
class _Refunds:
    """Refunds of the orders of one day; arrays of equal length.

    Attributes:
        at: Position of the order in `Orders`, ascending.
        amount: Fen.
        is_whole: Whether of the whole order and not of its first line.
        kind: Index into KINDS.
        requested: Day index.
        completed: Day index.
        is_slow: Whether the wait is a long one.
        reason: Index into REASONS.
        second: Local second of the day, of request and completion.
    """

    at: NDArray[np.int64]
    amount: NDArray[np.int64]
    is_whole: NDArray[np.bool_]
    kind: NDArray[np.int64]
    requested: NDArray[np.int64]
    completed: NDArray[np.int64]
    is_slow: NDArray[np.bool_]
    reason: NDArray[np.int64]
    second: NDArray[np.int64]


class Refunding:
    """Draws the refunds of each day's orders.

    Args:
        world: The shared state.
        ordering: Keeper of the orders.
        random: Source of randomness of all that happens because somebody buys.
    """

    def __init__(self, world: World, ordering: Ordering, random: np.random.Generator) -> None:
        self._world = world
        self._ordering = ordering
        self._random = random

    def step(self, day: int, orders: Orders) -> NDArray[np.int64]:
        """Decide on refunds of the day's orders and land them.

        Args:
            day: Day index.
            orders: The day's orders, landed.

        Returns:
            Fen of each order that are back by the horizon.
        """
        world = self._world
        refunds = self._draw(day, orders)
        at = refunds.at
        for system in (SHOP, STORE):
            of = np.flatnonzero(orders.system[at] == system)
            # Money that is back on the day of the request has one version only.
            waiting = of[refunds.completed[of] != refunds.requested[of]]
            self._land(day, system, orders, refunds, waiting, is_done=False)
            self._land(day, system, orders, refunds, of, is_done=True)
        self._mark_orders(day, orders, refunds)
        world.history.add(
            "refunds",
            order=orders.number[at],
            person=orders.person[at],
            system=orders.system[at],
            requested_day=refunds.requested,
            completed_day=refunds.completed,
            wait_days=refunds.completed - refunds.requested,
            amount=refunds.amount,
            is_whole=refunds.is_whole,
            kind=refunds.kind,
        )
        # Who waits long for the money may leave for good.
        leaves = refunds.is_slow & (self._random.random(len(at)) < LEAVES_AFTER_SLOW)
        world.hurt(orders.person[at[leaves]], day + LEAVES_WITHIN)
        is_back = refunds.completed < world.days
        refunded = np.zeros(len(orders), dtype=np.int64)
        refunded[at[is_back]] = refunds.amount[is_back]
        return refunded

    def _draw(self, day: int, orders: Orders) -> _Refunds:
        random, count = self._random, len(orders)
        share = np.array(self._world.profile.refund_shares)[orders.system]
        wanted = orders.is_valued & (random.random(count) < share) & (orders.person >= 0)
        at = np.flatnonzero(orders.has_failed | wanted)
        count, is_failed = len(at), orders.has_failed[at]
        is_whole = is_failed | (random.random(count) < WHOLE)
        amount = np.where(is_whole, orders.paid[at], orders.first_paid[at])
        requested = day + 1 + np.where(is_failed, 0, random.integers(0, REQUESTED_WITHIN, count))
        is_slow = ~is_failed & (random.random(count) < SLOW)
        long, short = random.integers(3, 12, count), random.integers(0, 2, count)
        wait = np.where(is_failed, 0, np.where(is_slow, long, short))
        kept = random.random(count) < WITHOUT_RETURN
        return _Refunds(
            at=at,
            amount=amount,
            is_whole=is_whole,
            kind=np.where(is_failed, GROUP_BUY_FAILED, np.where(kept, REFUND_ONLY, RETURN)),
            requested=requested,
            completed=requested + wait,
            is_slow=is_slow,
            reason=random.integers(0, len(REASONS), count),
            second=seconds_of_day(random, count),
        )

    def _land(
        self,
        day: int,
        system: int,
        orders: Orders,
        refunds: _Refunds,
        of: NDArray[Any],
        *,
        is_done: bool,
    ) -> None:
        """Land one version of some refunds of one system.

        Args:
            day: Day index of the orders.
            system: SHOP or STORE.
            orders: The day's orders.
            refunds: Their refunds.
            of: Positions of the refunds.
            is_done: Whether the money is back in this version.
        """
        world, clock, count = self._world, self._world.clock, len(of)
        requested, completed = refunds.requested[of], refunds.completed[of]
        second = refunds.second[of]
        due = completed if is_done else requested
        stamp = second + np.where(is_done & (completed == requested), 60, 0)
        number, ids = orders.number[refunds.at[of]], orders.ids.take(pa.array(refunds.at[of]))
        own: dict[str, Any] = {
            "receipt_no": ids,
            "return_no": numbers("H", number, 10),
            "refund_amount": refunds.amount[of],
        }
        if system == SHOP:
            own = {
                "order_id": ids,
                "refund_id": numbers("F", number, 10),
                "amount": refunds.amount[of],
                "kind": labels(KINDS, refunds.kind[of]),
            }
        rows = table(
            count,
            **own,
            line_no=pa.array(np.ones(count, dtype=np.int64), mask=refunds.is_whole[of]),
            reason=labels(REASONS, refunds.reason[of]),
            requested_at=clock.instants(requested, second),
            completed_at=clock.instants(completed, stamp, np.full(count, not is_done)),
            updated_at=clock.instants(due, stamp),
        )
        world.emit_on(SYSTEMS[system], ("refunds", "returns")[system], rows, due, day)

    def _mark_orders(self, day: int, orders: Orders, refunds: _Refunds) -> None:
        """Shop orders whose whole money is back become refunded."""
        online = np.flatnonzero(orders.system == SHOP)
        of = np.flatnonzero(refunds.is_whole & (orders.system[refunds.at] == SHOP))
        place = np.searchsorted(online, refunds.at[of])
        due = refunds.completed[of]
        self._ordering.change_status(day, place, "refunded", due, REFUNDED_SECOND)
