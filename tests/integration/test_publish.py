"""A build becomes readable only when it is audited, whole, and all at once."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from toy_build import GREEN, RED_TEST, make_build, write_load

import fugou.publish
from fugou.audit import NothingToAuditError, run_audit, wait_until_free
from fugou.publish import (
    NoSuchVersionError,
    PublishRefusedError,
    checksums,
    current_version,
    publish,
    rollback,
    version_names,
)
from fugou.status import status
from fugou.workspace import Workspace, WorkspaceBusyError


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


def publish_build(workspace: Workspace, invocation_id: str, *amounts: str, keep: int = 5) -> str:
    make_build(workspace, invocation_id, amounts=amounts or ("10.00", "20.50", "30.00"))
    run_audit(workspace, suites=())
    return publish(workspace, keep_versions=keep).name


def published_amounts(workspace: Workspace) -> list[str]:
    with duckdb.connect(str(workspace.published_file), read_only=True) as connection:
        return [str(a) for (a,) in connection.execute("select amount from marts.orders").fetchall()]


def test_a_green_build_is_published_with_its_rows_sorted_and_its_comments(
    workspace: Workspace,
) -> None:
    assert publish_build(workspace, "first") == "v000001"

    assert workspace.current.readlink() == Path("versions/v000001")
    with duckdb.connect(str(workspace.published_file), read_only=True) as connection:
        rows = connection.execute("from marts.orders").fetchall()
        assert [row[0] for row in rows] == [1, 2, 3]
        totals = connection.execute("select orders, amount::varchar from marts.totals").fetchall()
        assert totals == [(3, "60.50")]
        assert connection.execute(
            "select comment from duckdb_tables() where table_name = 'orders'"
        ).fetchall() == [("One row per order; it's a toy",)]
        assert connection.execute(
            "select column_name, comment from duckdb_columns() where comment is not null"
        ).fetchall() == [("amount", "CNY, null never")]
        schemas = connection.execute(
            "select distinct table_schema from information_schema.tables order by 1"
        ).fetchall()
        assert schemas == [("marts",), ("meta",)]


def test_the_published_file_says_what_it_is(workspace: Workspace) -> None:
    write_load(workspace, "toy", datetime(2026, 11, 20), 3)
    write_load(workspace, "toy", datetime(2026, 11, 21), 4)
    write_load(workspace, "another_brand", datetime(2026, 11, 21), 5)
    make_build(workspace)
    run_audit(workspace, suites=())
    publish(workspace, keep_versions=5, published_at=datetime(2026, 11, 22, 3, 4, 5))

    with duckdb.connect(str(workspace.published_file), read_only=True) as connection:
        publication = connection.execute(
            "select version, published_at::varchar, as_of_date::varchar, business_time_zone, "
            "currency, sources, invocation_id from meta.publication"
        ).fetchall()
        assert publication == [
            (1, "2026-11-22 03:04:05", "2026-11-21", "Asia/Shanghai", "CNY", "toy", "first")
        ]
        assert connection.execute(
            "select kind, name, status from meta.audit_results order by name"
        ).fetchall() == [
            ("privacy", "marts.orders holds no direct identifier", "pass"),
            ("privacy", "marts.totals holds no direct identifier", "pass"),
            ("model", "orders", "success"),
            ("test", "orders_unique", "pass"),
        ]
        assert connection.execute(
            "select source_system, source_table, last_loaded_at::varchar, rows from meta.freshness"
        ).fetchall() == [("toy", "orders", "2026-11-21 00:00:00", 7)]
    manifest = json.loads((workspace.current / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["tables"]["orders"]["rows"] == 3


def test_nobody_can_write_to_a_published_file(workspace: Workspace) -> None:
    publish_build(workspace, "first")

    mode = workspace.published_file.stat().st_mode
    assert not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert not list(workspace.versions.glob("**/*.wal"))


def test_a_red_audit_leaves_the_last_version_and_says_what_failed(workspace: Workspace) -> None:
    publish_build(workspace, "first", "1.00")
    make_build(workspace, "second", results=(*GREEN, RED_TEST), amounts=("2.00",))
    report = run_audit(workspace, suites=())

    assert not report.is_green
    with pytest.raises(PublishRefusedError, match=r"amounts_are_positive fail, 2 rows: Got 2"):
        publish(workspace, keep_versions=5)
    assert published_amounts(workspace) == ["1.00"]
    assert [check.name for check in report.failing] == ["amounts_are_positive"]
    assert [dict(row) for row in report.failing[0].samples] == [
        {"order_id": str(number)} for number in range(5)
    ]
    now = status(workspace)
    assert now.audit is not None
    assert not now.audit.is_green
    assert not now.is_audit_of_current


@pytest.mark.parametrize("bad", ["fail", "error", "skipped", "not run"])
def test_every_status_but_success_pass_and_warn_is_red(workspace: Workspace, bad: str) -> None:
    make_build(workspace, results=(*GREEN, (*RED_TEST[:3], bad, *RED_TEST[4:])))

    assert not run_audit(workspace, suites=()).is_green


def test_the_colours_of_dbt_are_taken_out_of_its_messages(workspace: Workspace) -> None:
    message = "\x1b[32mactual\x1b[0m differs from expected:\n\n@@,user_id\n"
    result = ("unit_test.fugou.a", "unit_test", "a_rule", "fail", 1, message, None)
    make_build(workspace, results=(*GREEN, result))
    (check,) = run_audit(workspace, suites=()).failing

    assert check.message == "actual differs from expected:\n\n@@,user_id"
    assert check.describe() == "unit_test a_rule fail: actual differs from expected:"


def test_causes_are_named_before_what_waited_for_them(workspace: Workspace) -> None:
    waiting = ("model.fugou.a", "model", "a", "skipped", None, None, None)
    make_build(workspace, results=(waiting, *GREEN, RED_TEST))
    report = run_audit(workspace, suites=())

    assert [check.name for check in report.failing] == ["amounts_are_positive", "a"]


def test_a_warning_is_listed_and_passes(workspace: Workspace) -> None:
    make_build(workspace, results=(*GREEN, (*RED_TEST[:3], "warn", *RED_TEST[4:])))
    report = run_audit(workspace, suites=())

    assert report.is_green
    assert report.counts["test"] == {"pass": 1, "warn": 1}


def test_a_build_that_dbt_did_not_finish_cannot_be_audited(workspace: Workspace) -> None:
    make_build(workspace, results=())

    with pytest.raises(NothingToAuditError, match="dbt was stopped before its end"):
        run_audit(workspace, suites=())


def test_a_build_that_was_made_after_the_audit_is_refused(workspace: Workspace) -> None:
    make_build(workspace, "first")
    run_audit(workspace, suites=())
    make_build(workspace, "second")

    with pytest.raises(
        PublishRefusedError, match="of dbt invocation first, the build is of second"
    ):
        publish(workspace, keep_versions=5)
    assert not workspace.current.exists()


def test_a_build_without_audit_is_refused(workspace: Workspace) -> None:
    make_build(workspace)

    with pytest.raises(PublishRefusedError, match="nothing was audited yet"):
        publish(workspace, keep_versions=5)


def test_a_copy_that_lost_a_row_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_build(workspace)
    run_audit(workspace, suites=())
    honest = fugou.publish._write_meta

    def lose_a_row(connection: duckdb.DuckDBPyConnection, *arguments: object) -> None:
        honest(connection, *arguments)  # type: ignore[arg-type]
        connection.execute("delete from marts.orders where order_id = 2")

    monkeypatch.setattr(fugou.publish, "_write_meta", lose_a_row)
    with pytest.raises(PublishRefusedError, match=r"orders: Table\(rows=3.*rows=2"):
        publish(workspace, keep_versions=5)
    assert version_names(workspace) == ()
    assert list(workspace.versions.iterdir()) == []


def test_a_reader_keeps_its_version_while_newer_ones_replace_it(workspace: Workspace) -> None:
    publish_build(workspace, "first", "1.00", keep=1)
    with duckdb.connect(str(workspace.published_file), read_only=True) as reader:
        publish_build(workspace, "second", "2.00", keep=1)
        assert version_names(workspace) == ("v000002",)
        assert str(reader.execute("select amount from marts.orders").fetchone()) == (
            "(Decimal('1.00'),)"
        )
    assert published_amounts(workspace) == ["2.00"]


def test_there_is_a_current_version_at_every_instant(workspace: Workspace) -> None:
    publish_build(workspace, "first")
    finished = threading.Event()
    missed: list[float] = []

    def watch() -> None:
        while not finished.is_set():
            if not workspace.published_file.exists():
                missed.append(time.monotonic())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(5):
            publish(workspace, keep_versions=1)
    finally:
        finished.set()
        watcher.join()
    assert missed == []


def test_the_newest_versions_are_kept(workspace: Workspace) -> None:
    for number in range(1, 5):
        publish_build(workspace, f"run {number}", f"{number}.00", keep=2)

    assert version_names(workspace) == ("v000003", "v000004")


def test_rollback_goes_back_and_the_next_publish_gets_a_fresh_number(workspace: Workspace) -> None:
    for number in range(1, 4):
        publish_build(workspace, f"run {number}", f"{number}.00")

    assert rollback(workspace).name == "v000002"
    assert published_amounts(workspace) == ["2.00"]
    assert rollback(workspace, "v000001").name == "v000001"
    assert rollback(workspace, "3").name == "v000003"
    rollback(workspace, "1")
    assert publish_build(workspace, "run 4", "4.00") == "v000004"


def test_the_version_that_was_rolled_back_to_survives_pruning_until_it_is_replaced(
    workspace: Workspace,
) -> None:
    for number in range(1, 4):
        publish_build(workspace, f"run {number}", f"{number}.00", keep=3)
    rollback(workspace, "v000001")
    publish_build(workspace, "run 4", "4.00", keep=3)

    assert version_names(workspace) == ("v000002", "v000003", "v000004")


def test_rollback_says_when_there_is_nothing_to_go_back_to(workspace: Workspace) -> None:
    with pytest.raises(NoSuchVersionError, match="nothing was published yet"):
        rollback(workspace)
    publish_build(workspace, "first")
    with pytest.raises(NoSuchVersionError, match="no version before v000001; kept are: v000001"):
        rollback(workspace)
    with pytest.raises(NoSuchVersionError, match="there is no version v000009"):
        rollback(workspace, "v000009")


def test_what_a_killed_publish_left_behind_is_removed(workspace: Workspace) -> None:
    publish_build(workspace, "first")
    (workspace.versions / ".new-1").mkdir()
    (workspace.versions / ".new-1" / "fugou.duckdb").write_bytes(b"half")
    (workspace.versions / ".old-v000000").mkdir()
    (workspace.published / ".current-1").symlink_to("versions/.new-1")

    publish_build(workspace, "second")
    assert sorted(path.name for path in workspace.versions.iterdir()) == ["v000001", "v000002"]
    assert sorted(path.name for path in workspace.published.iterdir()) == ["current", "versions"]


def test_a_process_that_still_writes_the_build_is_waited_for(workspace: Workspace) -> None:
    make_build(workspace)
    code = (
        "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); "
        "print('open', flush=True); time.sleep(60)"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(workspace.build_file)], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"open\n"
    try:
        with pytest.raises(WorkspaceBusyError, match=r"is writing to .*warehouse"):
            wait_until_free(workspace.build_file, timeout_seconds=0.5)
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    wait_until_free(workspace.build_file, timeout_seconds=0)


def test_two_writers_do_not_publish_at_once(workspace: Workspace) -> None:
    make_build(workspace)
    run_audit(workspace, suites=())

    with workspace.lock(), pytest.raises(WorkspaceBusyError):
        publish(workspace, keep_versions=5)


def test_equal_rows_have_equal_checksums_whatever_their_order(tmp_path: Path) -> None:
    rows = ["(1, 'a')", "(2, null)", "(2, null)"]
    variants = {
        "same": rows,
        "reordered": rows[::-1],
        "one_fewer": rows[:2],
        "null_became_empty": ["(1, 'a')", "(2, null)", "(2, '')"],
        "pair_replaced": ["(1, 'a')", "(3, null)", "(3, null)"],
    }
    found = {}
    for name, values in variants.items():
        file = tmp_path / f"{name}.duckdb"
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.pairs (x integer, y varchar)")
            connection.execute(f"insert into marts.pairs values {', '.join(values)}")
        found[name] = checksums(file)["pairs"]

    assert found["reordered"] == found["same"]
    assert len(set(found.values())) == len(variants) - 1


def test_the_sign_of_a_zero_is_no_difference(tmp_path: Path) -> None:
    found = {}
    for name, value in {"zero": "0.0", "minus_zero": "-0.0", "small": "-1e-300"}.items():
        file = tmp_path / f"{name}.duckdb"
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema marts")
            connection.execute(f"create table marts.changes as select '{value}'::double as change")
        found[name] = checksums(file)["changes"]

    assert found["zero"] == found["minus_zero"] != found["small"]


def test_publishing_the_same_build_again_pushes_no_version_out(workspace: Workspace) -> None:
    publish_build(workspace, "first", "1.00")
    publish_build(workspace, "second", "2.00", keep=2)
    for _ in range(3):
        assert publish(workspace, keep_versions=2).name == "v000002"
    assert version_names(workspace) == ("v000001", "v000002")


KILLED = """
import sys
from pathlib import Path
import fugou.publish
from fugou.workspace import Workspace
# As if each time were another build: the same one would not be published again.
fugou.publish.current_version = lambda workspace: None
print("ready", flush=True)
while True:
    fugou.publish.publish(Workspace(Path(sys.argv[1])), keep_versions=2)
"""


@pytest.mark.parametrize("times", [3, pytest.param(30, marks=pytest.mark.full)])
def test_a_publish_killed_at_any_instant_leaves_a_complete_version(
    workspace: Workspace, times: int
) -> None:
    amounts = [f"{number}.25" for number in range(1, 200)]
    publish_build(workspace, "first", *amounts)
    expected = checksums(workspace.published_file)

    for attempt in range(times):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(workspace.home)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.05 + (attempt * 0.37) % 1.5)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert checksums(workspace.published_file) == expected

    survivor = current_version(workspace)
    assert survivor is not None
    newest = int(version_names(workspace)[-1].removeprefix("v"))
    assert publish_build(workspace, "last", *amounts, keep=2) == f"v{newest + 1:06d}"
    assert len(version_names(workspace)) == 2
    assert checksums(workspace.published_file) == expected
