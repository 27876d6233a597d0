"""CDNOW, against the figures that were published of it.

The sample and its summary come with the package lifetimes (Fader, Hardie and Lee 2005, Marketing
Science 24(2), http://brucehardie.com/datasets/CDNOW_sample.zip). Publisher's definition: a repeat
is a later day with an order up to 1997-09-30, orders of no amount included; x counts them, t_x and
T are weeks from the first day to the last repeat and to that date, zbar is the mean amount of
repeat days.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
from command_line import fugou
from warehouse import Warehouse, package_folder

from fugou.build import dbt_vars, run_dbt
from fugou.settings import Settings
from fugou.workspace import Workspace

_CUSTOMERS = """
    with samples as (
        select distinct identifier, cast(linked_identifier as int) as sample_id
        from warehouse.staging.stg_cdnow__identities
    ),
    days as (
        select
            samples.sample_id,
            cast(timezone('America/New_York', timezone('UTC', orders.ordered_at)) as date) as day,
            sum(items.paid_amount) as amount
        from warehouse.staging.stg_cdnow__orders as orders
        inner join warehouse.staging.stg_cdnow__order_items as items using (order_id)
        inner join samples on orders.member_id = samples.identifier
        group by all
    ),
    numbered as (
        select *, min(day) over (partition by sample_id) as first_day from days
        where day <= '1997-09-30'
    )
    select
        sample_id,
        count(*) filter (day > first_day) as x,
        (max(day) - min(day)) / 7 as t_x,
        (date '1997-09-30' - min(day)) / 7 as t,
        coalesce(avg(amount) filter (day > first_day), 0) as zbar
    from numbered
    group by sample_id
    order by sample_id
"""


def _published_summary() -> list[tuple[float, ...]]:
    file = package_folder("lifetimes") / "datasets/cdnow_customers_summary_with_transactions.csv"
    with file.open(encoding="utf-8") as lines:
        return [
            tuple(float(row[name]) for name in ("ID", "x", "t_x", "T", "zbar"))
            for row in csv.DictReader(lines)
        ]


def test_every_row_of_the_published_summary_is_met(cdnow: Warehouse) -> None:
    ours = cdnow.rows(_CUSTOMERS)
    theirs = _published_summary()
    assert len(theirs) == 2_357
    # They print two decimals.
    different = [
        (mine, published)
        for mine, published in zip(ours, theirs, strict=True)
        if mine[:2] != published[:2]
        or any(abs(a - b) > 0.00501 for a, b in zip(mine[2:], published[2:], strict=True))
    ]
    assert different == []


def test_repeats_by_week_39_are_distributed_as_published(cdnow: Warehouse) -> None:
    distribution = cdnow.rows(
        f"select least(x, 7), count(*) from ({_CUSTOMERS}) as customers group by 1 order by 1"
    )
    assert [people for _, people in distribution] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert sum(people for repeats, people in distribution if repeats > 0) == 946


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The master file of 23,570 customers, built up to the purchase days."""
    workspace = Workspace(tmp_path_factory.mktemp("cdnow_master"))
    file = package_folder("lifetimes") / "datasets" / "CDNOW_master.txt"
    fugou(workspace.home, "init")
    fugou(workspace.home, "land", "cdnow", "--data", str(file))
    fugou(workspace.home, "ingest")
    variables = dbt_vars(Settings(home=workspace.home, source="cdnow"))
    selection = ("--select", "+fct_purchase_days", "--exclude-resource-type", "test", "unit_test")
    built = run_dbt(workspace, "build", variables, *selection)
    assert built.returncode == 0, built.stdout
    return workspace.build_file


def test_gaps_between_purchase_days_of_the_master_file_are_as_published(master: Path) -> None:
    """Mean 72.2 and median 34 days between consecutive purchase days of a person.

    The 12 gaps that touch a day without any amount (a purchase for the publisher, none here) do
    not change either figure: 44,021 gaps of 72.214 days there, 44,009 of 72.218 here.
    """
    with duckdb.connect(str(master), read_only=True) as build:
        found = build.execute(
            """
            select count(*), round(avg(days_since_previous), 1), median(days_since_previous)
            from user_facts.fct_purchase_days
            where days_since_previous is not null
            """
        ).fetchall()
    assert found == [(44_009, 72.2, 34.0)]
