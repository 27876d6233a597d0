"""Who has a live relationship: WeCom contact, community, membership.

Belongs here: spells and their union. Does not belong here: activity (activity).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.history import Columns
from fugou.simulator.people import NEVER

CONTACT, GROUP, MEMBERSHIP = range(3)
Spells = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


class Relations:
    """Relations of all people.

    Args:
        relations: Of the history.
        memberships: Of the history.
        count: Number of people.
        days: Number of days.
    """

    def __init__(self, relations: Columns, memberships: Columns, count: int, days: int) -> None:
        self._count, self._days = count, days
        self._kinds = [
            _spells({name: values[relations["kind"] == kind] for name, values in relations.items()})
            for kind in (CONTACT, GROUP)
        ]
        self._kinds.append(_spells(memberships))

    @cached_property
    def spells(self) -> Spells:
        """Spells with any live relation, those of a person apart from each other.

        Person, first live day, day on which the last relation is gone (NEVER while one is open).
        """
        person, start, end = (np.concatenate(parts) for parts in zip(*self._kinds, strict=True))
        order = np.lexsort((start, person))
        person, start, end = person[order], start[order], end[order]
        # Persons laid out one behind the other, so that a running maximum stays within each.
        span = 2 * NEVER
        until = np.maximum.accumulate(person * span + end)
        is_new = np.append(True, (person * span + start)[1:] > until[:-1])[: len(person)]
        is_last = np.append(is_new[1:], True)[: len(person)]
        return person[is_new], start[is_new], (until - person * span)[is_last]

    def is_live(self, day: int, kind: int | None = None) -> NDArray[np.bool_]:
        """Tell who has a live relation at the end of a day.

        Args:
            day: Day index.
            kind: CONTACT, GROUP or MEMBERSHIP; None for any.

        Returns:
            One flag per person.
        """
        person, start, end = self.spells if kind is None else self._kinds[kind]
        flags = np.zeros(self._count, dtype=bool)
        flags[person[(start <= day) & (day < end)]] = True
        return flags

    def is_live_on(self, days: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell who has a live relation at the end of a day of their own.

        Args:
            days: Day index by person.

        Returns:
            One flag per person.
        """
        person, start, end = self.spells
        flags = np.zeros(self._count, dtype=bool)
        flags[person[(start <= days[person]) & (days[person] < end)]] = True
        return flags

    @cached_property
    def live_counts(self) -> NDArray[np.int64]:
        """People with any live relation at the end of each day."""
        _, start, end = self.spells
        change = np.bincount(start, minlength=self._days)
        change -= np.bincount(end[end < self._days], minlength=self._days)
        return np.cumsum(change)


def _spells(rows: Columns) -> Spells:
    end = np.where(rows["end_day"] < 0, NEVER, rows["end_day"])
    return (
        rows["person"].astype(np.int64),
        rows["start_day"].astype(np.int64),
        end.astype(np.int64),
    )
