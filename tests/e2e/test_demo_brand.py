"""The simulated brand, from its files to the published marts, held against its known truth.

The truth comes from the simulator's state, the numbers from the warehouse; neither knows the
other's code.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from warehouse import Warehouse

from fugou.pseudonyms import load_key, pseudonym
from fugou.simulator.exports.dirt import KINDS


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


@pytest.fixture(scope="module")
def identities(demo_brand: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A query of the true person and the person found behind every identifier that landed."""
    workspace = demo_brand.workspace
    key = load_key(workspace.home, None)
    file = tmp_path_factory.mktemp("truth") / "identities.json"
    with file.open("w", encoding="utf-8") as lines:
        for one in pq.read_table(workspace.truth / "identities.parquet").to_pylist():
            for kind, identifier in _as_landed(key, one["identifier_type"], one["identifier"]):
                row = {
                    "person_id": one["person_id"],
                    "identifier_type": kind,
                    "identifier": identifier,
                }
                lines.write(json.dumps(row) + "\n")
    return (
        "select true_identities.person_id, found.user_id"
        f" from read_json('{file}') as true_identities"
        " left join warehouse.user_facts.int_identifiers_resolved as found"
        " using (identifier_type, identifier)"
    )


def _as_landed(key: bytes, kind: str, identifier: str) -> list[tuple[str, str]]:
    if kind in ("crm.member_id", "shop.member_id"):
        return [(kind, identifier)]
    # A temporary id is an external_userid, too.
    kind = "external_userid" if kind == "pending_id" else kind
    found = pseudonym(key, kind, identifier)
    assert found is not None
    return [(kind, found), *([("store.member_id", found)] if kind == "card" else [])]


def test_the_persons_found_are_the_true_ones(demo_brand: Warehouse, identities: str) -> None:
    ((joined, rightly, true),) = demo_brand.rows(
        f"with identities as ({identities}),"
        " cells as (select person_id, user_id, count(*) as n from identities"
        " where user_id is not null group by all),"
        " found as (select sum(n) as n from cells group by user_id),"
        " persons as (select count(*) as n from identities group by person_id)"
        " select (select sum(n * (n - 1) / 2) from found),"
        " (select sum(n * (n - 1) / 2) from cells), (select sum(n * (n - 1) / 2) from persons)"
    )
    assert rightly / joined >= 0.999
    assert rightly / true >= 0.999
    hubs = demo_brand.rows("select link_count from warehouse.user_facts.int_identifier_hubs")
    assert max(links for (links,) in hubs) > 50
    users = demo_brand.rows("select count(*) from warehouse.user_facts.dim_users")
    persons = demo_brand.rows(
        f"select count(*) from '{demo_brand.workspace.truth}/persons.parquet'"
    )
    assert users == persons == [(2500,)]


@pytest.fixture(scope="module")
def people(identities: str) -> str:
    """A query of each true person and the one person of dim_users."""
    return (
        f"(select distinct person_id, user_id from ({identities})"
        " join warehouse.user_facts.dim_users using (user_id))"
    )


def test_what_is_known_of_each_person_is_true(demo_brand: Warehouse, people: str) -> None:
    truth = f"'{demo_brand.workspace.truth}/persons.parquet'"
    columns = (
        "person_id, join_date, first_purchase_date, last_purchase_date, purchase_days,"
        " kept_orders, net_revenue_fen, is_relationship_live"
    )
    found = (
        "select people.person_id, users.joined_date as join_date, users.first_purchase_date,"
        " users.last_purchase_date, users.purchase_day_count as purchase_days,"
        " coalesce(days.orders, 0) as kept_orders,"
        " coalesce(days.amount * 100, 0)::bigint as net_revenue_fen,"
        " exists (select 1 from warehouse.user_facts.fct_relationship_spells as spells"
        " where spells.user_id = users.user_id and spells.ended_date is null)"
        " as is_relationship_live"
        f" from {people} as people join warehouse.user_facts.dim_users as users using (user_id)"
        " left join (select user_id, sum(kept_order_count) as orders, sum(kept_amount) as amount"
        " from warehouse.user_facts.fct_user_days group by user_id) as days using (user_id)"
    )
    differing = demo_brand.rows(
        f"(select {columns} from ({found}) except all select {columns} from {truth})"
        f" union all (select {columns} from {truth} except all select {columns} from ({found}))"
    )
    assert differing == []


def test_lapses_are_true_person_by_person(demo_brand: Warehouse, people: str) -> None:
    found = (
        "select people.person_id, lapses.lapsed_date as lapsed_on,"
        " lapses.returned_date as returned_on"
        " from warehouse.user_facts.fct_purchase_lapses as lapses"
        f" join {people} as people using (user_id)"
    )
    truth = (
        "select person_id, lapsed_on, returned_on"
        f" from '{demo_brand.workspace.truth}/lapses.parquet'"
    )
    assert (
        demo_brand.rows(f"({found} except all {truth}) union all ({truth} except all {found})")
        == []
    )
    ((lapses,),) = demo_brand.rows(f"select count(*) from ({truth})")
    assert lapses > 300


def test_a_link_that_lands_months_later_is_in_the_ledger_of_merges(demo_brand: Warehouse) -> None:
    ((merges, later),) = demo_brand.rows(
        "select count(*), count(*) filter (known_at > timestamp '2024-10-01')"
        " from fugou.marts.user_merges"
    )
    assert merges >= later > 50
    # The older id stays, the other one is nobody's.
    assert demo_brand.rows(
        "select count(*) from fugou.marts.user_merges join"
        " warehouse.user_facts.int_identifiers_resolved as resolved"
        " on old_user_id = resolved.user_id"
    ) == [(0,)]


def test_the_truth_holds_at_least_forty_metrics_of_the_catalogue(demo_brand: Warehouse) -> None:
    values = _truth(demo_brand, "metrics.csv")
    assert len({line["metric_id"] for line in values}) >= 100
    keys = [tuple(line[key] for key in list(line)[:5]) for line in values]
    assert len(keys) == len(set(keys))
    # Undefined is empty, and only where there is nothing to divide by.
    assert all(line["value"] or line["denominator"] in ("", "0") for line in values)
