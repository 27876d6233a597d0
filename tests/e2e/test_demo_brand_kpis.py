"""Every metric of the demo brand: there for all its grains and dimensions, and true where known.

Belongs here: what holds of all metrics at once. Does not belong here: one metric's rules (its
model's yml).
"""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

import pytest
from warehouse import Warehouse

_CELL = "metric_id, grain, period_start, dimension, dimension_value"
# Months, quarters and the year that the simulation covers whole.
_PERIODS = 16 + 5 + 1
# Three people accepted an invitation and never registered: no landed file links their number in the
# invitation to the account in the shop, which only the truth knows.
_UNLINKED = {"referred_conversion", "referred_repurchase_rate"}


@pytest.fixture(scope="module")
def published(demo_brand: Warehouse) -> dict[tuple[str, ...], tuple[Any, Any, Any]]:
    """Numerator, denominator and value of every published cell."""
    return {
        tuple(map(str, cell)): (numerator, denominator, value)
        for *cell, numerator, denominator, value in demo_brand.rows(
            f"select {_CELL}, numerator, denominator, value from fugou.marts.kpi_values"
        )
    }


def _truth(demo_brand: Warehouse) -> list[dict[str, str]]:
    with (demo_brand.workspace.truth / "metrics.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _is_same(expected: str, found: float | None) -> bool:
    if found is None or not expected:
        return found is None and not expected
    return found == pytest.approx(float(expected), rel=1e-9)


def test_every_metric_that_the_truth_knows_equals_it(
    demo_brand: Warehouse, published: dict[tuple[str, ...], tuple[Any, Any, Any]]
) -> None:
    compared: Counter[str] = Counter()
    differing: dict[str, list[Any]] = {}
    for line in _truth(demo_brand):
        cell = tuple(list(line.values())[:5])
        found = published.get(cell)
        compared[line["metric_id"]] += 1
        is_equal = found is not None and _is_same(line["value"], found[2])
        if is_equal and found is not None and line["numerator"]:
            is_equal = _is_same(line["numerator"], found[0])
        if not is_equal:
            differing.setdefault(line["metric_id"], []).append((line, found))
    assert set(differing) <= _UNLINKED, {name: cells[:2] for name, cells in differing.items()}
    assert sum(map(len, differing.values())) <= 9
    for cells in differing.values():
        for line, found in cells:
            assert found is not None
            assert abs(found[0] - float(line["numerator"])) <= 3
    assert len(compared) >= 100
    assert min(compared.values()) >= 16
    assert sum(compared.values()) > 4000


def test_every_metric_has_rows_for_all_its_grains_and_dimensions(demo_brand: Warehouse) -> None:
    missing = demo_brand.rows(
        """
        with promised as (
            select metric_id, grain, dimension
            from fugou.marts.kpi_definitions,
                unnest(string_split(grains, ' ')) as listed (grain),
                unnest(list_append(string_split(coalesce(dimensions, ''), ' '), 'all'))
                    as split (dimension)
            where contains(published_in, 'kpi_values') and is_published and dimension <> ''
        )
        select * from promised
        anti join fugou.marts.kpi_values using (metric_id, grain, dimension)
        order by all
        """
    )
    assert missing == []


def test_every_metric_has_a_value_somewhere(demo_brand: Warehouse) -> None:
    empty = demo_brand.rows(
        """
        select metric_id from fugou.marts.kpi_values group by metric_id having count(value) = 0
        """
    )
    # Nobody was erased yet, so nobody knows how long that takes.
    assert empty == [("erasure_hours",)]


def test_totals_leave_out_no_period(demo_brand: Warehouse) -> None:
    gaps = demo_brand.rows(
        """
        with counted as (
            select metric_id, grain, count(*) as periods from fugou.marts.kpi_values
            where dimension = 'all' group by all
        )
        select * from counted
        qualify periods <> max(periods) over (partition by grain)
        """
    )
    assert gaps == []


def test_every_ratio_has_numerator_and_denominator(demo_brand: Warehouse) -> None:
    bare = demo_brand.rows(
        """
        select distinct metric_id, kind
        from fugou.marts.kpi_values join fugou.marts.kpi_definitions using (metric_id)
        where kind in ('proportion', 'money share', 'ratio')
            and value is not null and (numerator is null or denominator is null)
        """
    )
    assert bare == []


def test_every_proportion_of_people_orders_or_touches_has_an_interval(
    demo_brand: Warehouse,
) -> None:
    without = demo_brand.rows(
        """
        select distinct metric_id
        from fugou.marts.kpi_values join fugou.marts.kpi_definitions using (metric_id)
        where interval_method = 'wilson'
            and (value is null) <> (interval_low is null)
            or not (value is null or interval_low is null or interval_method = 'own')
            and not value between interval_low - 1e-9 and interval_high + 1e-9
        """
    )
    assert without == []


def test_the_lift_of_a_campaign_is_the_same_in_both_places_that_tell_it(
    demo_brand: Warehouse,
) -> None:
    counted = demo_brand.rows(
        """
        select
            count(*) > 20,
            count(*) filter (
                where abs(value - difference) > 1e-9
                    or abs(interval_low - difference_low) > 1e-6
                    or abs(interval_high - difference_high) > 1e-6
            )
        from fugou.marts.experiment_results as results
        join fugou.marts.kpi_values as kpis on kpis.dimension_value = results.campaign_id
        where comparison = 'arm' and outcome = 'order'
            and kpis.metric_id = 'campaign_incremental_lift'
            and kpis.dimension = 'campaign' and kpis.grain = 'year'
        """
    )
    assert counted == [(True, 0)]
