"""The Chinese retail calendar: how much each day draws people to buy and to look in.

Belongs here: dates of festivals and sales, weekly and hourly rhythm. Does not belong here: who
buys (behaviour).
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fugou.simulator import SimulationError

# First day of the Chinese year, as published by the State Council's holiday calendar.
SPRING_FESTIVALS = (
    date(2018, 2, 16),
    date(2019, 2, 5),
    date(2020, 1, 25),
    date(2021, 2, 12),
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
)
FIRST_YEAR, LAST_YEAR = SPRING_FESTIVALS[0].year, SPRING_FESTIVALS[-1].year

# (month, day) from, to, factor on purchases.
SALES = (
    ((3, 5), (3, 8), 1.5),
    ((5, 28), (6, 15), 1.25),
    ((6, 16), (6, 18), 2.6),
    ((9, 8), (9, 10), 1.2),
    ((10, 20), (11, 8), 1.2),
    ((11, 9), (11, 11), 3.2),
    ((12, 10), (12, 12), 1.7),
)
WEEKDAY = np.array([0.94, 0.92, 0.93, 0.95, 1.04, 1.13, 1.09])  # Monday first
HOURS = np.array(
    [3, 1.5, 1, 0.6, 0.5, 0.8, 2, 3.5, 5, 5.5, 6, 6, 7, 6, 5, 4.8, 4.8, 5, 5.5, 6.5, 9, 10, 8, 5]
)
SHOP_HOURS = np.array([0] * 10 + [5, 7, 8, 8, 8, 9, 9, 9, 10, 11, 10, 6] + [0, 0], dtype=float)


def buying_factor(first_day: date, days: int) -> NDArray[np.float64]:
    """Give the factor on purchases of each day, 1.0 on an average day of a year.

    Args:
        first_day: Day 0.
        days: How many days.

    Returns:
        Array of `days` factors.

    Raises:
        SimulationError: If a day lies outside the years whose Spring Festival is known.
    """
    return np.array([_factor(first_day + timedelta(days=n)) for n in range(days)])


def _factor(day: date) -> float:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise SimulationError(
            f"the Spring Festival of {day.year} is not known; known: {FIRST_YEAR} to {LAST_YEAR}"
        )
    factor = float(WEEKDAY[day.weekday()])
    for start, end, lift in SALES:
        if date(day.year, *start) <= day <= date(day.year, *end):
            factor *= lift
    after_festival = (day - SPRING_FESTIVALS[day.year - FIRST_YEAR]).days
    if -20 <= after_festival < -2:
        factor *= 1.45
    elif -2 <= after_festival < 7:
        factor *= 0.45
    return factor / 1.0758  # the mean of 2024 and 2025


def seconds_of_day(
    generator: np.random.Generator, count: int, hours: NDArray[np.float64] = HOURS
) -> NDArray[np.int64]:
    """Draw local times of day.

    Args:
        generator: Source of randomness.
        count: How many.
        hours: 24 weights.

    Returns:
        Seconds since midnight, `count` of them.
    """
    bounds = np.cumsum(hours / hours.sum())
    hour = np.minimum(np.searchsorted(bounds, generator.random(count), side="right"), 23)
    return hour * 3600 + generator.integers(0, 3600, count)
