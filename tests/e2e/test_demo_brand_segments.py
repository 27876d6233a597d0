"""Segments of the simulated brand, against its truth.

The truth comes from the simulator's state; windows are counted here in SQL of its own.
"""

from __future__ import annotations

from warehouse import Warehouse

TIERS = {"vip", "dormant", "active", "potential"}


def test_value_tiers_of_every_month_end_are_the_true_ones(demo_brand: Warehouse) -> None:
    metrics = demo_brand.workspace.truth / "metrics.csv"
    truth = demo_brand.rows(
        "select last_day(period_start::date), dimension_value, numerator::bigint"
        f" from read_csv('{metrics}', all_varchar = true)"
        " where metric_id = 'tier_users' and grain = 'month' and dimension = 'value_tier'"
        " order by all"
    )
    found = {
        (day, tier): users
        for day, tier, users in demo_brand.rows(
            "select snapshot_date, segment, user_count from fugou.marts.segment_sizes"
            " where segment_kind = 'value_tier'"
        )
    }
    # September 2024 to December 2025; a tier of nobody is a 0 in the truth and no row here.
    assert len(truth) == 16 * 4
    assert [(day, tier, found.get((day, tier), 0)) for day, tier, _ in truth] == truth
    assert {tier for _, tier, users in truth if users} == TIERS


def test_all_people_of_every_month_end_are_the_true_number(demo_brand: Warehouse) -> None:
    metrics = demo_brand.workspace.truth / "metrics.csv"
    differing = demo_brand.rows(
        "with truth as (select last_day(period_start::date) as snapshot_date,"
        f" numerator::bigint as people from read_csv('{metrics}', all_varchar = true)"
        " where metric_id = 'tier_users' and grain = 'month' and dimension = 'all'),"
        " found as (select snapshot_date, count(*) as people from fugou.marts.user_segments"
        " group by all)"
        " select snapshot_date, truth.people, found.people from truth"
        " left join found using (snapshot_date)"
        " where truth.people is distinct from found.people"
    )
    assert differing == []


def test_windows_of_every_snapshot_hold_the_purchases_of_365_days(demo_brand: Warehouse) -> None:
    differing = demo_brand.rows(
        "with expected as (select user_id, snapshot_date,"
        " count(*) filter (purchase_date > snapshot_date - 365) as days,"
        " coalesce(sum(kept_amount) filter (purchase_date > snapshot_date - 365), 0) as revenue,"
        " snapshot_date - max(purchase_date) as since"
        " from warehouse.user_facts.int_users_described"
        " join warehouse.user_facts.int_snapshot_days on entered_date <= snapshot_date"
        " join warehouse.user_facts.fct_purchase_days using (user_id)"
        " where purchase_date <= snapshot_date group by user_id, snapshot_date)"
        " select user_id, snapshot_date from expected"
        " full join (from fugou.marts.user_segments where days_since_last_purchase is not null)"
        " as found using (user_id, snapshot_date)"
        " where (days, revenue, since) is distinct from"
        " (purchase_days, net_revenue, days_since_last_purchase)"
    )
    assert differing == []
