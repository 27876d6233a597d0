"""The expected values of all metrics, period by period, and how their definitions were read.

Belongs here: which areas there are, the rows of metrics.csv. Does not belong here: how a metric
is computed (one module per area).
"""

from __future__ import annotations

from collections.abc import Iterator

from fugou.simulator.truth import (
    growth,
    operations,
    people,
    repurchase,
    service,
)
from fugou.simulator.truth.facts import Facts
from fugou.simulator.truth.measures import Measure, Number
from fugou.simulator.truth.periods import Period

AREAS = (growth, people, repurchase, operations, service)
METRIC_NOTES = {metric_id: note for area in AREAS for metric_id, note in area.NOTES.items()}
HEADER = (
    "metric_id",
    "grain",
    "period_start",
    "dimension",
    "dimension_value",
    "numerator",
    "denominator",
    "value",
)


def measure_period(facts: Facts, period: Period) -> Iterator[Measure]:
    """Measure everything in a period.

    Args:
        facts: Of a world; the period is one of its own.
        period: Days of it.

    Yields:
        Expected values, as known at the horizon.
    """
    for area in AREAS:
        yield from area.measures(facts, period)


def metric_rows(facts: Facts) -> Iterator[tuple[str, ...]]:
    """Give the expected values of all periods as text, a double by its shortest form.

    Args:
        facts: Of a world.

    Yields:
        Rows in the order of HEADER.
    """
    for period in facts.periods:
        for one in measure_period(facts, period):
            yield (
                one.metric_id,
                period.grain,
                period.start.isoformat(),
                one.dimension,
                one.dimension_value,
                _text(one.numerator),
                _text(one.denominator),
                _text(one.value),
            )


def _text(number: Number | None) -> str:
    return "" if number is None else repr(number)
