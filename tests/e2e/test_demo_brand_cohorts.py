"""Cohorts of the simulated brand, against its truth: who stays, who comes back, what they spend.

The truth comes from the simulator's state; months are compared, the only grain that both know.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

import pytest
from warehouse import Warehouse

_KINDS = ("on_day", "on_or_after", "bracket", "membership")
_MARTS = "fugou.marts"
_TOTAL = "grain = 'month' and dimension = 'all'"

# Metric: a query of month, numerator and denominator, without the months of which nothing is known.
METRICS: dict[str, str] = {
    **{
        f"user_retention_{kind}_{n}": "select cohort_start, retained_users, mature_users"
        f" from {_MARTS}.cohort_user_retention where {_TOTAL} and retention_kind = '{kind}'"
        f" and days_since_join = {n} and mature_users > 0"
        for kind in _KINDS
        for n in (30, 90, 180)
    },
    **{
        f"repurchase_rate_within_{n}_days": "select cohort_start, repurchased_users, mature_users"
        f" from {_MARTS}.cohort_repurchase_windows where {_TOTAL} and window_days = {n}"
        " and mature_users > 0"
        for n in (7, 15, 30, 60, 90, 180, 365)
    },
    # Months since the first purchase have 30 days: 365 of them are no whole number of months.
    **{
        f"ltv_observed_{n}_days": "select cohort_start, revenue, mature_users"
        f" from {_MARTS}.cohort_value where {_TOTAL} and months_since_first * 30 = {n}"
        for n in (90, 180)
    },
}


def _truth(
    warehouse: Warehouse, metric: str, dimension: str
) -> dict[tuple[str, str], tuple[str, str]]:
    with (warehouse.workspace.truth / "metrics.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (line["period_start"], line["dimension_value"]): (
                line["numerator"],
                line["denominator"],
            )
            for line in csv.DictReader(lines)
            if line["metric_id"] == metric
            and line["grain"] == "month"
            and line["dimension"] == dimension
        }


def _numbers(pair: tuple[Any, Any]) -> tuple[Decimal, Decimal]:
    above, below = pair
    return Decimal(str(above)), Decimal(str(below))


@pytest.mark.parametrize("metric", METRICS)
def test_cohorts_are_the_true_ones(demo_brand: Warehouse, metric: str) -> None:
    truth = _truth(demo_brand, metric, "all")
    # September 2024 to December 2025 are 16 whole months; August 2024 is not one.
    assert len(truth) == 16
    expected = {start: _numbers(pair) for (start, _), pair in truth.items() if pair[1]}
    found = {
        str(start): _numbers((above, below))
        for start, above, below in demo_brand.rows(METRICS[metric])
        if str(start) >= "2024-09-01"
    }
    assert found == expected
    assert len(expected) >= 4
    assert any(above for above, _ in found.values())


def test_acquisition_cost_per_new_user_is_the_true_one(demo_brand: Warehouse) -> None:
    truth = _truth(demo_brand, "acquisition_cost_per_user", "source")
    found = {
        (str(start), source): _numbers((cost, users))
        for start, source, cost, users in demo_brand.rows(
            "select distinct cohort_start, dimension_value, acquisition_cost, new_users"
            f" from {_MARTS}.cohort_value where grain = 'month' and dimension = 'source'"
            " and cohort_start >= date '2024-09-01'"
        )
    }
    # Only months in which somebody who came by the source first bought have a cohort.
    assert len(found) > 60
    assert found == {cohort: _numbers(truth[cohort]) for cohort in found}


def test_a_cohort_is_paid_back_when_it_has_brought_in_what_it_cost(demo_brand: Warehouse) -> None:
    late = demo_brand.rows(
        "select cohort_start, dimension_value, months_since_first, payback_month"
        f" from {_MARTS}.cohort_value"
        " where is_complete and acquisition_cost is not null"
        " and (revenue >= acquisition_cost)"
        " <> (coalesce(payback_month, 9999) <= months_since_first)"
    )
    assert late == []
    without = demo_brand.rows(
        f"select count(*) from {_MARTS}.cohort_value where payback_month is not null"
        " and (grain = 'week' or dimension not in ('all', 'source'))"
    )
    assert without == [(0,)]
