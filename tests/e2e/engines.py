"""Builds one bronze on both engines and compares every table."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command_line import environment

from fugou.literals import literal
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

REQUIRED = "FUGOU_REQUIRE_SPARK"
ENGINES = {"duckdb": ".venv", "spark": ".venv-spark"}
_SCHEMAS = ("rules", "staging", "user_facts", "marts")
_RELATIVE = 1e-9
# Of all tests only that of the macros, which is about the engine.
EXAMPLES = "assert_macros_give_their_documented_examples"
_ALL = ("resource_type:model", "resource_type:seed")
_NO_TESTS = ("--indirect-selection", "empty", "--exclude-resource-type", "unit_test")


def need_spark() -> None:
    """Skip what needs Spark where that is missing, unless the environment requires it."""
    dbt = PROJECT_DIR / ENGINES["spark"] / "bin" / "dbt"
    missing = "Java" if shutil.which("java") is None else "" if dbt.exists() else str(dbt)
    if missing and not os.environ.get(REQUIRED):
        pytest.skip(f"{missing} is not here; docs/spark.md tells how to get it")
    assert not missing, f"{REQUIRED} is set and {missing} is not here"


def dbt(home: Path, engine: str, *words: str, **variables: str) -> str:
    """Run dbt on one engine.

    Args:
        home: The workspace.
        engine: One of `ENGINES`.
        *words: Command and options.
        **variables: Further environment variables.

    Returns:
        What it printed.
    """
    done = subprocess.run(
        [
            str(PROJECT_DIR / ENGINES[engine] / "bin" / "dbt"),
            *words,
            "--target",
            engine,
            "--target-path",
            str(home / "build" / f"dbt_{engine}"),
        ],
        cwd=PROJECT_DIR,
        env=environment(home, **variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"dbt {' '.join(words)} on {engine}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(home: Path, engine: str, variables: Mapping[str, Any], *models: str) -> str:
    """Build models and seeds on one engine, and try the macros' examples.

    Args:
        home: The workspace.
        engine: One of `ENGINES`.
        variables: dbt variables.
        *models: Which, as dbt selects them; none: all.

    Returns:
        What it printed.
    """
    selected = ("--select", *(models or _ALL), f"+{EXAMPLES}")
    return dbt(home, engine, "build", "--vars", json.dumps(variables), *selected, *_NO_TESTS)


def differences(workspace: Workspace) -> tuple[int, list[str]]:
    """Compare what both engines built: integers, dates, decimals, texts exactly, doubles to 1e-9.

    Args:
        workspace: A workspace that both engines built.

    Returns:
        Number of tables compared, and a line per table that differs.
    """
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(workspace.build_file)} as ours (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'ours' and list_contains(?, schema_name) order by all",
            [list(_SCHEMAS)],
        ).fetchall()
        found = [_difference(connection, workspace, *table) for table in tables]
    return len(found), [line for line in found if line]


def _difference(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, schema: str, table: str
) -> str | None:
    files = literal(workspace.spark / "warehouse" / f"{schema}.db" / table / "*.parquet")
    columns = {
        name: kind
        for name, kind, *_ in connection.execute(f"describe ours.{schema}.{table}").fetchall()
    }
    try:
        theirs = {
            name: kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMP")
            for name, kind, *_ in connection.execute(
                f"describe from read_parquet({files})"
            ).fetchall()
        }
    except duckdb.IOException:
        return f"{schema}.{table}: Spark has no such table"
    if columns != theirs:
        return f"{schema}.{table}: {set(columns.items()) ^ set(theirs.items())}"
    # Doubles last: the last bit must not decide which rows are compared.
    order = ", ".join(sorted(columns, key=lambda name: columns[name] == "DOUBLE"))
    cast = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
    connection.execute(
        f"create or replace temp table one as from ours.{schema}.{table} order by {order}"
    )
    connection.execute(
        f"create or replace temp table other as select {cast} from read_parquet({files}) "
        f"order by {order}"
    )
    counts = connection.execute(
        "select (select count(*) from one), (select count(*) from other)"
    ).fetchall()
    if counts[0][0] != counts[0][1]:
        return f"{schema}.{table}: {counts[0][0]} rows, {counts[0][1]} on Spark"
    compared = ", ".join(
        f"count(*) filter (where {_differ(name, kind)})" for name, kind in columns.items()
    )
    row = connection.execute(f"select {compared} from one positional join other").fetchall()[0]
    differing = {name: count for name, count in zip(columns, row, strict=True) if count}
    return f"{schema}.{table}: values differ in {differing}" if differing else None


def _differ(name: str, kind: str) -> str:
    differ = f"one.{name} is distinct from other.{name}"
    if kind != "DOUBLE":
        return differ
    # Not equal, and not near: null and not a number are near to nothing.
    near = (
        f"abs(one.{name} - other.{name}) "
        f"<= {_RELATIVE} * greatest(abs(one.{name}), abs(other.{name}))"
    )
    return f"{differ} and not coalesce({near}, false)"
