"""Coupons are issued and handed in.

Belongs here: what marketing says of a coupon. Does not belong here: who gets one (campaigning),
on which order it is used (buying).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.buying import SYSTEMS, Orders
from fugou.simulator.rows import labels, numbers, table
from fugou.simulator.world import COUPON_DAYS, World

ISSUE_SECOND = 28_800


class Coupons:
    """Keeps the coupons; a person holds one at most.

    Args:
        world: The shared state.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._issued = 0

    def issue(self, day: int, campaign: int, face: int, people: NDArray[Any]) -> None:
        """Issue coupons; a new one takes the place of one still held.

        Args:
            day: Day index.
            campaign: Its number.
            face: Value in fen.
            people: Person indexes, each once.
        """
        world = self._world
        coupon = self._issued + np.arange(len(people))
        self._issued += len(people)
        world.coupon[people] = coupon
        world.coupon_day[people] = day
        world.coupon_face[people] = face
        world.coupon_campaign[people] = campaign
        self._land(day, coupon, people, ISSUE_SECOND)
        world.history.add(
            "coupons", coupon=coupon, person=people, day=day, campaign=campaign, face=face
        )

    def redeem(self, day: int, orders: Orders) -> None:
        """Land the new version of the coupons that the day's orders redeemed.

        Args:
            day: Day index.
            orders: The day's orders.
        """
        at = np.flatnonzero(orders.coupon >= 0)
        second = orders.second[at]
        self._land(
            day,
            orders.coupon[at],
            orders.person[at],
            second,
            redeemed_at=self._world.clock.instants(np.full(len(at), day), second),
            order_system=labels(SYSTEMS, orders.system[at]),
            order_id=orders.ids.take(pa.array(at)),
        )

    def _land(
        self,
        day: int,
        coupon: NDArray[Any],
        people: NDArray[Any],
        second: NDArray[Any] | int,
        **redemption: pa.Array,
    ) -> None:
        """Land a version of the coupons that people hold or have just handed in.

        Args:
            day: Day index.
            coupon: Numbers of the coupons.
            people: Holder of each.
            second: Local second of the version.
            **redemption: redeemed_at, order_system and order_id; none while it is held.
        """
        world, clock, count = self._world, self._world.clock, len(coupon)
        issued, face = world.coupon_day[people], world.coupon_face[people].astype(np.int64)
        unused = {
            "redeemed_at": pa.nulls(count, pa.timestamp("s")),
            "order_system": None,
            "order_id": None,
        }
        rows = table(
            count,
            coupon_id=numbers("K", coupon, 9),
            member_no=numbers("M", people),
            campaign_id=numbers("A", world.coupon_campaign[people], 6),
            face_amount=face,
            threshold_amount=2 * face,
            issued_at=clock.instants(issued, ISSUE_SECOND),
            expires_at=clock.instants(issued + COUPON_DAYS + 1, 0),
            updated_at=clock.instants(np.full(count, day), second),
            **(redemption or unused),
        )
        world.emit("marketing", "coupons", rows, day)
