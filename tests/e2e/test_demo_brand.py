"""The simulated brand, from its files to the published marts, held against its known truth.

The truth comes from the simulator's state, the numbers from the warehouse; neither knows the
other's code.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from warehouse import Warehouse

from fugou.pseudonyms import load_key, pseudonym
from fugou.simulator.exports.dirt import KINDS

# Numbers of money and orders: whoever stands behind a member, they are the same.
FREE_OF_IDENTITY = {
    "average_order_value",
    "guest_revenue_share",
    "net_revenue",
    "net_revenue_by_refund_date",
    "orders",
    "orders_paid",
    "refund_rate",
    "refund_rate_by_refund_date",
}
# What a metric of people is made of, in SQL of its own over the days on which they bought.
PEOPLE_METRICS = {
    "buyers": ("count(*)", "1"),
    "new_buyers": ("count(*) filter (first_date >= period_start)", "1"),
    "repurchase_rate": ("count(*) filter (days >= 2)", "count(*)"),
    "repurchase_rate_old": (
        "count(*) filter (days >= 2 and first_date < period_start)",
        "count(*) filter (first_date < period_start)",
    ),
    "repurchase_rate_new": (
        "count(*) filter (days >= 2 and first_date >= period_start)",
        "count(*) filter (first_date >= period_start)",
    ),
}


def _truth(warehouse: Warehouse, name: str) -> list[dict[str, str]]:
    with (warehouse.workspace.truth / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_kind_of_dirt_is_found_where_the_truth_says_and_as_often(
    demo_brand: Warehouse,
) -> None:
    home = str(demo_brand.workspace.home)
    expected: Counter[str] = Counter()
    differing = []
    for line in _truth(demo_brand, "dirt.csv"):
        relation = line["found_in"].replace("{home}", home)
        if "." in relation.split("(")[0]:
            relation = f"warehouse.{relation}"
        for schema in ("staging", "user_facts", "marts"):
            relation = relation.replace(f" {schema}.", f" warehouse.{schema}.")
        ((found,),) = demo_brand.rows(f"select count(*) from {relation} where {line['condition']}")
        expected[line["kind"]] += int(line["rows"])
        if found != int(line["rows"]):
            differing.append((line["kind"], line["source"], line["table"], line["rows"], found))
    assert differing == []
    assert set(expected) == set(KINDS)
    assert min(expected.values()) > 0, expected


def _records(file: Path) -> int:
    """Count the records of a landed file without the code that loads it."""
    if file.suffix == ".parquet":
        return int(pq.read_metadata(file).num_rows)
    if file.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(file, read_only=True).worksheets[0]
        return sum(1 for _ in sheet.iter_rows(values_only=True)) - 1
    lines = file.read_bytes().rstrip(b"\n").count(b"\n") + 1
    return lines - (file.suffix == ".csv")


def test_every_landed_row_is_in_bronze_or_in_quarantine(demo_brand: Warehouse) -> None:
    workspace = demo_brand.workspace
    landed: Counter[str] = Counter()
    for file in workspace.landing.glob("*/*/*"):
        # A file that was sent again is the same content, loaded once.
        if not file.stem.endswith("_resend"):
            landed["/".join(file.relative_to(workspace.landing).parts[:2])] += _records(file)
    loaded = {
        table: demo_brand.rows(
            f"select count(*) from read_parquet('{workspace.bronze}/{table}/*.parquet',"
            " union_by_name = true)"
        )[0][0]
        for table in landed
    }
    quarantined = dict(
        demo_brand.rows(
            "select source_system || '/' || source_table, count(*)"
            f" from read_parquet('{workspace.quarantine}/*.parquet') group by 1"
        )
    )
    assert len(landed) == 35
    assert landed == {table: loaded[table] + quarantined.get(table, 0) for table in landed}
    assert sum(quarantined.values()) > 0


def test_what_leaves_staging_is_reconciled_for_every_landed_table(demo_brand: Warehouse) -> None:
    outcomes: dict[str, Counter[str]] = {}
    for table, outcome, rows in demo_brand.rows(
        "select source_system || '/' || entity, outcome, row_count"
        " from fugou.marts.row_reconciliation where step = 'bronze to staging'"
    ):
        outcomes.setdefault(table, Counter())[outcome] += rows
    assert len(outcomes) == 35
    for table, counts in outcomes.items():
        assert counts["in"] == counts["used"] + counts["quarantine"], table
        assert counts["not_read"] == 0, table


def test_a_replay_loads_each_file_at_the_time_of_its_drop(demo_brand: Warehouse) -> None:
    # September 2025 was dropped on October 1st, 02:00 in Shanghai.
    ((loaded_at,),) = demo_brand.rows(
        "select cast(_loaded_at as varchar) from warehouse.staging.stg_ingest__loads"
        " where file = 'shop/orders/2025-09.parquet'"
    )
    assert loaded_at == "2025-09-30 18:00:00"


def test_no_identifier_of_a_person_is_in_bronze(demo_brand: Warehouse) -> None:
    workspace = demo_brand.workspace
    known = (
        f"(select identifier from '{workspace.truth}/identities.parquet'"
        " where identifier_type not in ('crm.member_id', 'shop.member_id'))"
    )
    for folder in sorted(path for path in workspace.bronze.glob("[!_]*/*") if any(path.iterdir())):
        table = f"read_parquet('{folder}/*.parquet', union_by_name = true)"
        columns = [name for (name, *_) in demo_brand.rows(f"describe select * from {table}")]
        anything = " or ".join(f'"{name}" in {known}' for name in columns if name[0] != "_")
        ((found,),) = demo_brand.rows(f"select count(*) from {table} where {anything}")
        assert found == 0, folder


def test_metrics_that_name_no_person_equal_the_truth(demo_brand: Warehouse) -> None:
    published = {
        tuple(map(str, cell)): (numerator, value)
        for *cell, numerator, value in demo_brand.rows(
            "select metric_id, grain, period_start, dimension_value, numerator, value"
            " from fugou.marts.kpi_values where dimension = 'all'"
        )
    }
    compared: Counter[str] = Counter()
    for line in _truth(demo_brand, "metrics.csv"):
        if line["metric_id"] in FREE_OF_IDENTITY and line["dimension"] == "all":
            cell = tuple(line[key] for key in ("metric_id", "grain", "period_start"))
            numerator, value = published[(*cell, "all")]
            assert value == pytest.approx(float(line["value"]), rel=1e-12), line
            if line["numerator"]:
                assert Decimal(str(numerator)) == Decimal(line["numerator"]), line
            compared[line["metric_id"]] += 1
    assert set(compared) == FREE_OF_IDENTITY
    # September 2024 to December 2025 hold 16 whole months, 5 quarters and a year.
    assert set(compared.values()) == {22}


@pytest.fixture(scope="module")
def purchase_days(demo_brand: Warehouse) -> str:
    """A query of the days on which true persons bought: the truth says who is who."""
    workspace = demo_brand.workspace
    key = load_key(workspace.home, None)
    people = [
        ("shop:" + one["identifier"], one["person_id"])
        if one["identifier_type"] == "shop.member_id"
        else (f"store:{pseudonym(key, 'card', one['identifier'])}", one["person_id"])
        for one in pq.read_table(workspace.truth / "identities.parquet").to_pylist()
        if one["identifier_type"] in ("shop.member_id", "card")
    ]
    file = workspace.truth.parent / "people_of_members.json"
    file.write_text(
        json.dumps([{"member_id": member, "person_id": person} for member, person in people])
    )
    return (
        "select distinct people.person_id, orders.ordered_date as purchase_date"
        " from warehouse.user_facts.fct_orders as orders"
        " join warehouse.user_facts.int_members_resolved as members using (user_id)"
        f" join read_json('{file}') as people using (member_id)"
        " where orders.is_kept"
    )


def test_metrics_of_true_persons_follow_from_the_landed_orders(
    demo_brand: Warehouse, purchase_days: str
) -> None:
    truth = {
        (line["metric_id"], line["grain"], line["period_start"]): line
        for line in _truth(demo_brand, "metrics.csv")
        if line["dimension"] == "all"
    }
    for metric, (numerator, denominator) in PEOPLE_METRICS.items():
        for grain in ("month", "quarter", "year"):
            found: list[tuple[Any, ...]] = demo_brand.rows(
                f"with days as ({purchase_days}), firsts as ("
                " select *, min(purchase_date) over (partition by person_id) as first_date"
                f" from days), periods as (select person_id, first_date, count(*) as days,"
                f" date_trunc('{grain}', purchase_date)::date as period_start"
                " from firsts group by all)"
                f" select period_start::varchar, {numerator}, {denominator}"
                " from periods group by period_start"
            )
            periods = [row for row in found if (metric, grain, row[0]) in truth]
            assert len(periods) == {"month": 16, "quarter": 5, "year": 1}[grain]
            for period, above, below in periods:
                line = truth[metric, grain, period]
                assert int(line["numerator"]) == above, line
                if line["denominator"]:
                    assert int(line["denominator"]) == below, line


def test_lapses_of_true_persons_follow_from_the_landed_orders(
    demo_brand: Warehouse, purchase_days: str
) -> None:
    differing = demo_brand.rows(
        f"with days as ({purchase_days}), gaps as (select *, lead(purchase_date)"
        " over (partition by person_id order by purchase_date) as next_date from days),"
        " lapses as (select person_id, purchase_date + 91 as lapsed_on, next_date as returned_on"
        " from gaps where purchase_date + 91 <= date '2025-12-31'"
        " and (next_date is null or next_date > purchase_date + 91)),"
        f" truth as (select person_id, lapsed_on, returned_on"
        f" from '{demo_brand.workspace.truth}/lapses.parquet')"
        " (select * from lapses except all select * from truth)"
        " union all (select * from truth except all select * from lapses)"
    )
    assert differing == []
    ((lapses,),) = demo_brand.rows(
        f"select count(*) from '{demo_brand.workspace.truth}/lapses.parquet'"
    )
    assert lapses > 300


def test_the_truth_holds_at_least_forty_metrics_of_the_catalogue(demo_brand: Warehouse) -> None:
    values = _truth(demo_brand, "metrics.csv")
    assert len({line["metric_id"] for line in values}) >= 100
    keys = [tuple(line[key] for key in list(line)[:5]) for line in values]
    assert len(keys) == len(set(keys))
    # Undefined is empty, and only where there is nothing to divide by.
    assert all(line["value"] or line["denominator"] in ("", "0") for line in values)
