"""The calendar periods for which expected values are given.

Belongs here: months, quarters and years as day indexes. Does not belong here: what is measured in
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Period:
    """Some days in a row; a day is an index from the first simulated day.

    Attributes:
        grain: month, quarter, year; or window, which is no calendar period.
        start: First date.
        first: Its day index.
        last: Day index of the last day, inclusive.
    """

    grain: str
    start: date
    first: int
    last: int

    @property
    def opening(self) -> int:
        """The day before: what was so at its end was so when the period began."""
        return self.first - 1


def calendar_periods(first_day: date, days: int) -> list[Period]:
    """List the months, quarters and years that lie wholly inside some days.

    Args:
        first_day: Day 0.
        days: How many days.

    Returns:
        The periods by grain, in order of time.
    """
    found = []
    for grain, months in (("month", 1), ("quarter", 3), ("year", 12)):
        start = date(first_day.year, 1, 1)
        while (end := _later(start, months)) <= first_day + timedelta(days=days):
            if start >= first_day:
                first, after = (start - first_day).days, (end - first_day).days
                found.append(Period(grain, start, first, after - 1))
            start = end
    return found


def place_of(days: NDArray[Any], first: int, last: int) -> slice:
    """Find some days in a sorted array of day indexes.

    Args:
        days: Ascending.
        first: Day index.
        last: Day index, inclusive.

    Returns:
        Slice of the array.
    """
    # Bounds of another type would make searchsorted copy the whole array.
    bounds = np.array((first, last + 1), dtype=days.dtype)
    return slice(*np.searchsorted(days, bounds).tolist())


def _later(start: date, months: int) -> date:
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)
