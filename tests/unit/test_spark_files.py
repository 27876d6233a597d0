"""What Spark leaves is read like a build of DuckDB; no Java is needed here."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

import fugou.publish
import fugou.spark
from fugou.cli import app
from fugou.settings import settings
from fugou.spark import (
    SparkMissingError,
    build_on_spark,
    check_spark,
    copy_versions,
    show_newer_build,
)
from fugou.workspace import Workspace, WorkspaceBusyError


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with a build of DuckDB, on a machine that has Java."""
    monkeypatch.setattr(fugou.spark, "check_spark", lambda: None)
    made = Workspace(tmp_path / "it's home")
    made.create()
    made.dbt_target.mkdir(parents=True)
    columns = {"score": {"name": "score", "description": "What it's worth."}}
    node = {"schema": "marts", "name": "scores", "description": "Scores.", "columns": columns}
    (made.dbt_target / "manifest.json").write_text(json.dumps({"nodes": {"model.x": node}}))
    duckdb.connect(str(made.build_file)).close()
    return made


def write(folder: Path, query: str) -> None:
    folder.mkdir(parents=True)
    file = str(folder / "part-0.parquet").replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute(f"set TimeZone = 'UTC'; copy ({query}) to '{file}' (format parquet)")


def test_tables_of_spark_are_views_with_their_meaning_and_instants_in_utc(
    workspace: Workspace,
) -> None:
    with build_on_spark(workspace):
        assert not workspace.build_file.exists()
        write(
            workspace.spark / "warehouse" / "marts.db" / "scores",
            "select 5 as score, timestamptz '2026-01-01 00:00:00+00' as scored_at",
        )
        (workspace.spark / "warehouse" / "marts.db" / "empty").mkdir()
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:
        connection.execute("set TimeZone = 'Asia/Shanghai'")
        assert connection.execute("from marts.scores").fetchall() == [(5, datetime(2026, 1, 1))]
        explained = connection.execute(
            "select view_name, comment from duckdb_views() where schema_name = 'marts'"
        ).fetchall()
        meanings = connection.execute(
            "select column_name, comment from duckdb_columns() where table_name = 'scores'"
        ).fetchall()
    assert explained == [("scores", "Scores.")]
    assert meanings == [("score", "What it's worth."), ("scored_at", None)]


def test_a_build_that_broke_shows_what_there_is(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError, match="a test failed"), build_on_spark(workspace):
        write(workspace.spark / "warehouse" / "audit.db" / "dbt_results", "select 'fail' as status")
        raise RuntimeError("a test failed")
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:
        assert connection.execute("from audit.dbt_results").fetchall() == [("fail",)]


def test_versions_that_are_kept_are_copied_once_and_others_go(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = {}
    for number in (1, 2, 3):
        files[f"v{number}"] = tmp_path / f"{number}.duckdb"
        with duckdb.connect(str(files[f"v{number}"])) as connection:
            connection.execute("create schema marts")
            connection.execute(f"create table marts.scores as select {number} as score")
    copy_versions(workspace, {name: files[name] for name in ("v1", "v2")})
    folder = workspace.spark / "published"
    first = (folder / "v2" / "scores" / "part.parquet").stat().st_mtime_ns

    marts = copy_versions(workspace, {name: files[name] for name in ("v2", "v3")})

    assert marts == {"v2": ["scores"], "v3": ["scores"]}
    assert sorted(path.name for path in folder.iterdir()) == ["v2", "v3"]
    assert (folder / "v2" / "scores" / "part.parquet").stat().st_mtime_ns == first
    with duckdb.connect() as connection:
        file = str(folder / "v3" / "scores" / "part.parquet").replace("'", "''")
        assert connection.execute(f"from '{file}'").fetchall() == [(3,)]


def test_without_java_nothing_begins_and_the_message_says_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setenv("PATH", str(tmp_path))
    workspace = Workspace(tmp_path / "home")
    workspace.create()
    duckdb.connect(str(workspace.build_file)).close()
    with (
        pytest.raises(SparkMissingError, match="apt-get install openjdk-17-jre-headless"),
        build_on_spark(workspace),
    ):
        pytest.fail("it began")
    assert workspace.build_file.exists()


def test_a_java_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(SparkMissingError, match=r"needs Java 17 or 21.*11\.0\.2"):
        check_spark()


def test_an_environment_without_spark_is_told_which_one_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SparkMissingError, match="make spark"):
        check_spark()


@contextmanager
def held_metastore(workspace: Workspace) -> Iterator[None]:
    """Another process has the metastore: an orphan, or a Thrift server."""
    lock = workspace.spark / "metastore" / "dbex.lck"
    lock.parent.mkdir(parents=True)
    lock.touch()
    # A lock of this process would not hinder it: another one has to hold it.
    holds = (
        "import fcntl, sys; file = open(sys.argv[1], 'r+b'); fcntl.lockf(file, fcntl.LOCK_EX); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holds, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.kill()


def test_a_build_waits_for_one_that_outlived_its_run(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fugou.spark, "_SECONDS_FOR_ORPHANS", 0)
    with (
        held_metastore(workspace),
        pytest.raises(WorkspaceBusyError, match=r"thrift\.sh"),
        build_on_spark(workspace),
    ):
        pytest.fail("it began")
    assert workspace.build_file.exists()
    with build_on_spark(workspace):
        assert not workspace.build_file.exists()


@pytest.mark.parametrize("arguments", [[], ["--rollback"]])
def test_no_version_is_shown_to_readers_of_one_engine_only(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr(fugou.spark, "_SECONDS_FOR_ORPHANS", 0)
    monkeypatch.setenv("FUGOU_HOME", str(workspace.home))
    monkeypatch.setenv("FUGOU_ENGINE", "spark")
    settings.cache_clear()
    for name in ("publish", "rollback"):
        monkeypatch.setattr(fugou.publish, name, lambda *_, **__: pytest.fail("it began"))
    with held_metastore(workspace):
        refused = CliRunner().invoke(app, ["publish", *arguments])
    settings.cache_clear()
    assert refused.exit_code == 1
    assert "thrift.sh" in refused.output


def test_what_a_killed_build_spilled_goes_with_the_next_one(workspace: Workspace) -> None:
    spilled = workspace.spark / "local" / "blockmgr-1" / "shuffle_0_0_0.data"
    spilled.parent.mkdir(parents=True)
    spilled.write_bytes(b"M00000297")
    with build_on_spark(workspace):
        assert not spilled.exists()


def test_a_build_folder_that_others_may_read_is_closed(workspace: Workspace) -> None:
    workspace.build.chmod(0o755)
    workspace.create()
    assert workspace.build.stat().st_mode & 0o777 == 0o700


def test_without_tables_of_spark_there_is_nothing_to_show(workspace: Workspace) -> None:
    workspace.build_file.unlink()
    show_newer_build(workspace)
    assert not workspace.build_file.exists()


def test_what_dbt_built_by_hand_is_shown_and_what_was_added_since_a_build_stays(
    workspace: Workspace,
) -> None:
    results = workspace.spark / "warehouse" / "audit.db" / "dbt_results"
    with build_on_spark(workspace):
        write(results, "select 'first' as status")
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute("create table added as select 1 as one")
    show_newer_build(workspace)
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:
        assert connection.execute("from added").fetchall() == [(1,)]

    # Who only ever called dbt by hand has no manifest of ours.
    (workspace.dbt_target / "manifest.json").unlink()
    (results / "part-0.parquet").unlink()
    results.rmdir()
    write(results, "select 'second' as status")
    later = workspace.build_file.stat().st_mtime + 1
    os.utime(results, (later, later))
    show_newer_build(workspace)
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:
        assert connection.execute("from audit.dbt_results").fetchall() == [("second",)]
