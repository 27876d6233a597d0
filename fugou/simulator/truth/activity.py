"""Who was active when: active on a day = an interaction or a kept order on it.

Belongs here: the one pass over the days. Does not belong here: rates (people).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.truth.periods import Period, place_of
from fugou.simulator.truth.purchases import LONG_BEFORE

DORMANT_DAYS = 180
RETENTION_DAYS = (30, 90, 180)
BRACKET = 3
Flags = NDArray[np.bool_]
Packed = NDArray[np.uint8]


@dataclass(frozen=True)
class Activity:
    """What the days have shown.

    Attributes:
        user_days: People active on each day.
        last_day: Last active day of each person, LONG_BEFORE for none.
        on_day: By N: whether each person was active N days after joining.
        in_bracket: By N: whether active N - 3 to N + 3 days after joining.
        in_period: By (first, last) of a period: whether each person was active in it; packed.
        dormant: By day: whether the last active day, else the join day, is more than
            DORMANT_DAYS ago; packed.
    """

    user_days: NDArray[np.int64]
    last_day: NDArray[np.int32]
    on_day: dict[int, Flags]
    in_bracket: dict[int, Flags]
    in_period: dict[tuple[int, int], Packed]
    dormant: dict[int, Packed]


def watch(
    active_days: Iterator[Flags], join_day: NDArray[np.int32], days: int, periods: Sequence[Period]
) -> Activity:
    """Go through the days.

    Args:
        active_days: Whether each person was active, day by day.
        join_day: Day index by person, ascending.
        days: Number of days.
        periods: Periods of interest.

    Returns:
        What was seen; dormancy on the last day of each period and the day before it begins.
    """
    count = len(join_day)
    looked_at = {period.last for period in periods} | {period.opening for period in periods}
    seen: dict[Period, Flags] = {}
    activity = Activity(
        user_days=np.zeros(days, dtype=np.int64),
        last_day=np.full(count, LONG_BEFORE, dtype=np.int32),
        on_day={n: np.zeros(count, dtype=bool) for n in RETENTION_DAYS},
        in_bracket={n: np.zeros(count, dtype=bool) for n in RETENTION_DAYS},
        in_period={},
        dormant={},
    )
    for day, active in enumerate(active_days):
        activity.user_days[day] = np.count_nonzero(active)
        activity.last_day[active] = day
        for n in RETENTION_DAYS:
            # People stand in the order of joining: those of some days stand together.
            on = place_of(join_day, day - n, day - n)
            near = place_of(join_day, day - n - BRACKET, day - n + BRACKET)
            activity.on_day[n][on] = active[on]
            activity.in_bracket[n][near] |= active[near]
        for period in periods:
            if period.first <= day <= period.last:
                flags = seen.setdefault(period, np.zeros(count, dtype=bool))
                flags |= active
                if day == period.last:
                    key = (period.first, period.last)
                    activity.in_period[key] = np.packbits(seen.pop(period))
        if day in looked_at:
            since = day - np.maximum(activity.last_day, join_day)
            activity.dormant[day] = np.packbits(since > DORMANT_DAYS)
    return activity
