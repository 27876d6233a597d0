"""Landed files come into bronze once, whole and without identifiers, whatever happens meanwhile."""

from __future__ import annotations

import hmac
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from typer.testing import CliRunner

from fugou.cli import app
from fugou.formats import Batch, inspect_file, read_records
from fugou.ingest import CountMismatchError, IngestReport, ensure_bronze, ingest, report_file
from fugou.pseudonyms import pseudonym
from fugou.sources import Column, Source, Table
from fugou.vault import Access, Vault, entries_folder
from fugou.workspace import Workspace, WorkspaceBusyError, move_into_place

KEY = SecretStr("a key only for the tests")
LOADED_AT = datetime(2026, 11, 22, 4, 0)
SOURCES = {
    "crm": Source(
        "crm",
        {
            "members": Table(
                "members",
                (
                    Column("member_id", required=True),
                    Column("phone", ("手机号",), identifier="phone"),
                    Column("name", ("姓名",), identifier="name"),
                    Column("city"),
                ),
            ),
            "orders": Table("orders", (Column("order_id", required=True), Column("amount"))),
        },
    )
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


def land(workspace: Workspace, file: str, content: str | bytes) -> Path:
    path = workspace.landing / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def run(workspace: Workspace, loaded_at: datetime = LOADED_AT) -> IngestReport:
    return ingest(workspace, SOURCES, pseudonym_key=KEY, loaded_at=loaded_at)


def rows(workspace: Workspace, folder: str) -> list[dict[str, Any]]:
    """Read a folder of bronze as readers do, without the instants of loading."""
    files = f"{workspace.bronze}/{folder}/*.parquet"
    with duckdb.connect() as connection:
        table = connection.execute(
            "select columns(name -> name not in ('_loaded_at', 'ingested_at'))"
            f" from read_parquet('{files}', union_by_name=true) order by all"
        ).to_arrow_table()
    listed: list[dict[str, Any]] = table.to_pylist()
    return listed


def everything(workspace: Workspace) -> list[list[dict[str, Any]]]:
    folders = ("crm/members", "crm/orders", "_loads", "_quarantine")
    return [rows(workspace, folder) for folder in folders]


def vault_entries(workspace: Workspace) -> list[tuple[str, str]]:
    return sorted(
        (entry["kind"], entry["pseudonym"])
        for path in entries_folder(workspace).glob("*.parquet")
        for entry in pq.read_table(path).to_pylist()
    )


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def orders_csv(first: int, count: int) -> str:
    lines = [f"{i},{i}.50" for i in range(first, first + count)]
    return "order_id,amount\n" + "\n".join(lines) + "\n"


def test_bronze_exists_with_its_full_schema_before_anything_is_landed(
    workspace: Workspace,
) -> None:
    ensure_bronze(workspace, SOURCES)
    assert everything(workspace) == [[], [], [], []]
    schema = pq.read_schema(workspace.bronze / "crm" / "orders" / "schema.parquet")
    assert schema.names == ["order_id", "amount", "_loaded_at", "_file", "_row"]
    assert schema.field("_loaded_at").type == pa.timestamp("us")


def test_a_column_declared_later_is_null_in_what_was_loaded_before(workspace: Workspace) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 1))
    run(workspace)
    later = Table("orders", (*SOURCES["crm"].tables["orders"].columns, Column("channel")))
    ensure_bronze(workspace, {"crm": Source("crm", {"orders": later})})
    [row] = rows(workspace, "crm/orders")
    assert row["channel"] is None
    assert row["amount"] == "1.50"


def test_every_format_comes_to_the_same_rows(workspace: Workspace) -> None:
    land(workspace, "crm/orders/a.csv", "order_id,amount\n1,2.5\n")
    land(workspace, "crm/orders/a.jsonl", '{"order_id": 1, "amount": 2.5}\n')
    pq.write_table(
        pa.table({"order_id": [1], "amount": [2.5]}), workspace.landing / "crm/orders/a.parquet"
    )
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["order_id", "amount"])
    sheet.append([1, 2.5])
    other = book.create_sheet("Sheet 2")
    other.append(["amount", "order_id"])
    other.append([2.5, 1])
    book.save(workspace.landing / "crm/orders/a.xlsx")
    report = run(workspace)
    assert [file.rows_loaded for file in report.loaded] == [1, 1, 1, 2]
    assert [file.format for file in report.loaded] == ["csv", "jsonl", "parquet", "xlsx"]
    assert rows(workspace, "crm/orders") == [
        {"order_id": "1", "amount": "2.5", "_file": f"crm/orders/{file}", "_row": row}
        for file, row in [
            ("a.csv", 2),
            ("a.jsonl", 1),
            ("a.parquet", 1),
            ("a.xlsx", 2),
            ("a.xlsx#Sheet 2", 2),
        ]
    ]


def test_a_load_is_recorded_with_its_counts_and_columns(workspace: Workspace) -> None:
    content = "Member_ID,姓名,积分\n1,王,5\n2,李\n"
    land(workspace, "crm/members/2026/11/a.csv", content.encode("gb18030"))
    report = run(workspace)
    assert (report.rows_in, report.rows_loaded, report.rows_quarantined) == (2, 1, 1)
    [load] = rows(workspace, "_loads")
    sha256 = load.pop("content_sha256")
    assert re.fullmatch("[0-9a-f]{64}", sha256)
    assert load == {
        "source_system": "crm",
        "source_table": "members",
        "file": "crm/members/2026/11/a.csv",
        "bytes": len(content.encode("gb18030")),
        "format": "csv",
        "encoding": "gb18030",
        "rows_in": 2,
        "rows_loaded": 1,
        "rows_quarantined": 1,
        "undeclared_columns": "积分",
        "missing_columns": "phone,city",
    }
    assert rows(workspace, "_quarantine") == [
        {
            "source_system": "crm",
            "source_table": "members",
            "_file": "crm/members/2026/11/a.csv",
            "_row": 3,
            "reason": "2 values for 3 columns",
        }
    ]
    assert (workspace.bronze / "crm" / "members" / f"{sha256}.parquet").exists()


def test_identifiers_by_which_people_can_be_written_to_are_in_the_vault_once(
    workspace: Workspace,
) -> None:
    land(workspace, "crm/members/a.csv", "member_id,phone,name\n1,139-0000-0001,王\n2,,李\n")
    land(workspace, "crm/members/b.csv", "member_id,phone,name\n1,+8613900000001,王\n")
    run(workspace)
    expected = pseudonym(KEY.get_secret_value().encode(), "phone", "13900000001")
    assert vault_entries(workspace) == [("phone", expected)]
    revealed = Vault(workspace, None).reveal([str(expected)], Access("a test", "nobody"))
    assert revealed == {expected: "13900000001"}


def test_a_rejected_file_leaves_nothing_in_the_vault(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = land(workspace, "crm/members/a.csv", "member_id,phone\n1,13900000001\n")

    def growing(*words: Any) -> Iterator[Batch]:
        path.write_text("member_id,phone\n1,13900000001\n2,\n")
        yield from read_records(*words)

    with monkeypatch.context() as patch:
        patch.setattr("fugou.ingest.read_records", growing)
        assert len(run(workspace).rejected) == 1
    assert vault_entries(workspace) == []
    run(workspace)
    assert len(vault_entries(workspace)) == 1


def test_the_clock_of_the_load_is_kept_beside_the_instant_that_was_asked_for(
    workspace: Workspace,
) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 1))
    run(workspace)
    [path] = workspace.loads.glob("crm.*")
    [load] = pq.read_table(path).to_pylist()
    assert load["_loaded_at"] == LOADED_AT
    now = datetime.now(UTC).replace(tzinfo=None)
    assert timedelta(0) <= now - load["ingested_at"] < timedelta(minutes=5)


def test_all_rows_of_a_run_carry_its_instant_in_utc(workspace: Workspace) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 2))
    land(workspace, "crm/orders/b.csv", "order_id,amount\n3\n4,4\n")
    shanghai = timezone(timedelta(hours=8))
    report = run(workspace, datetime(2026, 11, 22, 12, 0, tzinfo=shanghai))
    assert report.loaded_at == LOADED_AT
    for folder in ("crm/orders", "_loads", "_quarantine"):
        instants = pa.concat_tables(
            pq.read_table(path).select(["_loaded_at"])
            for path in (workspace.bronze / folder).glob("*.parquet")
        )
        assert set(instants["_loaded_at"].to_pylist()) == {LOADED_AT}


def land_at(workspace: Workspace, file: str, content: str, modified_at: datetime) -> None:
    path = land(workspace, file, content)
    seconds = modified_at.replace(tzinfo=UTC).timestamp()
    os.utime(path, (seconds, seconds))


def loaded_instants(workspace: Workspace, folder: str) -> dict[str, datetime]:
    column = "file" if folder == "_loads" else "_file"
    tables = [pq.read_table(path) for path in (workspace.bronze / folder).glob("*.*")]
    found = [row for table in tables for row in table.select([column, "_loaded_at"]).to_pylist()]
    return {row[column].removeprefix("crm/orders/"): row["_loaded_at"] for row in found}


def test_a_replay_loads_each_file_at_the_time_of_its_drop(workspace: Workspace) -> None:
    january, february = datetime(2026, 1, 31, 18), datetime(2026, 2, 28, 18, 0, 0, 700_000)
    land_at(workspace, "crm/orders/b.csv", orders_csv(1, 2) + "broken\n", january)
    land_at(workspace, "crm/orders/a.csv", orders_csv(3, 2), february)
    land_at(workspace, "crm/orders/0.csv", orders_csv(3, 2), february + timedelta(hours=1))
    (workspace.landing / "crm/orders/c.csv").symlink_to("nowhere.csv")
    report = ingest(workspace, SOURCES, pseudonym_key=KEY, replay=True)
    assert [file.file for file in report.loaded] == ["crm/orders/b.csv", "crm/orders/a.csv"]
    assert report.already_loaded == ("crm/orders/0.csv",)
    assert [file.file for file in report.rejected] == ["crm/orders/c.csv"]
    expected = {"b.csv": january, "a.csv": february.replace(microsecond=0)}
    assert loaded_instants(workspace, "crm/orders") == expected
    assert loaded_instants(workspace, "_loads") == expected
    assert loaded_instants(workspace, "_quarantine") == {"b.csv": january}


def test_a_replay_leaves_what_was_loaded_before(workspace: Workspace) -> None:
    land_at(workspace, "crm/orders/a.csv", orders_csv(1, 1), datetime(2026, 1, 31, 18))
    run(workspace)
    report = ingest(workspace, SOURCES, pseudonym_key=KEY, replay=True)
    assert (report.loaded, report.already_loaded) == ((), ("crm/orders/a.csv",))
    assert loaded_instants(workspace, "_loads") == {"a.csv": LOADED_AT}


def test_what_a_replay_finds_later_was_not_known_before(workspace: Workspace) -> None:
    january, march = datetime(2026, 1, 31, 18), datetime(2026, 3, 31, 18)
    land_at(workspace, "crm/orders/a.csv", orders_csv(1, 1), march)
    ingest(workspace, SOURCES, pseudonym_key=KEY, replay=True)
    land_at(workspace, "crm/orders/b.csv", orders_csv(2, 1), january)
    ingest(workspace, SOURCES, pseudonym_key=KEY, replay=True)
    assert loaded_instants(workspace, "_loads") == {"a.csv": march, "b.csv": march}


def test_the_command_replays_or_dates_a_load_but_not_both(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUGOU_HOME", str(workspace.home))
    both = CliRunner().invoke(app, ["ingest", "--replay", "--loaded-at", "2026-11-22T03:00:00"])
    assert both.exit_code == 2
    header = "transaction_timestamp,household_id,basket_id,product_id,sales_value\n"
    line = "2017-01-01 00:00:00,1,1,1,1\n"
    dropped_at = datetime(2026, 1, 31, 18)
    land_at(workspace, "complete_journey/transactions/a.csv", header + line, dropped_at)
    assert CliRunner().invoke(app, ["ingest", "--replay"]).exit_code == 0
    [load] = loaded_instants(workspace, "_loads").values()
    assert load == dropped_at


def test_content_is_loaded_once_however_often_it_is_dropped(workspace: Workspace) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 3))
    land(workspace, "crm/orders/copy.csv", orders_csv(1, 3))
    first = run(workspace)
    before = files_of(workspace.bronze)
    (workspace.landing / "crm/orders/a.csv").rename(workspace.landing / "crm/orders/new.csv")
    second = run(workspace, LOADED_AT + timedelta(days=1))
    assert [file.file for file in first.loaded] == ["crm/orders/a.csv"]
    assert first.already_loaded == ("crm/orders/copy.csv",)
    assert second.loaded == ()
    assert second.already_loaded == ("crm/orders/copy.csv", "crm/orders/new.csv")
    assert files_of(workspace.bronze) == before


def test_a_file_that_grew_is_another_content(workspace: Workspace) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 2))
    run(workspace)
    land(workspace, "crm/orders/a.csv", orders_csv(1, 3))
    assert run(workspace).rows_loaded == 3
    assert len(rows(workspace, "crm/orders")) == 5


PHONE, NAME, UNDECLARED = "13912345678", "欧阳测试甲", "私下的备注"


def test_identifiers_reach_no_file_log_or_report(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    header = "member_id,手机号,姓名,city,remark"
    line = f"1,{PHONE},{NAME},上海,{UNDECLARED}"
    land(workspace, "crm/members/a.csv", f"{header}\n{line}\n{line},{NAME}\n2,{PHONE},{NAME}\n")
    land(workspace, "crm/members/gbk.csv", f"{header}\n{line}\n{line},x\n".encode("gb18030"))
    land(workspace, "crm/members/quote.csv", f'{header}\n1,"{PHONE}"{NAME},b,c,d\n{line}\n')
    land(workspace, "crm/members/no_header.csv", f"{line}\n{line}\n")
    land(
        workspace,
        "crm/members/a.jsonl",
        json.dumps({"member_id": 1, "phone": PHONE, "姓名": NAME, PHONE: NAME})
        + f'\n{{"phone": "{PHONE}", "name": {NAME}}}\n',
    )
    table = pa.table({"member_id": ["1"], "phone": [int(PHONE)], "name": [NAME]})
    pq.write_table(table, workspace.landing / "crm/members/a.parquet")
    report = run(workspace)
    assert [file.file for file in report.rejected] == ["crm/members/no_header.csv"]
    hashed = {
        "phone": pseudonym(KEY.get_secret_value().encode(), "phone", PHONE),
        "name": pseudonym(KEY.get_secret_value().encode(), "name", NAME),
    }
    people = rows(workspace, "crm/members")
    assert len(people) == 5
    for person in people:
        assert {key: person[key] for key in hashed} == hashed

    values = json.dumps(everything(workspace), ensure_ascii=False)
    written = b"".join([*files_of(workspace.bronze).values(), *files_of(workspace.build).values()])
    for secret in (PHONE, NAME, UNDECLARED):
        assert secret not in values
        assert secret not in caplog.text
        assert secret.encode() not in written
        assert secret.encode("gb18030") not in written


def test_the_text_in_every_user_id_follows_from_the_key(workspace: Workspace) -> None:
    run(workspace)
    expected = hmac.digest(KEY.get_secret_value().encode(), b"user_id:", "sha256").hex()
    run(workspace)
    assert pq.read_table(workspace.person_key).to_pylist() == [{"person_key": expected}]


def test_files_that_cannot_be_read_stop_no_other_and_are_tried_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(orders_csv(1, 1))
    land(workspace, "crm/orders/a.parquet", b"PAR1")
    land(workspace, "crm/orders/b.csv", orders_csv(1, 1).encode("utf-16"))
    land(workspace, "crm/orders/c.doc", b"x")
    folder = workspace.landing / "crm/orders"
    (folder / "d.csv").symlink_to(outside)
    (folder / "e.csv").symlink_to(folder / "nowhere.csv")
    (folder / "f").symlink_to(tmp_path)
    (folder / "g.csv").symlink_to(folder / "g.csv")
    os.mkfifo(folder / "h.csv")
    Path(os.fsdecode(bytes(folder) + b"/i\xff.csv")).write_text("x\n")
    land(workspace, "crm/orders/z.csv", orders_csv(7, 1))
    report = run(workspace)
    assert [file.file for file in report.loaded] == ["crm/orders/z.csv"]
    reasons = {file.file.removeprefix("crm/orders/"): file.reason for file in report.rejected}
    assert reasons == {
        "a.parquet": "not a readable Parquet file (ArrowInvalid)",
        "b.csv": "holds NUL bytes: UTF-16 or no text; save it as UTF-8",
        "c.doc": "unknown format; known: .csv, .txt, .tsv, .jsonl, .ndjson, .json, .parquet, .xlsx",
        "d.csv": "a link that leads out of landing",
        "e.csv": "No such file or directory",
        "f": "a link to a folder is not followed",
        "g.csv": "Too many levels of symbolic links",
        "h.csv": "no regular file",
        "i\\xff.csv": "its header has no declared column",
    }
    assert run(workspace).rejected == report.rejected
    land(workspace, "crm/orders/b.csv", orders_csv(8, 1))
    assert [file.file for file in run(workspace).loaded] == ["crm/orders/b.csv"]


def test_an_unexpected_system_error_is_the_file_s_own(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 1))
    land(workspace, "crm/orders/b.csv", orders_csv(2, 1))

    def forbid_first(path: Path, table: Table) -> Any:
        if path.name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return inspect_file(path, table)

    monkeypatch.setattr("fugou.ingest.inspect_file", forbid_first)
    report = run(workspace)
    assert [(file.file, file.reason) for file in report.rejected] == [
        ("crm/orders/a.csv", "Permission denied")
    ]
    assert report.rows_loaded == 1


def test_a_file_that_changes_while_it_is_read_is_rejected(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = land(workspace, "crm/orders/a.csv", orders_csv(1, 1))

    def append_meanwhile(*arguments: Any) -> Iterator[Any]:
        yield from read_records(*arguments)
        with path.open("a") as handle:
            handle.write("9,9\n")

    monkeypatch.setattr("fugou.ingest.read_records", append_meanwhile)
    report = run(workspace)
    assert [file.reason for file in report.rejected] == ["changed while it was read"]
    assert everything(workspace) == [[], [], [], []]
    monkeypatch.undo()
    assert run(workspace).rows_loaded == 2


def test_files_still_being_written_are_left_alone(workspace: Workspace) -> None:
    for name in (".a.csv", "~$a.xlsx", "a.csv.part", "a.CSV.TMP", "a.crdownload", ".git/a.csv"):
        land(workspace, f"crm/orders/{name}", orders_csv(1, 1))
    report = run(workspace)
    assert (report.loaded, report.rejected, report.unknown) == ((), (), ())


def test_files_in_undeclared_folders_are_named_with_the_declared_ones(
    workspace: Workspace,
) -> None:
    for file in ("a.csv", "crm/a.csv", "crm/odrers/a.csv", "erp/orders/a.csv"):
        land(workspace, file, orders_csv(1, 1))
    report = run(workspace)
    assert report.unknown == ("a.csv", "crm/a.csv", "crm/odrers/a.csv", "erp/orders/a.csv")
    assert report.known_folders == ("crm/members", "crm/orders")
    assert report.loaded == ()


def test_rows_that_get_lost_stop_the_load(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 3))

    def lose_one(*arguments: Any) -> Iterator[Any]:
        for batch in read_records(*arguments):
            kept = {name: values[1:] for name, values in batch.columns.items()}
            yield Batch(kept, batch.rows[1:], (), batch.records, (), 0)

    monkeypatch.setattr("fugou.ingest.read_records", lose_one)
    with pytest.raises(CountMismatchError, match=r"'in': 3, 'loaded': 2"):
        run(workspace)
    assert everything(workspace) == [[], [], [], []]


def test_only_one_process_writes(workspace: Workspace) -> None:
    with workspace.lock(), pytest.raises(WorkspaceBusyError):
        run(workspace)


def test_the_last_report_lies_in_the_build_folder(workspace: Workspace) -> None:
    land(workspace, "crm/orders/a.csv", orders_csv(1, 3))
    land(workspace, "x.csv", "")
    run(workspace)
    report = json.loads(report_file(workspace).read_text(encoding="utf-8"))
    assert report["loaded_at"] == "2026-11-22T04:00:00"
    assert report["totals"] == {"rows_in": 3, "rows_loaded": 3, "rows_quarantined": 0}
    assert report["unknown"] == ["x.csv"]


def test_progress_rises_to_the_size_of_each_file(workspace: Workspace) -> None:
    size = land(workspace, "crm/orders/a.csv", orders_csv(1, 150_000)).stat().st_size
    seen: list[tuple[str, int, int]] = []
    ingest(workspace, SOURCES, pseudonym_key=KEY, on_progress=lambda *step: seen.append(step))
    assert {(file, total) for file, _, total in seen} == {("crm/orders/a.csv", size)}
    done = [step[1] for step in seen]
    assert done == sorted(done)
    assert len(done) >= 3
    assert done[-1] == size


@given(
    st.lists(
        st.one_of(
            st.from_regex(r"[0-9]{1,3},[0-9]{1,3}", fullmatch=True),
            st.text(st.sampled_from('1,"\n\r王 '), max_size=8),
        ),
        max_size=20,
    ),
    st.sampled_from(["utf-8", "gb18030"]),
)
@settings(deadline=None, max_examples=60)
def test_rows_in_are_rows_in_bronze_and_in_quarantine(lines: list[str], encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        content = "order_id,amount\n" + "\n".join(lines)
        land(workspace, "crm/orders/a.csv", content.encode(encoding))
        report = run(workspace)
        good = [row["_row"] for row in rows(workspace, "crm/orders")]
        bad = [row["_row"] for row in rows(workspace, "_quarantine")]
    assert report.rows_in == len(good) + len(bad)
    assert len(set(good) | set(bad)) == report.rows_in
    if '"' not in content:
        filled = [line for line in content.split("\n")[1:] if line.removesuffix("\r")]
        assert report.rows_in == len(filled)


def land_much(workspace: Workspace) -> None:
    for part in range(3):
        bad = "x\n" * 500
        land(workspace, f"crm/orders/{part}.csv", orders_csv(part * 40_000, 40_000) + bad)
    members = "".join(f"{i},139{i:08d},王{i},上海\n" for i in range(20_000))
    land(workspace, "crm/members/a.csv", f"member_id,phone,name,city\n{members}1\n")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("undisturbed"))
    land_much(workspace)
    run(workspace)
    return workspace


def assert_same_as(workspace: Workspace, undisturbed: Workspace) -> None:
    assert list(workspace.half_written.iterdir()) == []
    assert sorted(files_of(workspace.bronze)) == sorted(files_of(undisturbed.bronze))
    assert everything(workspace) == everything(undisturbed)
    assert vault_entries(workspace) == vault_entries(undisturbed)
    assert len(vault_entries(workspace)) == 20_000


CHILD = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], str(Path(sys.argv[2]).parent)]
from test_ingest import Workspace, run
workspace = Workspace(Path(sys.argv[1]))
print("ready", flush=True)
run(workspace)
"""


def killed_after(workspace: Workspace, seconds: float) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(workspace.home), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    child.kill()
    child.wait()
    child.stdout.close()


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.full)])
def test_a_run_killed_at_random_instants_and_repeated_gives_the_same_rows(
    workspace: Workspace, undisturbed: Workspace, kills: int
) -> None:
    chance = random.Random(kills)
    for _ in range(kills):
        shutil.rmtree(workspace.home, ignore_errors=True)
        shutil.copytree(undisturbed.landing, workspace.landing)
        killed_after(workspace, chance.uniform(0, 0.6))
        run(workspace)
        assert_same_as(workspace, undisturbed)


@pytest.mark.parametrize("moves", range(4))
def test_a_run_killed_between_its_moves_and_repeated_gives_the_same_rows(
    workspace: Workspace, undisturbed: Workspace, moves: int
) -> None:
    run(workspace)
    shutil.copytree(undisturbed.landing, workspace.landing, dirs_exist_ok=True)
    program = f"""
import os
from pathlib import Path
import fugou.ingest as ingest
import fugou.vault as vault
from fugou.workspace import move_into_place
from test_ingest import Workspace, run
made = []
def die_at(finished, target):
    if len(made) == {moves}:
        os._exit(9)
    made.append(target)
    move_into_place(finished, target)
ingest.move_into_place = vault.move_into_place = die_at
run(Workspace(Path({str(workspace.home)!r})))
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    died = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    assert died.returncode == 9
    left = [
        *entries_folder(workspace).glob("crm.*"),
        *workspace.quarantine.glob("crm.*"),
        *workspace.loads.glob("crm.*"),
    ]
    assert len(left) == moves
    assert rows(workspace, "crm/members") == []
    run(workspace)
    assert_same_as(workspace, undisturbed)


def test_what_a_killed_run_left_of_a_file_now_gone_is_cleared(workspace: Workspace) -> None:
    path = land(workspace, "crm/orders/a.csv", "order_id,amount\n1,2\n3\n")
    land(workspace, "crm/orders/b.csv", "order_id,amount\n4,5\n6\n")
    [first, _] = run(workspace).loaded
    (workspace.bronze / "crm" / "orders" / f"{first.content_sha256}.parquet").rename(
        workspace.half_written / "data.parquet"
    )
    path.unlink()
    run(workspace)
    assert list(workspace.half_written.iterdir()) == []
    assert [row["order_id"] for row in rows(workspace, "crm/orders")] == ["4"]
    assert [load["file"] for load in rows(workspace, "_loads")] == ["crm/orders/b.csv"]
    assert [row["_file"] for row in rows(workspace, "_quarantine")] == ["crm/orders/b.csv"]


def test_what_a_killed_run_left_in_the_vault_of_a_file_now_gone_is_cleared(
    workspace: Workspace,
) -> None:
    path = land(workspace, "crm/members/a.csv", "member_id,phone\n1,13900000001\n")
    land(workspace, "crm/members/b.csv", "member_id,phone\n2,13900000002\n")
    [first, _] = run(workspace).loaded
    (workspace.bronze / "crm" / "members" / f"{first.content_sha256}.parquet").unlink()
    (entries_folder(workspace) / ".half.parquet.tmp").write_bytes(b"half")
    path.unlink()
    run(workspace)
    kept = pseudonym(KEY.get_secret_value().encode(), "phone", "13900000002")
    assert vault_entries(workspace) == [("phone", kept)]
    assert len(list(entries_folder(workspace).iterdir())) == 1


@pytest.mark.parametrize("moves", range(4))
def test_a_move_that_fails_leaves_nothing_of_its_file(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    run(workspace)
    land(workspace, "crm/members/a.csv", "member_id,phone\n1,13900000001\n3\n")
    made: list[Path] = []

    def fail_at(finished: Path, target: Path) -> None:
        if len(made) == moves:
            made.append(target)
            raise OSError(28, "No space left on device")
        made.append(target)
        move_into_place(finished, target)

    monkeypatch.setattr("fugou.ingest.move_into_place", fail_at)
    monkeypatch.setattr("fugou.vault.move_into_place", fail_at)
    report = run(workspace)
    assert [file.reason for file in report.rejected] == ["No space left on device"]
    assert everything(workspace) == [[], [], [], []]
    assert vault_entries(workspace) == []
    assert run(workspace).rows_loaded == 1
    assert len(vault_entries(workspace)) == 1


MEMORY = """
import resource, sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], str(Path(sys.argv[2]).parent)]
from test_ingest import Workspace, run
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
report = run(Workspace(Path(sys.argv[1])))
print(report.rows_loaded, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(
    ("megabytes", "limit"), [(60, 150), pytest.param(300, 200, marks=pytest.mark.full)]
)
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_memory_does_not_grow_with_the_file(
    workspace: Workspace, megabytes: int, limit: int, suffix: str
) -> None:
    amount = "x" * 120
    count = megabytes * 2**20 // 128
    path = land(workspace, f"crm/orders/a.{suffix}", "")
    if suffix == "parquet":
        schema = pa.schema([("order_id", pa.int64()), ("amount", pa.string())])
        with pq.ParquetWriter(path, schema, compression="none", use_dictionary=False) as writer:
            table = pa.table({"order_id": range(10_000), "amount": [amount] * 10_000})
            big = pa.concat_tables([table] * (count // 10_000))
            writer.write_table(big, row_group_size=len(big))
    else:
        line = {"csv": f"1,{amount}\n", "jsonl": f'{{"order_id":1,"amount":"{amount}"}}\n'}[suffix]
        with path.open("w") as handle:
            handle.write("order_id,amount\n" if suffix == "csv" else "")
            for _ in range(count // 10_000):
                handle.write(line * 10_000)
    assert path.stat().st_size > 0.9 * megabytes * 2**20
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(workspace.home), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded, grown = map(int, done.stdout.split())
    assert loaded == count // 10_000 * 10_000
    assert grown < limit
