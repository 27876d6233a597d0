"""The form of an expected value, as the warehouse's KPI tables have it.

Belongs here: numerator, denominator, value and how they are built. Does not belong here: metrics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Number = int | float
FEN = 100


@dataclass(frozen=True)
class Measure:
    """One expected value in one period.

    Attributes:
        metric_id: Its name in the KPI tables.
        numerator: Count, or amount in CNY; None where there is none or nothing can be observed.
        denominator: Likewise.
        value: None where it is not defined.
        dimension: A dimension, `all` for the total.
        dimension_value: Its value, `all` for the total.
    """

    metric_id: str
    numerator: Number | None
    denominator: Number | None
    value: Number | None
    dimension: str = "all"
    dimension_value: str = "all"


def count(metric_id: str, number: Any, dimension: str = "all", value: str = "all") -> Measure:
    """Measure a number of something.

    Args:
        metric_id: Its name.
        number: How many.
        dimension: A dimension.
        value: Its value.

    Returns:
        The measure; it has no denominator.
    """
    return Measure(metric_id, int(number), None, int(number), dimension, value)


def amount(metric_id: str, fen: Any) -> Measure:
    """Measure money.

    Args:
        metric_id: Its name.
        fen: Hundredths of a CNY.

    Returns:
        The measure in CNY; it has no denominator.
    """
    return Measure(metric_id, int(fen) / FEN, None, int(fen) / FEN)


def ratio(
    metric_id: str, above: Any, below: Any, dimension: str = "all", value: str = "all"
) -> Measure:
    """Measure a quotient of numbers.

    Args:
        metric_id: Its name.
        above: Numerator.
        below: Denominator; without it there is no value.
        dimension: A dimension.
        value: Its value.

    Returns:
        The measure.
    """
    above, below = (float(n) if isinstance(n, float) else int(n) for n in (above, below))
    return Measure(metric_id, above, below, above / below if below else None, dimension, value)


def matured(metric_id: str, above: Any, below: Any) -> Measure:
    """Measure a quotient over those who are observed for long enough.

    Args:
        metric_id: Its name.
        above: Numerator.
        below: Denominator; 0 means that nothing can be observed yet.

    Returns:
        The measure, empty if nobody is.
    """
    return ratio(metric_id, above, below) if below else Measure(metric_id, None, None, None)


def quantile(metric_id: str, values: NDArray[Any], share: float) -> Measure:
    """Measure a quantile, linear between neighbours, rounded to nine decimals.

    Args:
        metric_id: Its name.
        values: Sample.
        share: In [0, 1].

    Returns:
        The measure, without value for an empty sample.
    """
    found = round(float(np.quantile(values, share)), 9) if values.size else None
    return Measure(metric_id, None, None, found)
