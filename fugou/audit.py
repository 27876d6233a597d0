"""Decides whether a build may be published.

Belongs here: collecting every check of one build (dbt's and the expectations') into one verdict.
Does not belong here: the checks themselves, and what happens after the verdict.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from expectations import Suite, load_suites
from fugou.leaks import find_leaks
from fugou.settings import settings
from fugou.spark import show_newer_build
from fugou.workspace import Workspace, WorkspaceBusyError, move_into_place

PASSED = frozenset({"success", "pass", "warn"})
CONSEQUENCES = frozenset({"skipped", "not run"})
_MARTS = "marts"
_SAMPLE_ROWS = 5
_SECONDS_BETWEEN_TRIES = 0.2


class NothingToAuditError(RuntimeError):
    """There is no build, or dbt was stopped before it wrote down what it did."""


@dataclass(frozen=True)
class Check:
    """One thing that was checked.

    Args:
        kind: model, seed, test, unit_test, privacy, or expectation.
        name: Name of the node; of an expectation `<schema>.<table>.<name>`.
        status: success, pass, warn, fail, error, skipped, or not run.
        failures: Rows that contradict the check; None where rows are not counted.
        message: What was found.
        samples: Up to five of the failing rows.
    """

    kind: str
    name: str
    status: str
    failures: int | None = None
    message: str = ""
    samples: tuple[Mapping[str, Any], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the build may be published as far as this check is concerned."""
        return self.status in PASSED

    def describe(self) -> str:
        """Say what failed, where, and by how much, in one line."""
        amount = "" if self.failures is None else f", {self.failures:,} rows"
        message = f": {self.message.splitlines()[0].strip()}" if self.message else ""
        return f"{self.kind} {self.name} {self.status}{amount}{message}"


@dataclass(frozen=True)
class AuditReport:
    """The verdict on one build.

    Args:
        invocation_id: The dbt invocation that made the build.
        clocks: Row of `audit.clocks`, as text.
        checks: Every check of the project, run or not.
    """

    invocation_id: str
    clocks: Mapping[str, str]
    checks: tuple[Check, ...]

    @property
    def failing(self) -> tuple[Check, ...]:
        """Checks that forbid publishing: causes first, then what waited for them."""
        failing = [check for check in self.checks if not check.passed]
        return tuple(sorted(failing, key=lambda check: check.status in CONSEQUENCES))

    @property
    def is_green(self) -> bool:
        """Whether the build may be published."""
        return bool(self.checks) and not self.failing

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Number of checks by kind and status."""
        by_kind: dict[str, Counter[str]] = {}
        for check in self.checks:
            by_kind.setdefault(check.kind, Counter())[check.status] += 1
        return {kind: dict(sorted(by_kind[kind].items())) for kind in sorted(by_kind)}

    def to_json(self) -> dict[str, Any]:
        """Give the report as it is kept in `build/audit.json`."""
        return {
            "invocation_id": self.invocation_id,
            "is_green": self.is_green,
            "clocks": dict(self.clocks),
            "counts": self.counts,
            "checks": [asdict(check) for check in self.checks],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> AuditReport:
        """Read back what `to_json` gave.

        Args:
            content: The parsed file.

        Returns:
            The report.
        """
        return cls(
            invocation_id=content["invocation_id"],
            clocks=content["clocks"],
            checks=tuple(
                Check(**{**check, "samples": tuple(check["samples"])})
                for check in content["checks"]
            ),
        )


def audit_file(workspace: Workspace) -> Path:
    """Say where the last audit is kept.

    Args:
        workspace: The workspace.

    Returns:
        Path of the JSON file; it may not exist.
    """
    return workspace.build / "audit.json"


def last_audit(workspace: Workspace) -> AuditReport | None:
    """Read the last audit.

    Args:
        workspace: The workspace.

    Returns:
        Its report, or None if there was none.
    """
    file = audit_file(workspace)
    if not file.exists():
        return None
    return AuditReport.from_json(json.loads(file.read_text(encoding="utf-8")))


def open_build(build_file: Path) -> duckdb.DuckDBPyConnection:
    """Open a build for reading.

    Args:
        build_file: DuckDB file that dbt built.

    Returns:
        A read-only connection whose session is in UTC.

    Raises:
        NothingToAuditError: If there is no such file.
        WorkspaceBusyError: If dbt is writing to it.
    """
    if not build_file.exists():
        raise NothingToAuditError(f"there is no build at {build_file}; run `fugou build` first")
    try:
        connection = duckdb.connect(str(build_file), read_only=True)
    except duckdb.IOException as locked:
        if "lock" not in str(locked):
            raise
        raise WorkspaceBusyError(f"another process is writing to {build_file}") from locked
    connection.execute("set TimeZone = 'UTC'")
    return connection


def wait_until_free(build_file: Path, timeout_seconds: float) -> None:
    """Wait for a dbt process that outlived the run which started it.

    Args:
        build_file: The DuckDB file; it need not exist.
        timeout_seconds: How long to wait.

    Raises:
        WorkspaceBusyError: If the file is still being written to after that time.
    """
    deadline = time.monotonic() + timeout_seconds
    while build_file.exists():
        try:
            open_build(build_file).close()
        except WorkspaceBusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_SECONDS_BETWEEN_TRIES)
        else:
            return


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Fetch rows with their column names.

    Args:
        connection: An open connection.
        query: The SQL.

    Returns:
        One dictionary per row.
    """
    relation = connection.sql(query)
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def invocation_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Read which dbt invocation made a build.

    Args:
        connection: An open build.

    Returns:
        The invocation id of its results.

    Raises:
        NothingToAuditError: If the build has no results, or those of two invocations.
    """
    try:
        found = connection.execute(
            "select distinct invocation_id from audit.dbt_results"
        ).fetchall()
    except duckdb.CatalogException as missing:
        raise NothingToAuditError(
            "the build has no table audit.dbt_results: dbt was stopped before its end; "
            "run `fugou build` again"
        ) from missing
    if len(found) != 1:
        raise NothingToAuditError(
            f"audit.dbt_results holds {len(found)} dbt invocations instead of one: dbt was stopped "
            "before its end; run `fugou build` again"
        )
    return str(found[0][0])


def knows_every_load(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> bool:
    """Tell whether a build was made of everything that its sources have in bronze.

    Args:
        connection: An open build.
        workspace: Its workspace.

    Returns:
        False for a build of before the last load, or as of an earlier `known_at`: it does not know
        who somebody is, or what he has withdrawn since.
    """
    try:
        built = connection.execute(
            """
            select sum(row_count) from marts.row_reconciliation
            where step = 'landing to bronze' and outcome = 'in'
            """
        ).fetchone()
        sources = connection.execute("select sources from audit.clocks").fetchone()
    except duckdb.CatalogException:
        return False
    enabled = {name.strip() for name in str(sources[0]).split(",")} if sources else set()
    loads = pq.read_table(workspace.loads, columns=["source_system", "rows_in"]).to_pylist()
    loaded = sum(one["rows_in"] for one in loads if one["source_system"] in enabled)
    return built is not None and int(built[0] or 0) == loaded


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _plain(message: object) -> str:
    """Take dbt's colours out of a message."""
    return re.sub("\x1b\\[[0-9;]*m", "", _text(message)).strip()


def _samples(
    connection: duckdb.DuckDBPyConnection, result: Mapping[str, Any]
) -> tuple[Mapping[str, Any], ...]:
    if result["status"] in {"success", "pass"} or not result["relation"]:
        return ()
    try:
        rows = rows_of(connection, f"from {result['relation']} limit {_SAMPLE_ROWS}")
    except duckdb.CatalogException:  # a test that broke before it stored anything
        return ()
    return tuple(
        {name: None if value is None else str(value) for name, value in row.items()} for row in rows
    )


def _dbt_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    results = rows_of(
        connection,
        """
        select resource_type, name, status, failures, message, relation
        from audit.dbt_results
        order by resource_type, name, unique_id
        """,
    )
    return [
        Check(
            kind=result["resource_type"],
            name=result["name"],
            status=result["status"],
            failures=result["failures"] if result["resource_type"] == "test" else None,
            message="" if result["status"] in {"success", "pass"} else _plain(result["message"]),
            samples=_samples(connection, result),
        )
        for result in results
    ]


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
    ).fetchall()
    return {str(name) for (name,) in found}


def _not_run(suite: Suite, message: str) -> list[Check]:
    return [
        Check("expectation", f"{suite.table}.{one.name}", "not run", message=message)
        for one in suite.expectations
    ]


def _expectation_checks(build_file: Path, suites: Sequence[Suite]) -> list[Check]:
    from fugou.gx import run_suites  # late: it costs seconds

    return [
        Check(
            kind="expectation",
            name=f"{result.table}.{result.name}",
            status="pass" if result.passed else "fail",
            failures=result.unexpected_count,
            message=result.observed,
        )
        for result in run_suites(build_file, suites)
    ]


def _privacy_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    return [
        Check(
            kind="privacy",
            name=f"{_MARTS}.{table} holds no direct identifier",
            status="fail" if leaks else "pass",
            failures=sum(leak.values for leak in leaks) if leaks else 0,
            message="; ".join(leak.describe() for leak in leaks),
        )
        for table, leaks in find_leaks(connection, _MARTS).items()
    ]


def _clocks(connection: duckdb.DuckDBPyConnection, invocation_id: str) -> dict[str, str]:
    try:
        rows = rows_of(connection, "from audit.clocks")
    except duckdb.CatalogException:
        rows = []
    if len(rows) != 1 or rows[0]["invocation_id"] != invocation_id:
        raise NothingToAuditError(
            f"audit.clocks does not describe dbt invocation {invocation_id}; "
            "run `fugou build` again"
        )
    return {name: _text(value) for name, value in rows[0].items() if name != "invocation_id"}


def run_audit(workspace: Workspace, suites: Sequence[Suite] | None = None) -> AuditReport:
    """Check the build and keep the verdict in `build/audit.json`.

    Expectations are evaluated only if every model and seed was built: on a half-built table they
    would say nothing.

    Args:
        workspace: The workspace.
        suites: Expectations to evaluate; None means those of the project.

    Returns:
        The report, green or red.

    Raises:
        NothingToAuditError: If there is no build, or dbt was stopped before its end.
        WorkspaceBusyError: If another process is writing to the workspace.
        fugou.gx.ExpectationError: If an expectation could not be evaluated.
    """
    chosen = load_suites() if suites is None else tuple(suites)
    with workspace.lock():
        if settings().engine == "spark":
            show_newer_build(workspace)
        with open_build(workspace.build_file) as connection:
            invocation_id = invocation_of(connection)
            clocks = _clocks(connection, invocation_id)
            checks = _dbt_checks(connection) + _privacy_checks(connection)
            tables = _tables(connection)
        is_built = all(check.passed for check in checks if check.kind in {"model", "seed"})
        runnable = [suite for suite in chosen if is_built and suite.table in tables]
        if runnable:
            checks += _expectation_checks(workspace.build_file, runnable)
        for suite in chosen:
            if suite not in runnable:
                reason = "is not in the build" if is_built else "waits for models that failed"
                checks += _not_run(suite, f"{suite.table} {reason}")
        report = AuditReport(invocation_id, clocks, tuple(checks))
        _keep(workspace, report)
    return report


def _keep(workspace: Workspace, report: AuditReport) -> None:
    half_written = workspace.build / ".audit.json"
    half_written.write_text(
        json.dumps(report.to_json(), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    move_into_place(half_written, audit_file(workspace))
