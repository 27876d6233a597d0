"""Lifecycle stages of the simulated brand, against its truth."""

from __future__ import annotations

from warehouse import Warehouse

SPELLS = "fugou.marts.lifecycle_stage_spells"


def test_stages_are_true_person_by_person(demo_brand: Warehouse, people_of_users: str) -> None:
    found = (
        f"select person_id, lifecycle_stage, started_date, ended_date from {SPELLS}"
        f" left join {people_of_users} using (user_id)"
    )
    truth = (
        "select person_id, lifecycle_stage, started_on, ended_on"
        f" from '{demo_brand.workspace.truth}/stages.parquet'"
    )
    assert (
        demo_brand.rows(f"({found} except all {truth}) union all ({truth} except all {found})")
        == []
    )
    stays = demo_brand.rows(f"select lifecycle_stage, count(*) from ({truth}) group by 1")
    assert len(stays) == 6
    assert min(count for _, count in stays) > 300


def test_closing_counts_of_each_day_are_the_true_ones(demo_brand: Warehouse) -> None:
    truth = (
        "select business_date, lifecycle_stage, count(*) from"
        " (select distinct business_date from fugou.marts.segment_flows_daily) join"
        f" '{demo_brand.workspace.truth}/stages.parquet' on started_on <= business_date"
        " and coalesce(ended_on > business_date, true) group by all"
    )
    found = (
        "select business_date, segment, closing_users"
        " from fugou.marts.segment_flows_daily"
        " where segment_kind = 'lifecycle_stage' and closing_users > 0"
    )
    assert demo_brand.rows(f"({found} except {truth}) union all ({truth} except {found})") == []
    days_and_stages = demo_brand.rows(
        "select (date '2025-12-31' - min(started_on) + 1) * 6"
        f" from '{demo_brand.workspace.truth}/stages.parquet'"
    )
    assert days_and_stages == demo_brand.rows(
        "select count(*) from fugou.marts.segment_flows_daily"
        " where segment_kind = 'lifecycle_stage'"
    )


def test_states_at_the_end_are_true_person_by_person(
    demo_brand: Warehouse, people_of_users: str
) -> None:
    found = (
        "select person_id, relationship_state, purchase_state"
        " from warehouse.user_facts.int_snapshot_measures"
        " join warehouse.user_facts.int_users_numbered using (user_number)"
        f" left join {people_of_users} using (user_id)"
        " where snapshot_date = date '2025-12-31'"
    )
    # Everybody of the demo brand joined by a relation.
    truth = (
        "select person_id, case when is_relationship_live then 'live' else 'lost' end,"
        " case when lapsed_on is not null then 'lapsed'"
        " when first_purchase_date is not null then 'buying' else 'none' end"
        f" from '{demo_brand.workspace.truth}/persons.parquet'"
    )
    assert (
        demo_brand.rows(f"({found} except all {truth}) union all ({truth} except all {found})")
        == []
    )
    states = demo_brand.rows(f"select distinct relationship_state, purchase_state from ({found})")
    assert len(states) == 6
