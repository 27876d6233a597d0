"""What a build on Apache Spark leaves, made readable for everything that reads a build.

Belongs here: where Spark keeps tables, the view of them in the build file, versions in its catalog.
Does not belong here: how Spark is configured (profiles.yml), what is built (models).
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from fugou.literals import literal
from fugou.workspace import Workspace, WorkspaceBusyError

_OLDEST_JAVA = 17
_SECONDS_FOR_ORPHANS = 60
_SECONDS_BETWEEN_TRIES = 0.5
DATA_FILES = "*.parquet"


class SparkMissingError(RuntimeError):
    """Spark cannot run here; the message says what is missing."""


def check_spark() -> None:
    """Refuse to begin without Spark or its Java.

    Raises:
        SparkMissingError: If there is no pyspark here or no fitting `java`; the message says how to
            get it.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise SparkMissingError(
            "FUGOU_ENGINE is spark and this environment has no Spark: "
            "`make spark` makes .venv-spark, whose bin/fugou and bin/dbt build with it"
        )
    advice = "on Debian: apt-get install openjdk-17-jre-headless"
    java = shutil.which("java")
    if java is None:
        raise SparkMissingError(
            f"Apache Spark needs Java 17 or 21 and there is none on the path; {advice}"
        )
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < _OLDEST_JAVA:
        raise SparkMissingError(
            f"Apache Spark needs Java 17 or 21; {java} says {said.strip()[:80]!r}; {advice}"
        )


@contextmanager
def build_on_spark(workspace: Workspace) -> Iterator[None]:
    """Let everything that reads a build read what Spark builds meanwhile.

    The build file is gone while Spark builds, and holds a view of each table afterwards, so that
    audit, publishing and ledger are the same for both engines.

    Args:
        workspace: The workspace; it is locked by the caller.

    Yields:
        Nothing.

    Raises:
        SparkMissingError: If there is no Spark or no Java.
        WorkspaceBusyError: If a build that outlived its run, or a Thrift server, does not end.
    """
    check_spark()
    wait_for_metastore(workspace)
    # What a killed build spilled.
    shutil.rmtree(workspace.spark / "local", ignore_errors=True)
    workspace.build_file.unlink(missing_ok=True)
    workspace.spark.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        _show_build(workspace)


def show_newer_build(workspace: Workspace) -> None:
    """Let the build file show what dbt, called by hand, built on Spark since it was made.

    Args:
        workspace: The workspace; it is locked by the caller.
    """
    results = workspace.spark / "warehouse" / "audit.db" / "dbt_results"
    file = workspace.build_file
    if not results.exists():
        return
    if not (file.exists() and results.stat().st_mtime <= file.stat().st_mtime):
        _show_build(workspace)


def _show_build(workspace: Workspace) -> None:
    unfinished = workspace.build / f".{workspace.build_file.stem}"
    unfinished.unlink(missing_ok=True)
    with duckdb.connect(str(unfinished)) as connection:
        _view_tables(connection, workspace.spark / "warehouse")
        manifest = workspace.dbt_target / "manifest.json"
        # Whoever only ever called dbt by hand has none there.
        if manifest.exists():
            _comment(connection, manifest)
    unfinished.replace(workspace.build_file)


def wait_for_metastore(workspace: Workspace) -> None:
    """Wait for a build that outlived its run: it holds the lock of the embedded metastore.

    Args:
        workspace: The workspace.

    Raises:
        WorkspaceBusyError: If the lock is still held after a minute.
    """
    lock = workspace.spark / "metastore" / "dbex.lck"
    deadline = time.monotonic() + _SECONDS_FOR_ORPHANS
    while lock.exists():
        with lock.open("r+b") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as locked:
                if time.monotonic() > deadline:
                    raise WorkspaceBusyError(
                        f"{workspace.spark} is in use: another build on Spark, or the Thrift server"
                        " (orchestration/spark/thrift.sh), holds its metastore; stop that first"
                    ) from locked
            else:
                return
        time.sleep(_SECONDS_BETWEEN_TRIES)


def copy_versions(workspace: Workspace, versions: Mapping[str, Path]) -> dict[str, list[str]]:
    """Write the marts of published versions as Parquet, for a catalog of Spark to declare.

    Copies of versions that are not kept any more are removed. An erasure removes all of them with
    the build; they are written anew from the versions without the erased people.

    Args:
        workspace: The workspace; it is locked by the caller.
        versions: Name of each kept version to its DuckDB file.

    Returns:
        Name of each version to its marts.
    """
    folder = workspace.spark / "published"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name not in versions:
            shutil.rmtree(old)
    marts: dict[str, list[str]] = {}
    for version, file in versions.items():
        with duckdb.connect(str(file), read_only=True) as connection:
            found = connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
            ).fetchall()
            marts[version] = [name for (name,) in found]
            if (folder / version).exists():
                continue
            unfinished = folder / f".{version}"
            shutil.rmtree(unfinished, ignore_errors=True)
            for name in marts[version]:
                (unfinished / name).mkdir(parents=True)
                target = literal(unfinished / name / "part.parquet")
                connection.execute(f"copy marts.{name} to {target} (format parquet)")
            unfinished.rename(folder / version)
    return marts


def _view_tables(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    for folder in sorted(warehouse.glob("*.db/*/")):
        if not any(folder.glob(DATA_FILES)):
            continue
        schema, table = folder.parent.name.removesuffix(".db"), folder.name
        files = literal(folder / DATA_FILES)
        columns = connection.execute(f"describe from read_parquet({files})").fetchall()
        # Spark's timestamps are instants, ours are of UTC.
        instants = [name for name, kind, *_ in columns if kind == "TIMESTAMP WITH TIME ZONE"]
        cast = ", ".join(f"timezone('UTC', {name}) as {name}" for name in instants)
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(
            f"create view {schema}.{table} as select * {f'replace ({cast})' if cast else ''} "
            f"from read_parquet({files})"
        )


def _comment(connection: duckdb.DuckDBPyConnection, manifest: Path) -> None:
    """Say what tables and columns mean, as dbt says it on DuckDB."""
    nodes: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    viewed = {
        f"{schema}.{name}"
        for schema, name in connection.execute(
            "select schema_name, view_name from duckdb_views() where not internal"
        ).fetchall()
    }
    for node in nodes.values():
        relation = f"{node['schema']}.{node['name']}"
        if relation not in viewed:
            continue
        connection.execute(f"comment on view {relation} is {literal(node['description'])}")
        for column in node["columns"].values():
            connection.execute(
                f"comment on column {relation}.{column['name']} is {literal(column['description'])}"
            )
