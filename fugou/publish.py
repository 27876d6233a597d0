"""Makes an audited build readable, one immutable version after another.

Belongs here: versions, the pointer to the current one, and the proof that a copy is complete.
Does not belong here: whether a build is good (audit), what it restates (restatement). Readers open
`published/current`; killing a publish at any instant leaves that pointer on a complete version.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from fugou.audit import AuditReport, invocation_of, last_audit, open_build
from fugou.build import run_dbt
from fugou.leaks import find_leaks
from fugou.lineage import copy_lineage
from fugou.literals import literal
from fugou.restatement import (
    LEDGER,
    Cell,
    Change,
    Edition,
    check_cell,
    explain,
    history,
    keep_project,
    record,
)
from fugou.settings import PROJECT_DIR
from fugou.spark import copy_versions
from fugou.workspace import Workspace, move_into_place, sync_folder

FILE_NAME = "fugou.duckdb"
_REGISTER = "register_version"  # the macro
_MARTS = "marts"
_META = "meta"
_KPIS = "kpi_values"
_SECONDS_FOR_GIT = 10


class PublishRefusedError(RuntimeError):
    """The build may not be published.

    Args:
        summary: Why, in one sentence.
        reasons: One line per failing check.
    """

    def __init__(self, summary: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join([summary, *(f"- {reason}" for reason in reasons)]))
        self.reasons = reasons


class NoSuchVersionError(LookupError):
    """There is no such version."""


@dataclass(frozen=True)
class Table:
    """One published table.

    Args:
        rows: Its number of rows.
        checksum: See `checksums`.
    """

    rows: int
    checksum: str


@dataclass(frozen=True)
class Version:
    """One published version.

    Args:
        number: 1 for the first; never used twice.
        folder: Where it lies.
        published_at: UTC instant, ISO 8601.
        invocation_id: The dbt invocation that made the build.
        commit: Commit of the project, with `-dirty` if files differed from it.
        clocks: as_of_date, known_at, business_time_zone, currency and sources, as text.
        tables: Mart name to what is in it.
    """

    number: int
    folder: Path
    published_at: str
    invocation_id: str
    commit: str
    clocks: Mapping[str, str]
    tables: Mapping[str, Table]

    @property
    def name(self) -> str:
        """Name of its folder, for example `v000012`."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """The DuckDB file that readers open."""
        return self.folder / FILE_NAME


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _columns(
    connection: duckdb.DuckDBPyConnection, catalog: str, schema: str
) -> dict[str, list[tuple[str, str]]]:
    found = connection.execute(
        """
        select table_name, column_name, data_type
        from duckdb_columns()
        where database_name = ? and schema_name = ? and not internal
        order by table_name, column_index
        """,
        [catalog, schema],
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    for table, column, data_type in found:
        columns.setdefault(table, []).append((column, data_type))
    return columns


def _measure(
    connection: duckdb.DuckDBPyConnection, source: str, columns: list[tuple[str, str]]
) -> Table:
    # Each value is written with its length, so that no two different rows look the same; sums
    # do not depend on the order of rows and, unlike an exclusive or, notice a doubled one.
    # DuckDB's compression may drop the sign of a zero, which is no value: adding 0 does so, too.
    texts = [
        f"({_identifier(name)}{' + 0' if kind == 'DOUBLE' else ''})::varchar"
        for name, kind in columns
    ]
    row = " || ".join(f"coalesce(length({text}) || ':' || {text}, '-')" for text in texts)
    rows, *parts = connection.execute(
        f"""
        with rows_as_text as (select {row} as content from {source})
        select
            count(*),
            sum(md5_number_lower(content)::hugeint),
            sum(md5_number_upper(content)::hugeint)
        from rows_as_text
        """
    ).fetchone() or (0,)
    content = json.dumps([columns, rows, [str(part) for part in parts]])
    return Table(rows=rows, checksum=hashlib.sha256(content.encode()).hexdigest())


def _measure_all(
    connection: duckdb.DuckDBPyConnection, catalog: str, schema: str
) -> dict[str, Table]:
    return {
        name: _measure(
            connection,
            f"{_identifier(catalog)}.{_identifier(schema)}.{_identifier(name)}",
            columns,
        )
        for name, columns in _columns(connection, catalog, schema).items()
    }


def checksums(file: Path, schema: str = _MARTS) -> dict[str, str]:
    """Fingerprint the rows of every table of a schema, whatever their order.

    Args:
        file: A build or a published DuckDB file that nobody is writing to.
        schema: The schema.

    Returns:
        Table name to SHA-256 (hex) over column names, types and the multiset of rows.

    Raises:
        fugou.audit.NothingToAuditError: If there is no such file.
    """
    with open_build(file) as connection:
        catalog = file.stem
        return {
            name: table.checksum
            for name, table in _measure_all(connection, catalog, schema).items()
        }


def _copy_comments(connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
    tables = connection.execute(
        """
        select table_name, comment from duckdb_tables()
        where database_name = ? and schema_name = ? and comment is not null
        union all
        select view_name, comment from duckdb_views()
        where database_name = ? and schema_name = ? and comment is not null
        """,
        [catalog, _MARTS, catalog, _MARTS],
    ).fetchall()
    for table, comment in tables:
        connection.execute(f"comment on table {_MARTS}.{_identifier(table)} is {literal(comment)}")
    columns = connection.execute(
        """
        select table_name, column_name, comment from duckdb_columns()
        where database_name = ? and schema_name = ? and comment is not null
        """,
        [catalog, _MARTS],
    ).fetchall()
    for table, column, comment in columns:
        connection.execute(
            f"comment on column {_MARTS}.{_identifier(table)}.{_identifier(column)} "
            f"is {literal(comment)}"
        )


def _write_meta(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    version: Version,
    audit: AuditReport,
) -> None:
    clocks = version.clocks
    connection.execute(
        """
        create schema meta;
        create table meta.publication (
            version integer, published_at timestamp, as_of_date date, known_at timestamp,
            business_time_zone varchar, currency varchar, sources varchar, commit varchar,
            invocation_id varchar
        );
        create table meta.audit_results (
            kind varchar, name varchar, status varchar, observed varchar
        );
        create table meta.freshness (
            source_system varchar, source_table varchar, last_loaded_at timestamp, rows bigint
        );
        """
    )
    connection.execute(
        "insert into meta.publication values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            version.number,
            version.published_at,
            clocks["as_of_date"],
            clocks["known_at"],
            clocks["business_time_zone"],
            clocks["currency"],
            clocks["sources"],
            version.commit,
            version.invocation_id,
        ],
    )
    connection.executemany(
        "insert into meta.audit_results values (?, ?, ?, ?)",
        [[check.kind, check.name, check.status, check.message] for check in audit.checks],
    )
    freshness = load_freshness(workspace, clocks)
    if freshness:
        connection.executemany(
            "insert into meta.freshness values (?, ?, ?, ?)", [list(one) for one in freshness]
        )


def load_freshness(
    workspace: Workspace, clocks: Mapping[str, str] | None = None
) -> list[tuple[str, str, datetime, int]]:
    """Say when each source table was last loaded.

    Args:
        workspace: The workspace whose load records are read.
        clocks: Counts only the sources, and the loads up to `known_at`, of these clocks.

    Returns:
        Source system, source table, last load (UTC, no zone), rows loaded in all.
    """
    if not any(workspace.loads.glob("*.parquet")):
        return []
    condition = "true"
    arguments: list[object] = []
    if clocks:
        sources = [name.strip() for name in clocks["sources"].split(",")]
        condition = "_loaded_at <= ?::timestamp and list_contains(?, source_system)"
        arguments = [clocks["known_at"], sources]
    with duckdb.connect() as connection:
        return connection.execute(
            f"""
            select source_system, source_table, max(_loaded_at), sum(rows_loaded)::bigint
            from read_parquet(?, union_by_name = true)
            where {condition}
            group by source_system, source_table
            order by source_system, source_table
            """,
            [str(workspace.loads / "*.parquet"), *arguments],
        ).fetchall()


@contextmanager
def _attached_build(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> Iterator[str]:
    # Views of the build name its catalog, which is the stem of its file.
    catalog = workspace.build_file.stem
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(
        f"attach {literal(workspace.build_file)} as {_identifier(catalog)} (read_only)"
    )
    yield catalog
    connection.execute(f"detach {_identifier(catalog)}")


def _copy_marts(workspace: Workspace, target: Path) -> dict[str, Table]:
    with (
        duckdb.connect(str(target)) as connection,
        _attached_build(connection, workspace) as catalog,
    ):
        tables = _measure_all(connection, catalog, _MARTS)
        if not tables:
            raise PublishRefusedError("the build has no table in the schema marts")
        connection.execute(f"create schema {_MARTS}")
        for table in tables:
            connection.execute(
                f"create table {_MARTS}.{_identifier(table)} as "
                f"from {_identifier(catalog)}.{_MARTS}.{_identifier(table)} order by all"
            )
        _copy_comments(connection, catalog)
    return tables


def _verify(file: Path, expected: Mapping[str, Table]) -> None:
    with open_build(file) as connection:
        found = _measure_all(connection, file.stem, _MARTS)
    differing = sorted(
        name for name in {*expected, *found} if expected.get(name) != found.get(name)
    )
    if differing:
        raise PublishRefusedError(
            "the copy differs from the build",
            tuple(
                f"{name}: {expected.get(name)} in the build, {found.get(name)} in the copy"
                for name in differing
            ),
        )


def _refuse_leaks(file: Path) -> None:
    """Look once more at all that readers will see: the audit saw the marts of the build only."""
    with open_build(file) as connection:
        leaks = [
            f"{schema}.{table}, {leak.describe()}"
            for schema in (_MARTS, _META)
            for table, found in find_leaks(connection, schema).items()
            for leak in found
        ]
    if leaks:
        raise PublishRefusedError("the version would show direct identifiers", tuple(leaks))


def _git(*words: str) -> str | None:
    try:
        answer = subprocess.run(
            ["git", *words],
            cwd=PROJECT_DIR,
            capture_output=True,
            text=True,
            check=True,
            timeout=_SECONDS_FOR_GIT,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def commit_of_project() -> str:
    """Name the commit of the project.

    Returns:
        The commit, with `-dirty` if files differ from it; `unknown` without git.
    """
    commit = _git("rev-parse", "HEAD")
    if not commit:
        return "unknown"
    return f"{commit}-dirty" if _git("status", "--porcelain") else commit


def _audited(workspace: Workspace) -> AuditReport:
    """Return the verdict on exactly this build, if it is green."""
    report = last_audit(workspace)
    if report is None:
        raise PublishRefusedError("nothing was audited yet; run `fugou audit` first")
    with open_build(workspace.build_file) as connection:
        invocation_id = invocation_of(connection)
    if report.invocation_id != invocation_id:
        raise PublishRefusedError(
            f"the last audit was of dbt invocation {report.invocation_id}, the build is of "
            f"{invocation_id}; run `fugou audit` again"
        )
    if not report.is_green:
        raise PublishRefusedError(
            f"the audit is red: {len(report.failing)} of {len(report.checks)} checks failed",
            tuple(check.describe() for check in report.failing),
        )
    return report


def _clean_up(workspace: Workspace) -> None:
    """Remove what a killed publish left behind."""
    for folder in (workspace.published, workspace.versions):
        for rubbish in (*folder.glob(".new-*"), *folder.glob(".old-*"), *folder.glob(".current-*")):
            if rubbish.is_dir() and not rubbish.is_symlink():
                shutil.rmtree(rubbish)
            else:
                rubbish.unlink()


def version_names(workspace: Workspace) -> tuple[str, ...]:
    """List the names of the versions that are kept, without reading them.

    Args:
        workspace: The workspace.

    Returns:
        Names from the oldest to the newest.
    """
    return tuple(sorted(folder.name for folder in workspace.versions.glob("v[0-9]*")))


def versions(workspace: Workspace) -> tuple[Version, ...]:
    """List the versions that are kept.

    Args:
        workspace: The workspace.

    Returns:
        Versions from the oldest to the newest.
    """
    return tuple(_read_version(workspace.versions / name) for name in version_names(workspace))


def current_version(workspace: Workspace) -> Version | None:
    """Read the version that readers open.

    Args:
        workspace: The workspace.

    Returns:
        The version, or None if nothing was published.
    """
    return _read_version(workspace.current.resolve()) if workspace.current.is_symlink() else None


def _read_version(folder: Path) -> Version:
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Version(
        number=content["version"],
        folder=folder,
        published_at=content["published_at"],
        invocation_id=content["invocation_id"],
        commit=content["commit"],
        clocks=content["clocks"],
        tables={name: Table(**table) for name, table in content["tables"].items()},
    )


def _write_manifest(folder: Path, version: Version) -> None:
    content: dict[str, Any] = {
        "version": version.number,
        "published_at": version.published_at,
        "invocation_id": version.invocation_id,
        "commit": version.commit,
        "clocks": dict(version.clocks),
        "tables": {name: asdict(table) for name, table in version.tables.items()},
    }
    half_written = folder / ".manifest.json"
    half_written.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    move_into_place(half_written, folder / "manifest.json")


@contextmanager
def _new_folder(workspace: Workspace) -> Iterator[Path]:
    folder = workspace.versions / f".new-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def _point_to(workspace: Workspace, folder: Path) -> None:
    """Swap the pointer in one step: a reader sees the old version or the new one."""
    pointer = workspace.published / f".current-{os.getpid()}"
    pointer.symlink_to(folder.relative_to(workspace.published), target_is_directory=True)
    pointer.replace(workspace.current)
    sync_folder(workspace.published)


def _prune(workspace: Workspace, keep_versions: int) -> None:
    """Remove the oldest versions; whoever has one open keeps it until he closes it."""
    current = workspace.current.resolve()
    others = [one.folder for one in versions(workspace) if one.folder.resolve() != current]
    for folder in others[: max(0, len(others) - (keep_versions - 1))]:
        # Renamed first: a version that is half removed must not look like one.
        doomed = folder.with_name(f".old-{folder.name}")
        folder.rename(doomed)
        shutil.rmtree(doomed)


def publish(
    workspace: Workspace,
    keep_versions: int,
    published_at: datetime | None = None,
    with_causes: bool = True,
) -> Version:
    """Write the audited build as a new version and let readers see it.

    Args:
        workspace: The workspace.
        keep_versions: Number of versions kept, the current one included; at least 1.
        published_at: UTC instant that is written down; None takes the clock.
        with_causes: Whether to find out why headline totals of closed periods changed.

    Returns:
        The new version; the current one if it is of this very build, so that publishing again
        does not push out the versions to go back to.

    Raises:
        PublishRefusedError: If an erasure was interrupted, this build has no green audit, or the
            copy is not equal to it.
        fugou.restatement.RestatementError: If a change could not be split by cause.
        fugou.audit.NothingToAuditError: If there is no build.
        fugou.workspace.WorkspaceBusyError: If another process is writing to the workspace.
    """
    instant = (published_at or datetime.now(UTC)).replace(tzinfo=None, microsecond=0)
    with workspace.lock():
        if workspace.erasure_plan.exists():
            raise PublishRefusedError("an erasure was interrupted; finish it: fugou erase")
        audit = _audited(workspace)
        workspace.versions.mkdir(parents=True, exist_ok=True)
        _clean_up(workspace)
        current = current_version(workspace)
        if current is not None and current.invocation_id == audit.invocation_id:
            return current
        number = max((one.number for one in versions(workspace)), default=0) + 1
        folder = workspace.versions / f"v{number:06d}"
        with _new_folder(workspace) as new:
            tables = _copy_marts(workspace, new / FILE_NAME)
            version = Version(
                number=number,
                folder=folder,
                published_at=instant.isoformat(),
                invocation_id=audit.invocation_id,
                commit=commit_of_project(),
                clocks=audit.clocks,
                tables=tables,
            )
            if _KPIS in tables:
                later = replace(_edition(version), folder=new, file=new / FILE_NAME)
                ledger = _write_ledger(workspace, later, current, with_causes)
                version = replace(version, tables={**tables, LEDGER: ledger})
            with closing(duckdb.connect(str(new / FILE_NAME))) as connection:
                _write_meta(connection, workspace, version, audit)
                with _attached_build(connection, workspace) as build:
                    copy_lineage(connection, build)
                connection.execute("checkpoint")
            _verify(new / FILE_NAME, version.tables)
            _refuse_leaks(new / FILE_NAME)
            _sync_file(new / FILE_NAME)
            _write_manifest(new, version)
            new.rename(folder)
            sync_folder(workspace.versions)
        _point_to(workspace, folder)
        _prune(workspace, keep_versions)
    return version


def show_on_spark(workspace: Workspace) -> None:
    """Let readers of Spark see the current version, as those of the DuckDB file do.

    Each version has a schema of its own, `published_v000001`, and the schema `published` has a view
    per mart of the current one, replaced one by one.

    Args:
        workspace: A workspace with a published version.

    Raises:
        PublishRefusedError: If Spark refuses; readers of the file see the version all the same.
        fugou.workspace.WorkspaceBusyError: If another process is writing to the workspace.
    """
    with workspace.lock():
        current = current_version(workspace)
        if current is None:
            return
        kept = {version.name: version.file for version in versions(workspace)}
        arguments = {
            "folder": str(workspace.spark / "published"),
            "current": current.name,
            "tables": copy_versions(workspace, kept),
        }
        done = run_dbt(workspace, "run-operation", {}, _REGISTER, "--args", json.dumps(arguments))
    if done.returncode:
        raise PublishRefusedError(
            f"{current.name} is published, but Spark does not show it: {done.stdout[-2000:]}"
        )


def _edition(version: Version) -> Edition:
    return Edition(
        version.number, version.folder, version.file, version.published_at, version.clocks
    )


def _write_ledger(
    workspace: Workspace, later: Edition, current: Version | None, with_causes: bool
) -> Table:
    keep_project(later.folder)
    _sync_file(later.project)
    # The one that readers see, and the last one that was made: apart after a rollback.
    earlier, newest = (
        _edition(one) if one is not None and LEDGER in one.tables else None
        for one in (current, max(versions(workspace), default=None, key=lambda one: one.number))
    )
    record(workspace, later, earlier, newest, with_causes)
    with open_build(later.file) as connection:
        source = f"{_identifier(later.file.stem)}.{_MARTS}.{LEDGER}"
        return _measure(connection, source, _columns(connection, later.file.stem, _MARTS)[LEDGER])


def restatements(
    workspace: Workspace, cell: Cell, version: str | None = None
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Tell how a published number changed after its period was closed, and why.

    Args:
        workspace: The workspace.
        cell: The number.
        version: Name of the version whose change is split by cause; None takes the last change.

    Returns:
        The changes as a whole, the oldest first; and the causes of one of them, from the ledger or
        by counterfactual builds. Both are empty if the number never changed.

    Raises:
        NoSuchVersionError: If nothing was published, the number did not change with this version,
            or a version that is needed is not kept any more.
        fugou.restatement.RestatementError: If there is no such number, or the change cannot be
            split by cause.
        fugou.workspace.WorkspaceBusyError: If another process is writing to the workspace.
    """
    current = current_version(workspace)
    if current is None or LEDGER not in current.tables:
        raise NoSuchVersionError("nothing was published yet")
    entries = history(current.file, cell)
    wholes = tuple(one for one in entries if one.cause == "all")
    chosen = [one for one in wholes if version in {None, f"v{one.version:06d}", str(one.version)}]
    if not wholes:
        check_cell(current.file, cell)
    if not chosen:
        if version is not None:
            raise NoSuchVersionError(f"the number did not change with {version}")
        return (), ()
    change = chosen[-1]
    causes = tuple(one for one in entries if one.version == change.version and one.cause != "all")
    return wholes, causes or explain(
        workspace,
        cell,
        _kept(workspace, change.previous_version),
        _kept(workspace, change.version),
    )


def _kept(workspace: Workspace, number: int) -> Edition:
    for version in versions(workspace):
        if version.number == number:
            return _edition(version)
    raise NoSuchVersionError(
        f"v{number:06d} is not kept any more, so the change cannot be split by cause"
    )


def _sync_file(file: Path) -> None:
    file.chmod(0o444)
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def rollback(workspace: Workspace, version: str | None = None) -> Version:
    """Let readers see an earlier version again.

    Args:
        workspace: The workspace.
        version: Name of a kept version, for example `v000003`; None takes the one before the
            current one.

    Returns:
        The version that is now current.

    Raises:
        NoSuchVersionError: If there is no such version.
        fugou.workspace.WorkspaceBusyError: If another process is writing to the workspace.
    """
    with workspace.lock():
        _clean_up(workspace)
        current = current_version(workspace)
        if current is None:
            raise NoSuchVersionError("nothing was published yet")
        kept = versions(workspace)
        if version is None:
            chosen = [one for one in kept if one.number < current.number]
            missing = f"there is no version before {current.name}"
        else:
            chosen = [one for one in kept if version in {one.name, str(one.number)}]
            missing = f"there is no version {version}"
        if not chosen:
            names = ", ".join(one.name for one in kept)
            raise NoSuchVersionError(f"{missing}; kept are: {names}")
        _point_to(workspace, chosen[-1].folder)
    return chosen[-1]


def count_users(workspace: Workspace, user_ids: Sequence[str]) -> int:
    """Count the published rows of people.

    Args:
        workspace: The workspace.
        user_ids: Who.

    Returns:
        Rows over all kept versions in which a value is one of these ids.
    """
    counted = 0
    for version in versions(workspace):
        with open_build(version.file) as connection:
            for table, condition in _rows_of_users(connection, version.file.stem).items():
                counted += _count(connection, table, condition, user_ids)
    return counted


def forget_users(workspace: Workspace, user_ids: Sequence[str]) -> None:
    """Take the rows of people out of every kept version; sums that count them stay as published.

    The file of a version is written anew and replaced in one step, then its manifest. Doing it
    again after an interruption brings both to the same state.

    Args:
        workspace: The workspace, locked by the caller.
        user_ids: Who; no two people ever share one.
    """
    _clean_up(workspace)
    for version in versions(workspace):
        new = version.folder / ".forgetting.duckdb"
        new.unlink(missing_ok=True)
        if _copy_without(version.file, new, user_ids):
            _sync_file(new)
            move_into_place(new, version.file)
        new.unlink(missing_ok=True)
        with open_build(version.file) as connection:
            tables = _measure_all(connection, version.file.stem, _MARTS)
        if tables != version.tables:
            _write_manifest(version.folder, replace(version, tables=tables))


def _rows_of_users(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, str]:
    """Give, per table with text, the condition under which a row is of one of some people."""
    found = connection.execute(
        """
        select schema_name, table_name, list(column_name)
        from duckdb_columns()
        where database_name = ? and not internal and data_type = 'VARCHAR'
        group by all order by all
        """,
        [catalog],
    ).fetchall()
    return {
        f"{_identifier(catalog)}.{_identifier(schema)}.{_identifier(table)}": " or ".join(
            f"coalesce(list_contains($users, {_identifier(column)}), false)" for column in columns
        )
        for schema, table, columns in found
    }


def _count(
    connection: duckdb.DuckDBPyConnection, table: str, condition: str, user_ids: Sequence[str]
) -> int:
    found = connection.execute(
        f"select count(*) from {table} where {condition}", {"users": list(user_ids)}
    ).fetchone()
    return int(found[0]) if found else 0


def _copy_without(file: Path, target: Path, user_ids: Sequence[str]) -> bool:
    """Copy a version without rows of people; say whether there were any."""
    with closing(duckdb.connect(str(target))) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(file)} as {_identifier(file.stem)} (read_only)")
        conditions = _rows_of_users(connection, file.stem)
        if not any(_count(connection, *one, user_ids) for one in conditions.items()):
            return False
        for schema in (_MARTS, _META):
            connection.execute(f"create schema {schema}")
            for name in _columns(connection, file.stem, schema):
                table = f"{_identifier(file.stem)}.{_identifier(schema)}.{_identifier(name)}"
                connection.execute(
                    f"create table {schema}.{_identifier(name)} as from {table} "
                    f"where not ({conditions.get(table, 'false')}) order by all",
                    {"users": list(user_ids)} if table in conditions else {},
                )
        _copy_comments(connection, file.stem)
        connection.execute(f"detach {_identifier(file.stem)}")
        connection.execute("checkpoint")
    return True
