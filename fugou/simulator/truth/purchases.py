"""Purchase days of people: the ground on which repurchase, cycle, lapse and lift stand.

Belongs here: one element per person and day with a kept order, and look-ups in them. Does not
belong here: which orders are kept (facts).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.history import Columns
from fugou.simulator.people import NEVER
from fugou.simulator.rows import DAY_SECONDS
from fugou.simulator.truth.periods import place_of

LONG_BEFORE = -NEVER


@dataclass(frozen=True)
class Purchases:
    """One element per person and purchase day, in the order of days.

    Attributes:
        count: Number of people.
        days: Number of days.
        person: Person index.
        day: Day index.
        number: 1 for the first purchase day of the person, 2 for the next one.
        before: Days since the purchase day before, -1 for the first.
        after: Days until the next purchase day, -1 while there is none.
        system: Where the first kept order of the day was paid.
        system_before: The same of the purchase day before, -1 for the first.
    """

    count: int
    days: int
    person: NDArray[np.int32]
    day: NDArray[np.int32]
    number: NDArray[np.int32]
    before: NDArray[np.int32]
    after: NDArray[np.int32]
    system: NDArray[np.int8]
    system_before: NDArray[np.int8]

    def within(self, first: int, last: int) -> slice:
        """Give the place of some days.

        Args:
            first: Day index.
            last: Day index, inclusive.

        Returns:
            Slice of the arrays.
        """
        return place_of(self.day, first, last)

    def times(self, first: int, last: int) -> NDArray[np.int64]:
        """Count the purchase days of each person.

        Args:
            first: Day index.
            last: Day index, inclusive.

        Returns:
            One number per person.
        """
        return np.bincount(self.person[self.within(first, last)], minlength=self.count)

    @cached_property
    def first_day(self) -> NDArray[np.int32]:
        """First purchase day of each person, NEVER for none."""
        first = np.full(self.count, NEVER, dtype=np.int32)
        of = self.number == 1
        first[self.person[of]] = self.day[of]
        return first

    def last_until(self, day: int) -> NDArray[np.int32]:
        """Give the last purchase day of each person up to a day.

        Args:
            day: Day index, inclusive.

        Returns:
            Day indexes, LONG_BEFORE for none.
        """
        last = np.full(self.count, LONG_BEFORE, dtype=np.int32)
        of = self.within(0, day)
        # In the order of days: the last one of a person stays.
        last[self.person[of]] = self.day[of]
        return last

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """Person * days + day of each purchase day, sorted."""
        return np.sort(self.person.astype(np.int64) * self.days + self.day)

    def around(
        self, person: NDArray[Any], day: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Find the purchase days next to some days of people.

        Args:
            person: Person indexes.
            day: Day index of each.

        Returns:
            Last purchase day up to it (LONG_BEFORE for none) and first one after it (NEVER).
        """
        keys = np.append(self.keys, np.int64(-1))  # one more, of nobody
        at = np.searchsorted(keys[:-1], person.astype(np.int64) * self.days + day, side="right")
        before, after = keys[at - 1], keys[at]
        return (
            np.where(before // self.days == person, before % self.days, LONG_BEFORE),
            np.where(after // self.days == person, after % self.days, NEVER),
        )


def find_purchases(kept: Columns, count: int, days: int) -> Purchases:
    """Find the purchase days of people.

    Args:
        kept: Kept orders: person (-1 = guest), day, second, system.
        count: Number of people.
        days: Number of days.

    Returns:
        The purchase days; guests have none.
    """
    known = np.flatnonzero(kept["person"] >= 0)
    instant = kept["person"][known].astype(np.int64) * days + kept["day"][known]
    instant = instant * DAY_SECONDS + kept["second"][known]
    order = np.argsort(instant, kind="stable")
    key = instant[order] // DAY_SECONDS
    is_new = _begins(key)
    key, system = key[is_new], kept["system"][known[order[is_new]]]
    person, day = (key // days).astype(np.int32), (key % days).astype(np.int32)
    is_first = _begins(person)
    before = np.where(is_first, -1, np.diff(day, prepend=0)).astype(np.int32)
    place = np.arange(len(key))
    start = np.maximum.accumulate(np.where(is_first, place, 0))
    by_day = np.argsort(day, kind="stable")
    return Purchases(
        count=count,
        days=days,
        person=person[by_day],
        day=day[by_day],
        number=(place - start + 1)[by_day].astype(np.int32),
        before=before[by_day],
        after=np.append(before[1:], np.int32(-1))[: len(key)][by_day],
        system=system[by_day].astype(np.int8),
        system_before=np.where(is_first, -1, np.roll(system, 1))[by_day].astype(np.int8),
    )


def _begins(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell where a sorted array changes; its first element is a change."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]
