"""Every mart is a function of bronze and the two clocks: what was loaded later changes no past."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_shop import SECOND_FILE, land_first_file, land_second_file

from fugou.build import dbt_vars, run_dbt
from fugou.ingest import ingest
from fugou.publish import checksums
from fugou.settings import PROJECT_DIR, Settings
from fugou.sources import read_sources
from fugou.workspace import Workspace

_FIRST_LOAD = datetime(2011, 6, 1, 3)
_SECOND_LOAD = datetime(2011, 6, 2, 3)
_END_OF_MAY = date(2011, 5, 31)
_END_OF_JUNE = date(2011, 6, 30)


@dataclass(frozen=True)
class Build:
    """A copy of the build file as it was under two clocks."""

    file: Path

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Query the build, read-only."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(query, list(arguments)).fetchall()

    def months_of_the_january_cohort(self) -> list[int]:
        """Months since the first purchase that the cohort of January has a row for."""
        found = self.rows(
            "select periods_since from marts.cohort_retention "
            "where cohort_kind = 'first_purchase' and grain = 'month' and dimension = 'all' "
            "and cohort_start = '2011-01-01' order by 1"
        )
        return [month for (month,) in found]

    def net_revenue(self) -> Decimal:
        """Net revenue of the year, to the cent."""
        found = self.rows(
            "select cast(value as decimal(18, 2)) from marts.kpi_values "
            "where metric_id = 'net_revenue' and grain = 'year' and dimension = 'all'"
        )
        assert len(found) == 1
        amount = found[0][0]
        assert isinstance(amount, Decimal)
        return amount


@dataclass(frozen=True)
class Builds:
    """What was known before the second load, that again after it, and what is known after it."""

    first: Build
    replayed: Build
    later: Build


def _build(workspace: Workspace, as_of_date: date, known_at: datetime, name: str) -> Build:
    variables = dbt_vars(Settings(source="online_retail"), as_of_date, known_at)
    variables["kpi_areas"] = ["repurchase"]
    unproven = ("--exclude-resource-type", "test", "unit_test")
    marts = ("--select", "+row_reconciliation", "+cohort_retention")
    built = run_dbt(workspace, "build", variables, *unproven, *marts)
    assert built.returncode == 0, built.stdout
    # Under the name of the build: views in it name their catalog.
    copy = workspace.home / name / workspace.build_file.name
    copy.parent.mkdir()
    shutil.copyfile(workspace.build_file, copy)
    return Build(copy)


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    workspace = Workspace(tmp_path_factory.mktemp("two_clocks"))
    workspace.create()
    sources = read_sources(PROJECT_DIR)
    land_first_file(workspace)
    ingest(workspace, sources, pseudonym_key=None, loaded_at=_FIRST_LOAD)
    first = _build(workspace, _END_OF_MAY, _FIRST_LOAD, "first")
    land_second_file(workspace)
    ingest(workspace, sources, pseudonym_key=None, loaded_at=_SECOND_LOAD)
    return Builds(
        first=first,
        replayed=_build(workspace, _END_OF_MAY, _FIRST_LOAD, "replayed"),
        later=_build(workspace, _END_OF_JUNE, _SECOND_LOAD, "later"),
    )


def test_equal_clocks_give_equal_rows_whatever_was_loaded_since(builds: Builds) -> None:
    first = checksums(builds.first.file)
    assert "kpi_values" in first
    assert checksums(builds.replayed.file) == first
    assert checksums(builds.later.file)["kpi_values"] != first["kpi_values"]


def test_a_later_business_day_adds_the_month_in_which_nobody_bought(builds: Builds) -> None:
    assert builds.first.months_of_the_january_cohort() == [0, 1, 2, 3, 4]
    assert builds.later.months_of_the_january_cohort() == [0, 1, 2, 3, 4, 5]


def test_an_order_sent_again_supersedes_itself(builds: Builds) -> None:
    query = "select paid_amount from user_facts.fct_orders where order_id = 'online_retail:1007'"
    assert builds.replayed.rows(query) == [(Decimal("14.00"),)]
    assert builds.later.rows(query) == [(Decimal("140.00"),)]


def test_net_revenue_is_what_was_known(builds: Builds) -> None:
    assert builds.replayed.net_revenue() == Decimal("930.00")
    assert builds.later.net_revenue() == Decimal("1044.00")


def test_rows_that_came_in_are_used_or_set_aside_with_the_reason(builds: Builds) -> None:
    """Of 30 and 4 lines 1 is unreadable and 1 a refund; of the 32 items 1 is superseded."""
    found = builds.later.rows(
        """
        select step, entity, outcome, row_count from marts.row_reconciliation
        where row_count is not null
        """
    )
    counted = {(step, entity, outcome): rows for step, entity, outcome, rows in found}
    lines = "invoice_lines"
    assert {key: rows for key, rows in counted.items() if key[1] in {lines, "order_items"}} == {
        ("landing to bronze", lines, "in"): 34,
        ("landing to bronze", lines, "used"): 34,
        ("landing to bronze", lines, "quarantine"): 0,
        ("bronze to staging", lines, "in"): 34,
        ("bronze to staging", lines, "used"): 33,
        ("bronze to staging", lines, "quarantine"): 1,
        ("staging to facts", "order_items", "in"): 32,
        ("staging to facts", "order_items", "used"): 31,
        ("staging to facts", "order_items", "superseded"): 1,
    }


def test_a_row_that_cannot_be_read_is_named_with_file_line_and_reason(builds: Builds) -> None:
    query = "select _file, _row, reason, step from user_facts.int_quarantine_united"
    assert builds.replayed.rows(query) == []
    assert builds.later.rows(query) == [(SECOND_FILE, 4, "Quantity is not readable", "staging")]


def test_a_file_sent_again_with_the_same_broken_line_keeps_the_quarantine_unique(
    tmp_path: Path,
) -> None:
    workspace = Workspace(tmp_path)
    workspace.create()
    sources = read_sources(PROJECT_DIR)
    file = land_second_file(workspace)
    ingest(workspace, sources, pseudonym_key=None, loaded_at=_FIRST_LOAD)
    file.write_text(file.read_text().replace("1007,20000,TEA POT,70", "1007,20000,TEA POT,71"))
    ingest(workspace, sources, pseudonym_key=None, loaded_at=_SECOND_LOAD)

    variables = dbt_vars(Settings(source="online_retail"), _END_OF_JUNE, _SECOND_LOAD)
    built = run_dbt(
        workspace,
        "build",
        variables,
        *("--select", "+int_quarantine_united", "--indirect-selection", "cautious"),
    )

    assert built.returncode == 0, built.stdout
    query = "select _row, _loaded_at from user_facts.int_quarantine_united order by _loaded_at"
    assert Build(workspace.build_file).rows(query) == [(4, _FIRST_LOAD), (4, _SECOND_LOAD)]
