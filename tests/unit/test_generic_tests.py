"""Each generic test of dbt passes the table it must pass and finds the rows it must find."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest
from jinja2 import Environment

from fugou.settings import PROJECT_DIR

_FOLDER = PROJECT_DIR / "tests" / "generic"


def failing_rows(name: str, table: str, **arguments: Any) -> list[tuple[Any, ...]]:
    """Run a generic test on rows.

    Args:
        name: The test.
        table: SQL of the rows that it is run on.
        **arguments: Arguments of the test.

    Returns:
        The rows that it reports; none if it passes.
    """
    text = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    # dbt's block `test` is a macro with another name.
    text = re.sub(r"\{% test (\w+)\(", r"{% macro \1(", text).replace("endtest", "endmacro")
    macro = getattr(Environment().from_string(text).module, name)
    with duckdb.connect() as connection:
        return connection.execute(str(macro(f"({table}) as rows", **arguments))).fetchall()


_KEY = {"columns": ["grain", "month"]}


def test_unique_key_passes_where_only_the_whole_grain_is_unique() -> None:
    table = "values ('month', 1), ('month', 2), ('week', 1)"
    assert failing_rows("unique_key", f"select * from ({table}) as t(grain, month)", **_KEY) == []


def test_unique_key_passes_a_table_without_rows() -> None:
    table = "select 'month' as grain, 1 as month where false"
    assert failing_rows("unique_key", table, **_KEY) == []


@pytest.mark.parametrize(
    ("rows", "reported"),
    [
        ("('month', 1), ('month', 1), ('week', 1)", [("month", 1, 2)]),
        ("('month', 1), ('month', null)", [("month", None, 1)]),
        ("('month', 1), (null, 1)", [(None, 1, 1)]),
    ],
    ids=["a duplicate", "a null at the end of the key", "a null at its start"],
)
def test_unique_key_reports(rows: str, reported: list[tuple[Any, ...]]) -> None:
    table = f"select * from (values {rows}) as t(grain, month)"
    assert failing_rows("unique_key", table, **_KEY) == reported


def test_unique_key_reports_the_row_in_which_a_column_is_null_that_never_is() -> None:
    table = "select * from (values ('month', 1, 5), ('month', 2, null)) as t(grain, month, orders)"
    assert failing_rows("unique_key", table, **_KEY, never_null=["orders"]) == [("month", 2, 1)]
    assert failing_rows("unique_key", table, **_KEY, never_null=["grain"]) == []


def test_every_generic_test_is_tested_here() -> None:
    assert {path.stem for path in _FOLDER.glob("*.sql")} == {"unique_key"}
