"""Buying habits of the simulated brand, against its truth.

What the truth states is held cell by cell; what it does not state is held by plain recounts in the
singular tests of the segments.
"""

from __future__ import annotations

import csv

import pytest
from warehouse import Warehouse

MARTS = "warehouse.marts"

# The marts that give a metric of the truth, as queries of grain, period, numerator and denominator.
METRICS: dict[str, str] = {
    "channel_stickiness": (
        "select distinct grain, period_start::varchar, same_channel_count, repurchase_count"
        f" from {MARTS}.channel_transitions"
    ),
    # Summed over staff: everybody has one contact at most in this brand.
    "wecom_contacts": (
        "select 'month', activity_month::varchar, sum(live_relationships), null"
        f" from {MARTS}.staff_store_performance where scope = 'staff' group by all"
    ),
}
PERIODS = {"channel_stickiness": 22, "wecom_contacts": 16}


@pytest.mark.parametrize("metric", METRICS)
def test_habits_count_up_to_the_true_metrics(demo_brand: Warehouse, metric: str) -> None:
    with (demo_brand.workspace.truth / "metrics.csv").open(encoding="utf-8", newline="") as lines:
        truth = {
            (line["grain"], line["period_start"]): (line["numerator"], line["denominator"])
            for line in csv.DictReader(lines)
            if line["metric_id"] == metric and line["dimension"] == "all"
        }
    found = {
        (grain, start): ("" if one is None else str(one), "" if other is None else str(other))
        for grain, start, one, other in demo_brand.rows(METRICS[metric])
    }
    compared = {period: numbers for period, numbers in truth.items() if period in found}
    assert len(compared) == PERIODS[metric]
    assert {period: found[period] for period in compared} == compared
    assert any(int(numerator) for numerator, _ in compared.values())


def test_every_step_of_the_funnel_keeps_no_more_people_than_the_one_before(
    demo_brand: Warehouse,
) -> None:
    rising = demo_brand.rows(
        "select grain, period_start, dimension_value, days_after from"
        " (select *, lag(without_either) over (partition by grain, period_start, dimension,"
        f" dimension_value order by days_after) as before from {MARTS}.post_purchase_funnel"
        " where is_complete)"
        " where without_either > before or without_either > without_either_before"
    )
    assert rising == []
    ((steps, purchases),) = demo_brand.rows(
        "select count(distinct days_after), sum(purchase_count)"
        f" from {MARTS}.post_purchase_funnel where grain = 'year' and dimension = 'all'"
    )
    assert steps == 4
    assert purchases > 1000


def test_most_people_come_back_for_a_category_within_its_interval(demo_brand: Warehouse) -> None:
    # By construction eight in ten of the gaps of a category lie between its 10th and 90th
    # percentile; the interval around the typical gap of the category holds as many.
    shares = demo_brand.rows(
        "with days as (select distinct user_id, category, ordered_date"
        " from warehouse.user_facts.fct_order_items"
        " where user_id is not null and item_kind = 'product' and kept_amount > 0),"
        " gaps as (select category, ordered_date - lag(ordered_date) over"
        " (partition by user_id, category order by ordered_date) as gap from days),"
        " intervals as (select distinct category, earliest_date - last_purchase_date as low,"
        f" latest_date - last_purchase_date as high from {MARTS}.replenishment_due"
        " where gap_basis = 'category')"
        " select category, avg((gap between low and high)::int) from gaps join intervals"
        " using (category) where gap is not null group by category"
    )
    assert len(shares) > 4
    assert all(0.78 < share < 0.9 for _, share in shares), shares
