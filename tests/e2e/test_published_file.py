"""What every published file promises its readers, by SQL of its own."""

from __future__ import annotations

import duckdb
import pytest
from warehouse import Warehouse

from fugou.settings import PROJECT_DIR

_MARTS = {
    path.stem
    for folder in ("boards", "cohorts", "kpis", "segments", "trust")
    for path in (PROJECT_DIR / "models" / folder).rglob("*.sql")
    if not path.stem.startswith("int_")
    # Marts of an area are there where the brand's sources can tell of it.
    and "is_measured(" not in path.read_text("utf-8")
}
_COMPLETE_JOURNEY = pytest.param("complete_journey", marks=pytest.mark.full)


@pytest.fixture(params=[_COMPLETE_JOURNEY, "cdnow", "online_retail", "demo_brand"])
def warehouse(request: pytest.FixtureRequest) -> Warehouse:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Warehouse)
    return found


def test_a_reader_finds_the_marts_and_the_clocks_and_can_change_nothing(
    warehouse: Warehouse,
) -> None:
    with duckdb.connect(str(warehouse.workspace.published_file), read_only=True) as reader:
        tables = reader.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
        assert {name for (name,) in tables} >= _MARTS
        clocks = reader.execute("select as_of_date, known_at from meta.publication").fetchall()
        described = reader.execute("select distinct as_of_date from marts.kpi_values").fetchall()
        assert len(clocks) == 1
        assert [(clocks[0][0],)] == described
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            reader.execute("delete from marts.kpi_values")
    assert warehouse.workspace.published_file.stat().st_mode & 0o222 == 0


def test_old_and_new_buyers_mix_back_to_all(warehouse: Warehouse) -> None:
    """all = share_old x old + share_new x new, in whole people."""
    differing = warehouse.rows(
        """
        select grain, period_start from fugou.marts.kpi_values
        where metric_id in ('repurchase_rate', 'repurchase_rate_old', 'repurchase_rate_new')
            and dimension = 'all'
        group by grain, period_start
        having
            count(*) <> 3
            or sum(case when metric_id = 'repurchase_rate' then numerator else -numerator end) <> 0
            or sum(case when metric_id = 'repurchase_rate' then denominator else -denominator end)
                <> 0
        """
    )
    assert differing == []
    assert warehouse.rows("select count(*) > 0 from fugou.marts.kpi_values") == [(True,)]


def test_what_cannot_be_observed_yet_is_never_zero(warehouse: Warehouse) -> None:
    zeros = warehouse.rows(
        """
        select metric_id from fugou.marts.kpi_values
        where mature_count = 0 and total_count > 0 and value is not null
        union all
        select cast(window_days as string) from fugou.marts.cohort_repurchase_windows
        where mature_users = 0 and (repurchase_rate is not null or repurchased_users is not null)
        union all
        select retention_kind from fugou.marts.cohort_user_retention
        where mature_users = 0 and (retention_rate is not null or retained_users is not null)
        """
    )
    assert zeros == []
    immature = warehouse.rows(
        "select count(*) > 0 from fugou.marts.kpi_values where mature_count < total_count"
    )
    assert immature == [(True,)]


def test_repurchase_within_n_days_never_falls_where_all_are_mature(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        """
        with pairs as (
            select shorter.repurchased_users as fewer, longer.repurchased_users as more
            from fugou.marts.cohort_repurchase_windows as shorter
            inner join fugou.marts.cohort_repurchase_windows as longer
                using (grain, cohort_start, dimension, dimension_value)
            where
                shorter.window_days < longer.window_days
                and shorter.mature_users = shorter.total_users
                and longer.mature_users = longer.total_users
        )
        select count(*) > 0, count(*) filter (more < fewer) from pairs
        """
    )
    assert found == [(True, 0)]


def test_every_step_used_or_set_aside_what_came_in(warehouse: Warehouse) -> None:
    leaks = warehouse.rows(
        """
        select step, entity from fugou.marts.row_reconciliation
        group by step, source_system, entity
        having
            coalesce(sum(case when outcome = 'in' then row_count else -row_count end), 0) <> 0
            or coalesce(sum(case when outcome = 'in' then amount else -amount end), 0) <> 0
        """
    )
    assert leaks == []
