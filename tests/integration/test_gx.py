"""Expectations are evaluated in DuckDB, and never quietly left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from toy_build import make_build

from expectations import Expectation, Suite, SuiteError, load_suites
from fugou.audit import run_audit
from fugou.gx import ExpectationError, ExpectationResult, run_suites
from fugou.workspace import Workspace


@pytest.fixture
def build_file(tmp_path: Path) -> Path:
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.kpis as
            select
                range::integer as period,
                case when range % 2 = 0 then 'month' else 'week' end as grain,
                case when range % 2 = 0 then 0.5 else 1.5 end as rate,
                case when range < 4 then null else range end as goal
            from range(10)
            """
        )
    return file


def run(build_file: Path, kind: str, **arguments: object) -> ExpectationResult:
    suite = Suite("marts.kpis", (Expectation("a_sentence", kind, arguments, "because"),))
    (result,) = run_suites(build_file, [suite])
    return result


def test_rows_that_contradict_an_expectation_are_counted_and_shown(build_file: Path) -> None:
    result = run(build_file, "ExpectColumnValuesToBeBetween", column="rate", max_value=1)

    # The five odd periods have the rate 1.5.
    assert not result.passed
    assert result.unexpected_count == 5
    assert result.observed == "5 of 10 rows, e.g. 1.5, 1.5, 1.5, 1.5, 1.5"


@pytest.mark.parametrize(
    ("condition", "passed", "observed"),
    [
        ((("grain", "=", "month"),), True, "0 of 5 rows"),
        ((("grain", "!=", "month"), ("period", ">=", 7)), False, "2 of 2 rows, e.g. 1.5, 1.5"),
        ((("period", "in", [1, 2]),), False, "1 of 2 rows, e.g. 1.5"),
    ],
)
def test_a_row_condition_restricts_an_expectation(
    build_file: Path, condition: object, passed: bool, observed: str
) -> None:
    result = run(
        build_file,
        "ExpectColumnValuesToBeBetween",
        column="rate",
        max_value=1,
        row_condition=condition,
    )

    assert (result.passed, result.observed) == (passed, observed)


@pytest.mark.parametrize(
    ("kind", "arguments", "passed", "unexpected_count"),
    [
        ("ExpectColumnValuesToBeInSet", {"column": "grain", "value_set": ["month"]}, False, 5),
        ("ExpectColumnValuesToNotBeNull", {"column": "goal"}, False, 4),
        ("ExpectColumnValuesToNotBeNull", {"column": "goal", "mostly": 0.6}, True, 4),
        ("ExpectTableRowCountToBeBetween", {"min_value": 11}, False, None),
        ("ExpectColumnMaxToBeBetween", {"column": "period", "max_value": 9}, True, None),
        (
            "ExpectColumnDistinctValuesToEqualSet",
            {"column": "grain", "value_set": ["week", "month"]},
            True,
            0,
        ),
        ("ExpectCompoundColumnsToBeUnique", {"column_list": ["grain", "rate"]}, False, 10),
        (
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "period", "column_B": "rate"},
            False,
            2,
        ),
        (
            "ExpectColumnQuantileValuesToBeBetween",
            {"column": "period", "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[4, 5]]}},
            True,
            None,
        ),
    ],
)
def test_kinds_that_suites_use_work_in_the_database(
    build_file: Path,
    kind: str,
    arguments: dict[str, object],
    passed: bool,
    unexpected_count: int | None,
) -> None:
    result = run(build_file, kind, **arguments)

    assert (result.passed, result.unexpected_count) == (passed, unexpected_count)


def test_results_come_in_the_order_of_the_suite(build_file: Path) -> None:
    suite = Suite(
        "marts.kpis",
        (
            Expectation("rows", "ExpectTableRowCountToBeBetween", {"min_value": 1}, ""),
            Expectation("goal", "ExpectColumnValuesToNotBeNull", {"column": "goal"}, ""),
            Expectation("max", "ExpectColumnMaxToBeBetween", {"column": "period"}, ""),
        ),
    )

    assert [result.name for result in run_suites(build_file, [suite])] == ["rows", "goal", "max"]


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("ExpectMiracles", {}, "marts.kpis, a_sentence: Great Expectations has no kind"),
        ("ExpectColumnMaxToBeBetween", {"colum": "period"}, r"(?s)a_sentence: .*colum\b.*extra"),
        (
            "ExpectColumnMaxToBeBetween",
            {"column": "rate", "row_condition": 'col("grain")=="month"'},
            r"row_condition is \(\(column, operator, value\)",
        ),
        (
            "ExpectColumnMaxToBeBetween",
            {"column": "rate", "row_condition": (("grain", "like", "m%"),)},
            "unknown operator 'like'",
        ),
        (
            "ExpectColumnMaxToBeBetween",
            {"column": "profit", "max_value": 1},
            "could not be evaluated: .*profit",
        ),
    ],
)
def test_an_expectation_that_cannot_be_evaluated_raises(
    build_file: Path, kind: str, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(ExpectationError, match=message):
        run(build_file, kind, **arguments)


def test_the_build_can_be_written_to_after_an_audit(build_file: Path) -> None:
    run(build_file, "ExpectTableRowCountToBeBetween", min_value=1)

    with duckdb.connect(str(build_file)) as connection:
        connection.execute("drop table marts.kpis")


AMOUNTS = Suite(
    "marts.orders",
    (
        Expectation(
            "no_order_is_above_25",
            "ExpectColumnValuesToBeBetween",
            {"column": "amount", "max_value": 25},
            "A slipped decimal point.",
        ),
    ),
)


def test_a_failed_expectation_makes_the_audit_red_and_says_by_how_much(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_build(workspace)
    report = run_audit(workspace, suites=(AMOUNTS,))

    (check,) = report.failing
    assert check.describe() == (
        "expectation marts.orders.no_order_is_above_25 fail, 1 rows: 1 of 3 rows, e.g. 30.00"
    )


def test_an_expectation_about_a_missing_table_makes_the_audit_red(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    make_build(workspace)
    report = run_audit(workspace, suites=(Suite("marts.gone", AMOUNTS.expectations),))

    (check,) = report.failing
    assert (check.status, check.message) == ("not run", "marts.gone is not in the build")


def test_a_suite_that_is_declared_wrongly_is_named() -> None:
    one = AMOUNTS.expectations[0]
    with pytest.raises(SuiteError, match="two expectations called no_order_is_above_25"):
        Suite("marts.orders", (one, one))
    with pytest.raises(SuiteError, match="not 'orders'"):
        Suite("orders", (one,))


def test_suites_are_loaded_without_great_expectations() -> None:
    code = (
        "import sys, expectations; expectations.load_suites(); "
        "assert 'great_expectations' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_expectation_of_the_project_is_of_a_known_kind_and_says_why() -> None:
    import great_expectations.expectations as kinds

    for suite in load_suites():
        for expectation in suite.expectations:
            assert hasattr(kinds, expectation.kind), f"{suite.table}.{expectation.name}"
            assert expectation.why, f"{suite.table}.{expectation.name}"
