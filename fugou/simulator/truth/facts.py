"""What the truth is computed from: tables of the history, kept orders, states of people.

Belongs here: facts that several metrics share, derived with NumPy when first asked for. Does not
belong here: metrics (one module per area) and files (truth).

A day is an index from the first simulated day. Arrays over people have one element per person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.buying import GROUP_BUY, SALE, STORE
from fugou.simulator.history import Columns
from fugou.simulator.joining import SIGN_UP_STEPS
from fugou.simulator.people import NEVER, People
from fugou.simulator.rows import DAY_SECONDS
from fugou.simulator.truth.activity import Activity, watch
from fugou.simulator.truth.periods import Period, place_of
from fugou.simulator.truth.purchases import Purchases, find_purchases
from fugou.simulator.truth.relations import Relations
from fugou.simulator.world import World

LAPSE_DAYS = 90  # a purchase lapse: more days than these since the last purchase day
YEAR_DAYS = 365
RETURN = 1  # kind of refund

# A short history lacks tables. Columns that begin with is_ or has_ are flags.
TABLES: Mapping[str, str] = {
    "arms": "campaign person day is_treated variant",
    "campaigns": "campaign kind start window coupon has_control",
    "churn_answers": "person day reason",
    "community_events": "campaign day signed done",
    "consents": "person day is_granted",
    "content_views": "day views dwell reactions",
    "contents": "content day kind",
    "costs": "day source kind amount",
    "coupons": "coupon person day campaign face",
    "erasures": "person day",
    "groups": "group day",
    "hours": "day hour count",
    "interactions": "day kind count",
    "live_viewers": "live day viewers",
    "lives": "live day",
    "memberships": "person start_day end_day",
    "orders": "order person day second system kind is_paid paid refunded discount kept_categories"
    " campaign is_extra",
    "pending_ids": "person",
    "points": "person day kind points is_again",
    "redemptions": "coupon order person day",
    "refunds": "order system requested_day completed_day wait_days amount kind",
    "relations": "person kind start_day end_day",
    "shipments": "order ordered_day delivered_day",
    "sign_ups": "person day second step",
    "surveys": "person day nps satisfaction agrees",
    "tickets": "opened_day reply_seconds resolve_seconds resolved_day",
    "touches": "person day campaign content is_delivered is_opened open_seconds is_clicked"
    " is_forwarded",
}


def is_return(refunds: Columns) -> NDArray[np.bool_]:
    """Tell which refunds are of goods that came back; stores take back whatever they refund.

    Args:
        refunds: Columns of the history.

    Returns:
        One flag per refund.
    """
    flags: NDArray[np.bool_] = (refunds["system"] == STORE) | (refunds["kind"] == RETURN)
    return flags


class Facts:
    """Facts of a world on the evening of its last day; computed when first asked for.

    Args:
        world: It lived already.
        periods: Periods whose activity will be asked for.
    """

    def __init__(self, world: World, periods: Sequence[Period]) -> None:
        self.world = world
        self.periods = periods
        self.people: People = world.people
        self.count = world.people.count
        self.days = world.days
        self.as_of = world.days - 1

    def table(self, name: str) -> Columns:
        """Give a table of the history.

        Args:
            name: One of TABLES.

        Returns:
            Its columns; empty ones if nothing was ever remembered.
        """
        try:
            return self.world.history.table(name)
        except KeyError:
            return {
                column: np.zeros(0, dtype=bool if column[:3] in ("is_", "has") else np.int64)
                for column in TABLES[name].split()
            }

    def rows(self, name: str, first: int, last: int, by: str = "day") -> Columns:
        """Give the rows of some days.

        Args:
            name: One of TABLES.
            first: Day index.
            last: Day index, inclusive.
            by: Column with the day index.

        Returns:
            Columns of the rows, views where the table is in the order of days.
        """
        columns = self.table(name)
        day = columns[by]
        place: Any
        if (name, by) in self._ordered:
            place = place_of(day, first, last)
        else:
            place = (day >= first) & (day <= last)
        return {key: values[place] for key, values in columns.items()}

    @cached_property
    def _ordered(self) -> set[tuple[str, str]]:
        return {
            (name, column)
            for name, columns in TABLES.items()
            for column in columns.split()
            if column.endswith("day") or column == "start"
            if bool(np.all(np.diff(self.table(name)[column]) >= 0))
        }

    def flags(self, persons: NDArray[Any]) -> NDArray[np.bool_]:
        """Mark people.

        Args:
            persons: Person indexes, repeats allowed.

        Returns:
            One flag per person.
        """
        flags = np.zeros(self.count, dtype=bool)
        flags[persons] = True
        return flags

    def unpacked(self, packed: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Give packed flags back as one per person.

        Args:
            packed: As in Activity.

        Returns:
            One flag per person.
        """
        return np.unpackbits(packed, count=self.count).astype(bool)

    @cached_property
    def paid(self) -> Columns:
        """Paid orders, neither tests nor stored value; refunded ones too, guests included.

        `is_returned`: goods came back, the money is back by the horizon.
        """
        orders, refunds = self.table("orders"), self.table("refunds")
        keep = orders["is_paid"] & np.isin(orders["kind"], (SALE, GROUP_BUY)) & (orders["paid"] > 0)
        names = ("order", "person", "day", "paid", "refunded")
        is_done = is_return(refunds) & (refunds["completed_day"] <= self.as_of)
        is_returned = np.isin(orders["order"][keep], refunds["order"][is_done])
        return {**{name: orders[name][keep] for name in names}, "is_returned": is_returned}

    def paid_within(self, first: int, last: int) -> Columns:
        """Give the paid orders of some days.

        Args:
            first: Day index.
            last: Day index, inclusive.

        Returns:
            Columns as in `paid`.
        """
        place = place_of(self.paid["day"], first, last)
        return {name: values[place] for name, values in self.paid.items()}

    @cached_property
    def kept(self) -> Columns:
        """Kept orders, guests included, in the order of days; `net` is fen after refunds."""
        orders = self.table("orders")
        net = orders["paid"] - orders["refunded"]
        keep = orders["is_paid"] & np.isin(orders["kind"], (SALE, GROUP_BUY)) & (net > 0)
        names = ("person", "day", "second", "system", "discount", "kept_categories", "campaign")
        columns = {name: orders[name][keep] for name in (*names, "is_extra")}
        return {**columns, "net": net[keep]}

    def kept_within(self, first: int, last: int) -> Columns:
        """Give the kept orders of some days.

        Args:
            first: Day index.
            last: Day index, inclusive.

        Returns:
            Columns as in `kept`.
        """
        place = place_of(self.kept["day"], first, last)
        return {name: values[place] for name, values in self.kept.items()}

    @cached_property
    def purchases(self) -> Purchases:
        """All purchase days of all people."""
        return find_purchases(self.kept, self.count, self.days)

    @cached_property
    def relations(self) -> Relations:
        """All relations of all people."""
        relations, memberships = self.table("relations"), self.table("memberships")
        return Relations(relations, memberships, self.count, self.days)

    @cached_property
    def activity(self) -> Activity:
        """Who was active when, in the periods of interest."""
        return watch(self._active_days(), self.people.join_day, self.days, self.periods)

    def _active_days(self) -> Iterator[NDArray[np.bool_]]:
        purchases = self.purchases
        for day in range(self.days):
            active = self.world.history.active_on(day)
            active[purchases.person[purchases.within(day, day)]] = True
            yield active

    @cached_property
    def first_paid_day(self) -> NDArray[np.int32]:
        """Day of the first paid order of each person, refunded or not; NEVER for none."""
        first = np.full(self.count, NEVER, dtype=np.int32)
        known = self.paid["person"] >= 0
        # Backwards, so that the first one stays.
        first[self.paid["person"][known][::-1]] = self.paid["day"][known][::-1]
        return first

    def has_consent(self, day: int) -> NDArray[np.bool_]:
        """Tell whose marketing consent is in force at the end of a day.

        Args:
            day: Day index.

        Returns:
            One flag per person.
        """
        changes = self.rows("consents", 0, day)
        flags = np.zeros(self.count, dtype=bool)
        # In the order of days: the last change of a person stays.
        flags[changes["person"]] = changes["is_granted"]
        return flags

    def has_joined(self, day: int) -> NDArray[np.bool_]:
        """Tell who has joined by the end of a day.

        Args:
            day: Day index.

        Returns:
            One flag per person.
        """
        flags: NDArray[np.bool_] = self.people.join_day <= day
        return flags

    def spend(self, first: int, last: int) -> NDArray[np.int64]:
        """Sum up the net revenue of each person.

        Args:
            first: Day index.
            last: Day index, inclusive.

        Returns:
            Fen.
        """
        kept = self.kept_within(first, last)
        return self.sums(kept["person"], kept["net"])

    def sums(self, persons: NDArray[Any], amounts: NDArray[Any]) -> NDArray[np.int64]:
        """Sum up amounts by person; guests are left out.

        Args:
            persons: Person indexes, -1 = guest.
            amounts: Integers whose sums stay below 2 ** 53.

        Returns:
            One sum per person.
        """
        known = persons >= 0
        # bincount adds doubles; they are exact for such sums of integers.
        sums = np.bincount(persons[known], amounts[known], minlength=self.count)
        return sums.astype(np.int64)

    @cached_property
    def referral_depth(self) -> NDArray[np.int16]:
        """Number of inviters above each person in the referral tree."""
        inviter = self.people.inviter
        depth = np.zeros(self.count, dtype=np.int16)
        above = inviter.copy()
        while (who := np.flatnonzero(above >= 0)).size:
            depth[who] += 1
            above[who] = inviter[above[who]]
        return depth

    @cached_property
    def sign_up_seconds(self) -> NDArray[np.int64]:
        """When each step was first reached, in seconds since day 0; shape (steps, people)."""
        rows = self.table("sign_ups")
        reached = np.full((SIGN_UP_STEPS, self.count), NEVER * DAY_SECONDS, dtype=np.int64)
        instant = rows["day"].astype(np.int64) * DAY_SECONDS + rows["second"]
        # In the order of time and backwards, so that the first one stays.
        reached[rows["step"][::-1] - 1, rows["person"][::-1]] = instant[::-1]
        return reached
