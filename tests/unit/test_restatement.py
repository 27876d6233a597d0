"""The ledger names each published number that changed later, and its causes add up.

dbt is played here: a build under some clocks gives the numbers that the test says it gives.
"""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import fugou.restatement
from fugou.restatement import (
    CAUSES,
    LEDGER,
    PROJECT_FILE,
    Cell,
    Edition,
    RestatementError,
    check_cell,
    explain,
    history,
    keep_project,
    record,
)
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

JANUARY = Cell("net_revenue", "month", date(2025, 1, 1))
CLOCKS = {
    "as_of_date": "2025-03-31",
    "known_at": "2025-04-01 03:00:00",
    "business_time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "sources": "shop,store",
}
LATER = {**CLOCKS, "as_of_date": "2025-04-30", "known_at": "2025-05-01 03:00:00"}


@dataclass(frozen=True)
class Number:
    """A row of kpi_values; without denominator it is an amount."""

    value: float | None
    cell: Cell = JANUARY
    is_complete: bool = True
    numerator: float | None = None
    denominator: float | None = None


def write_numbers(file: Path, numbers: Sequence[Number]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.kpi_definitions (metric_id varchar, area varchar);
            create table marts.kpi_values (
                metric_id varchar, grain varchar, period_start date, is_complete boolean,
                dimension varchar, dimension_value varchar, numerator double, denominator double,
                value double
            )
            """
        )
        for one in numbers:
            cell = one.cell
            connection.execute(
                "insert into marts.kpi_values values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    cell.metric_id,
                    cell.grain,
                    cell.period_start,
                    one.is_complete,
                    cell.dimension,
                    cell.dimension_value,
                    one.numerator,
                    one.denominator,
                    one.value,
                ],
            )


@dataclass
class Shop:
    """A workspace in which versions are made without dbt.

    Args:
        workspace: Where.
        built: dbt variables of every counterfactual build, in the order of building.
        answers: Gives the numbers of a build with some variables.
    """

    workspace: Workspace
    built: list[Mapping[str, Any]] = field(default_factory=list)
    answers: Callable[[Mapping[str, Any]], Sequence[Number]] = lambda variables: ()

    def load(self, at: str, *entities: str, rows: int = 1) -> None:
        """Write the record of a load, and make its rows seen in the build."""
        file = self.workspace.loads / f"{at}.parquet"
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (select timestamp '{at}' as _loaded_at, {rows}::bigint as rows_loaded) "
                f"to '{file}' (format parquet)"
            )
        with duckdb.connect(str(self.workspace.build_file)) as build:
            for entity in entities:
                build.execute(
                    f"insert into user_facts.int_{entity}_united values (timestamp '{at}')"
                )

    def erase(self, at: str) -> None:
        """Write the log of an erasure."""
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (select timestamp '{at}' as erased_at, 1::bigint as rows_erased) "
                f"to '{self.workspace.erasures / 'erasure.parquet'}' (format parquet)"
            )

    def edition(self, number: int, clocks: Mapping[str, str]) -> Edition:
        folder = self.workspace.versions / f"v{number:06d}"
        file = folder / "fugou.duckdb"
        return Edition(number, folder, file, f"2026-01-{number:02d}T00:00:00", clocks)

    def publish(
        self,
        number: int,
        numbers: Sequence[Number],
        earlier: Edition | None = None,
        newest: Edition | None = None,
        clocks: Mapping[str, str] = LATER,
        with_causes: bool = True,
    ) -> Edition:
        edition = self.edition(number, clocks)
        write_numbers(edition.file, numbers)
        keep_project(edition.folder)
        record(self.workspace, edition, earlier, newest or earlier, with_causes)
        return edition

    def run_dbt(
        self,
        scratch: Workspace,
        command: str,
        variables: dict[str, Any],
        *words: str,
        project: Path,
    ) -> subprocess.CompletedProcess[str]:
        assert (project / "dbt_project.yml").exists()
        assert scratch.bronze.resolve() == self.workspace.bronze
        assert not scratch.build_file.exists()
        self.built.append(json.loads(json.dumps(variables)))
        write_numbers(scratch.build_file, self.answers(variables))
        return subprocess.CompletedProcess([], 0, "", "")


def shop_of(folder: Path, patch: pytest.MonkeyPatch) -> Shop:
    workspace = Workspace(folder / "home")
    workspace.create()
    workspace.erasures.mkdir(exist_ok=True)
    with duckdb.connect(str(workspace.build_file)) as build:
        build.execute(
            """
            create schema rules; create schema user_facts;
            create table rules.headline_metrics as select 'net_revenue' as metric_id;
            create table user_facts.int_refunds_united (_loaded_at timestamp);
            create table user_facts.int_identities_united (_loaded_at timestamp);
            create table user_facts.int_members_united (_loaded_at timestamp);
            """
        )
    made = Shop(workspace)
    patch.setattr(fugou.restatement, "run_dbt", made.run_dbt)
    patch.setattr(fugou.restatement, "project_files", lambda folder: {"dbt_project.yml": b""})
    return made


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return shop_of(tmp_path, monkeypatch)


def ledger(edition: Edition, columns: str, condition: str = "true") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(edition.file), read_only=True) as connection:
        return connection.execute(
            f"select {columns} from marts.{LEDGER} where {condition} order by all"
        ).fetchall()


def test_the_first_version_has_an_empty_ledger_whose_columns_are_explained(shop: Shop) -> None:
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)

    assert ledger(first, "*") == []
    with duckdb.connect(str(first.file), read_only=True) as connection:
        explained = connection.execute(
            "select count(*), count(comment) from duckdb_columns() where table_name = ?", [LEDGER]
        ).fetchall()
    assert explained == [(20, 20)]
    assert shop.built == []


def test_nothing_changed_builds_nothing_and_keeps_the_entries_of_before(shop: Shop) -> None:
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    second = shop.publish(2, [Number(90.0)], first, with_causes=False)
    shop.load("2025-05-01 02:00:00", "refunds")
    third = shop.publish(3, [Number(90.0)], second)

    assert ledger(third, "*") == ledger(second, "*")
    assert ledger(third, "version, previous_version, difference") == [(2, 1, Decimal(-10))]
    assert shop.built == []


def test_only_numbers_of_closed_periods_are_restated(shop: Shop) -> None:
    march = replace(JANUARY, period_start=date(2025, 3, 1))
    first = shop.publish(1, [Number(1.0), Number(2.0, march, is_complete=False)], clocks=CLOCKS)
    second = shop.publish(2, [Number(1.0), Number(3.0, march)], first)

    assert ledger(second, "*") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Number(0.1 + 0.2), Number(0.3)),
        (Number(None), Number(0.0)),
        (Number(0.5, numerator=1, denominator=2), Number(0.5, numerator=2, denominator=4)),
        (Number(None, numerator=1), Number(None, numerator=2)),
        (Number(0.0), Number(None, is_complete=False)),
    ],
    ids=[
        "the_last_bit",
        "null_is_not_0",
        "equal_rate_of_other_counts",
        "another_numerator",
        "open_again",
    ],
)
def test_any_difference_is_a_change(shop: Shop, before: Number, after: Number) -> None:
    first = shop.publish(1, [before], clocks=CLOCKS)
    second = shop.publish(2, [after], first)

    found = ledger(second, "change, previous_value, value, first_published_value", "cause = 'all'")
    assert found == [("changed", before.value, after.value, before.value)]


def by_channel(value: str, metric: str = "orders", month: int = 1) -> Cell:
    return Cell(metric, "month", date(2025, month, 1), "channel", value)


def test_numbers_that_appear_or_vanish_are_changes(shop: Shop) -> None:
    shops, stores = by_channel("shop"), by_channel("store")
    first = shop.publish(1, [Number(5.0, shops)], clocks=CLOCKS)
    second = shop.publish(2, [Number(0.0, stores)], first)

    columns = "dimension_value, change, first_published_value, previous_value, value, difference"
    assert ledger(second, columns) == [
        ("shop", "vanished", 5.0, 5.0, None, None),
        ("store", "appeared", None, None, 0.0, None),
    ]


def test_what_was_not_published_before_is_not_restated(shop: Shop) -> None:
    """A new metric, a new dimension, a period that was open, and one in which people matured."""
    total = Cell("orders", "month", date(2025, 1, 1))
    open_rate = replace(total, metric_id="rate")
    kept = [
        Number(1.0, total),
        Number(1.0, by_channel("shop")),
        Number(0.2, by_channel("shop", "rate")),
    ]
    new = [
        Number(7.0, replace(total, metric_id="buyers")),
        Number(7.0, replace(total, dimension="store", dimension_value="S1")),
        Number(7.0, by_channel("shop", month=4)),
        Number(0.1, by_channel("store", "rate")),
    ]
    first = shop.publish(1, [*kept, Number(0.2, open_rate, is_complete=False)], clocks=CLOCKS)
    second = shop.publish(2, [*kept, Number(0.2, open_rate), *new], first)

    assert ledger(second, "*") == []


def test_a_report_of_an_earlier_day_takes_nothing_back(shop: Shop) -> None:
    march = replace(JANUARY, period_start=date(2025, 3, 1))
    first = shop.publish(1, [Number(1.0), Number(2.0, march)], clocks=CLOCKS)
    february = {**CLOCKS, "as_of_date": "2025-02-28", "known_at": "2025-03-01 03:00:00"}
    second = shop.publish(2, [Number(0.5)], first, clocks=february)

    assert ledger(second, "period_start, value", "cause = 'all'") == [(date(2025, 1, 1), 0.5)]


def test_totals_of_headline_metrics_are_split_and_no_others(shop: Shop) -> None:
    cells = [
        JANUARY,
        replace(JANUARY, dimension="channel", dimension_value="store"),
        replace(JANUARY, metric_id="orders"),
    ]
    first = shop.publish(1, [Number(1.0, cell) for cell in cells], clocks=CLOCKS)
    second = shop.publish(2, [Number(2.0, cell) for cell in cells], first)

    found = ledger(second, "metric_id, dimension, count(*)", "true group by all")
    assert found == [("net_revenue", "all", 6), ("net_revenue", "channel", 1), ("orders", "all", 1)]


def amount_of(edition: Edition) -> dict[str, Decimal]:
    return dict(ledger(edition, "cause, difference", "version = 2"))


def test_orders_alone_need_no_build(shop: Shop) -> None:
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    shop.load("2025-05-01 02:00:00")
    second = shop.publish(2, [Number(110.0)], first)

    assert shop.built == []
    expected = {"all": 10, "late_order": 10, "refund": 0, "identity_merge": 0, "erasure": 0}
    assert amount_of(second) == {**expected, "rule_change": 0}


def test_refunds_are_held_back_from_the_build_of_the_orders(shop: Shop) -> None:
    """100, with the late orders 130, with the refunds 118."""
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    shop.load("2025-05-01 02:00:00", "refunds")
    shop.answers = lambda variables: [Number(130.0)]
    second = shop.publish(2, [Number(118.0)], first)

    before = CLOCKS["known_at"]
    assert shop.built == [
        {
            "business_time_zone": "Asia/Shanghai",
            "currency": "CNY",
            "sources": ["shop", "store"],
            "as_of_date": "2025-04-30",
            "known_at": "2025-05-01 03:00:00",
            "known_at_of": {"refunds": before, "identities": before, "members": before},
        }
    ]
    found = amount_of(second)
    assert (found["late_order"], found["refund"], found["all"]) == (30, -12, 18)
    assert not (shop.workspace.build / ".counterfactual").exists()


def test_an_erasure_is_built_first_with_the_old_clocks(shop: Shop) -> None:
    """100; without the erased 80; with the late orders 95."""
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    shop.load("2025-05-01 02:00:00")
    shop.erase("2026-01-01 12:00:00")
    shop.answers = lambda variables: [Number(80.0)]
    second = shop.publish(2, [Number(95.0)], first)

    assert [(one["known_at"], one["known_at_of"]) for one in shop.built] == [
        (CLOCKS["known_at"], {})
    ]
    found = amount_of(second)
    assert (found["erasure"], found["late_order"], found["all"]) == (-20, 15, -5)


def test_an_erasure_before_the_earlier_version_is_no_cause(shop: Shop) -> None:
    shop.erase("2025-12-31 23:59:59")
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    shop.load("2025-05-01 02:00:00")
    second = shop.publish(2, [Number(95.0)], first)

    assert shop.built == []
    assert amount_of(second)["late_order"] == -5


def test_other_rules_are_a_cause(shop: Shop) -> None:
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    second = shop.publish(2, [Number(95.0)], first, clocks={**CLOCKS, "currency": "USD"})

    assert shop.built == []
    assert amount_of(second)["rule_change"] == -5


def test_other_project_files_are_a_cause(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    monkeypatch.setattr(fugou.restatement, "project_files", lambda folder: {"new.csv": b"x"})
    second = shop.publish(2, [Number(95.0)], first, clocks=CLOCKS)

    assert amount_of(second)["rule_change"] == -5


def test_a_change_without_any_trace_counts_as_late(shop: Shop) -> None:
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    second = shop.publish(2, [Number(95.0)], first, clocks=CLOCKS)

    assert amount_of(second)["late_order"] == -5


NUMBERS = st.none() | st.floats(-1e9, 1e9) | st.integers(-5, 5).map(float)


@hypothesis_settings(deadline=None, max_examples=10)
@given(
    values=st.lists(NUMBERS, min_size=6, max_size=6),
    happened=st.sets(st.sampled_from(["refunds", "members", "erasure", "rules"])),
)
def test_causes_lead_from_the_old_number_to_the_new_one(
    tmp_path_factory: pytest.TempPathFactory,
    values: list[float | None],
    happened: set[str],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        shop = shop_of(tmp_path_factory.mktemp("shop"), patch)
        later = {**LATER, "currency": "USD"} if "rules" in happened else LATER
        first = shop.publish(1, [Number(values[0])], clocks=CLOCKS)
        shop.load("2025-05-01 02:00:00", *sorted(happened & {"refunds", "members"}))
        if "erasure" in happened:
            shop.erase("2026-01-02 12:00:00")
        numbers = iter(values[1:])
        shop.answers = lambda variables: [Number(next(numbers))]
        second = shop.publish(2, [Number(values[5])], first, clocks=later)

        whole, *parts = history(second.file, JANUARY) or (None,)
        assert (whole is None) == (values[0] == values[5])
        if whole is None:
            assert shop.built == []
            return
        assert len(shop.built) == len(happened)
        assert [one.cause for one in parts] == list(CAUSES)
        order = ["erasure", *CAUSES] if "erasure" in happened else CAUSES
        chain = [next(one for one in parts if one.cause == name) for name in dict.fromkeys(order)]
        assert [one.previous_value for one in chain] == [
            whole.previous_value,
            *(one.value for one in chain[:-1]),
        ]
        assert (whole.previous_value, chain[-1].value) == (values[0], whole.value)
        differences = [one.difference for one in parts]
        if None in [whole.previous_value, *(one.value for one in parts)]:
            assert differences == [None] * len(CAUSES)
        else:
            assert sum(one for one in differences if one is not None) == whole.difference


def test_what_was_rolled_back_is_withdrawn_and_the_rest_adds_up(shop: Shop) -> None:
    """100 → 90; → 70 is rolled back; 90 → 95; again 70 is pointed to; 70 → 60."""
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS, with_causes=False)
    second = shop.publish(2, [Number(90.0)], first, with_causes=False)
    third = shop.publish(3, [Number(70.0)], second, with_causes=False)
    fourth = shop.publish(4, [Number(95.0)], second, third, with_causes=False)
    fifth = shop.publish(5, [Number(60.0)], third, fourth, with_causes=False)

    columns = "version, previous_version, first_published_value, difference, is_withdrawn"
    assert ledger(fourth, columns) == [
        (2, 1, 100.0, Decimal(-10), False),
        (3, 2, 100.0, Decimal(-20), True),
        (4, 2, 100.0, Decimal(5), False),
    ]
    assert ledger(fifth, columns) == [
        (2, 1, 100.0, Decimal(-10), False),
        (3, 2, 100.0, Decimal(-20), False),
        (4, 2, 100.0, Decimal(5), True),
        (5, 3, 100.0, Decimal(-10), False),
    ]


def test_what_first_appeared_was_first_published_as_absent(shop: Shop) -> None:
    stores = by_channel("store")
    first = shop.publish(1, [Number(1.0, by_channel("shop"))], clocks=CLOCKS)
    second = shop.publish(2, [Number(1.0, by_channel("shop")), Number(4.0, stores)], first)
    third = shop.publish(3, [Number(1.0, by_channel("shop")), Number(6.0, stores)], second)

    assert ledger(third, "version, first_published_value, previous_value, value") == [
        (2, None, None, 4.0),
        (3, None, 4.0, 6.0),
    ]


def test_any_number_is_split_on_request(shop: Shop) -> None:
    """An order in stores: 5, with the late orders 7, with the refunds 6, with the merges 4."""
    stores = by_channel("store")
    first = shop.publish(1, [Number(5.0, stores)], clocks=CLOCKS)
    shop.load("2025-05-01 02:00:00")
    second = shop.publish(2, [Number(4.0, stores)], first)
    assert shop.built == []
    numbers = iter([7.0, 6.0])
    shop.answers = lambda variables: [Number(next(numbers), stores)]

    found = explain(shop.workspace, stores, first, second)

    assert [(one.cause, one.difference) for one in found] == [
        ("late_order", 2),
        ("refund", -1),
        ("identity_merge", -2),
        ("erasure", 0),
        ("rule_change", 0),
    ]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (
            replace(JANUARY, metric_id="nett_revenue"),
            r"metric_id nett_revenue;.* net_revenue, orders$",
        ),
        (replace(JANUARY, grain="week"), r"grain week;.* month$"),
        (replace(JANUARY, period_start=date(2025, 1, 2)), r"period_start 2025-01-02;.*2025-01-01$"),
        (by_channel("moon"), r"dimension_value moon;.* store$"),
    ],
)
def test_a_number_that_was_never_published_is_refused_with_what_there_is(
    shop: Shop, asked: Cell, answer: str
) -> None:
    numbers = [Number(5.0), Number(3.0, by_channel("store"))]
    version = shop.publish(1, numbers, clocks=CLOCKS)

    check_cell(version.file, JANUARY)
    with pytest.raises(RestatementError, match=answer):
        check_cell(version.file, asked)


def test_after_an_erasure_the_past_cannot_be_explained(shop: Shop) -> None:
    first = shop.publish(1, [Number(5.0)], clocks=CLOCKS)
    second = shop.publish(2, [Number(4.0)], first)
    shop.erase("2026-01-02 00:00:00")

    with pytest.raises(RestatementError, match="people were erased since v000002"):
        explain(shop.workspace, JANUARY, first, second)


def test_a_build_that_fails_says_how_to_publish_all_the_same(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.publish(1, [Number(100.0)], clocks=CLOCKS)
    shop.load("2025-05-01 02:00:00", "refunds")
    monkeypatch.setattr(
        fugou.restatement,
        "run_dbt",
        lambda *words, **options: subprocess.CompletedProcess([], 1, "dbt says why", ""),
    )

    with pytest.raises(RestatementError, match=r"v000001 could not .*--without-causes.*\ndbt says"):
        shop.publish(2, [Number(90.0)], first)
    second = shop.publish(2, [Number(90.0)], first, with_causes=False)
    assert ledger(second, "cause, difference") == [("all", Decimal(-10))]


def test_all_that_dbt_reads_is_kept_beside_a_version(tmp_path: Path) -> None:
    keep_project(tmp_path)

    with zipfile.ZipFile(tmp_path / PROJECT_FILE) as kept:
        names = set(kept.namelist())
        definitions = kept.read("seeds/kpi_definitions.csv")
    assert definitions == (PROJECT_DIR / "seeds" / "kpi_definitions.csv").read_bytes()
    assert {"dbt_project.yml", "profiles.yml", "tests/generic/unique_key.sql"} <= names
    assert {"models/kpis/kpi_values.sql", "models/kpis/kpi_values.yml"} <= names
    assert {"macros/known_at.sql"} <= names
    assert not [name for name in names if name.endswith((".py", ".pyc", ".duckdb"))]
