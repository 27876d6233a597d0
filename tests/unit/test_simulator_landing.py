"""Simulated rows land as the source systems would export them, with exactly the dirt counted."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fugou.simulator.exports.landing as landing_module
from fugou.ingest import IngestReport, ingest
from fugou.settings import PROJECT_DIR
from fugou.simulator.exports.dirt import KINDS, Dirt
from fugou.simulator.exports.files import canonical_schema
from fugou.simulator.exports.landing import Counts, Landing
from fugou.simulator.exports.tables import TABLES, TableSpec
from fugou.sources import Column, Source, Table, read_sources
from fugou.workspace import Workspace

FIRST_DAY = date(2024, 11, 20)
DAYS = 200
MADE_IN_FILES = [kind.name for kind in KINDS.values() if kind.made_by == "files"]
DIRTY_TABLES = sorted({name for kind in MADE_IN_FILES for name in KINDS[kind].tables})
Row = dict[str, Any]


def declared_sources() -> dict[str, Source]:
    """Declare the tables without identifiers, so that bronze shows what was in the files."""
    tables: dict[str, dict[str, Table]] = {}
    for spec in TABLES.values():
        columns = []
        for column in spec.columns:
            headers = [column.header] if column.header != column.name else []
            headers += ["mobile"] if (spec.table, column.name) == ("members", "phone") else []
            columns.append(Column(column.name, tuple(headers), column.is_required))
        encoding = "gb18030" if spec.encoding == "gb18030" else None
        tables.setdefault(spec.source, {})[spec.table] = Table(
            spec.table, tuple(columns), encoding=encoding
        )
    return {name: Source(name, by_name) for name, by_name in tables.items()}


def instant(day: int, seconds: int = 43_200) -> datetime:
    """Give the UTC instant of a local time of day on a business day."""
    midnight = datetime.combine(FIRST_DAY, datetime.min.time()) - timedelta(hours=8)
    return midnight + timedelta(days=day, seconds=seconds)


def value_of(kind: str, name: str, row: int, day: int) -> Any:
    return {
        "text": f"{name} 第{row}号",
        "integer": row,
        "money": 100 * row + 5,
        "instant": instant(day, row % 80_000),
        "date": FIRST_DAY + timedelta(days=row % 50),
    }[kind]


def sample_rows(spec: TableSpec, first: int, count: int, day: int) -> list[Row]:
    """Make rows with a key of their own; every third value that may be null is."""
    return [
        {
            column.name: None
            if not column.is_required and (number + position) % 3 == 0
            else FIRST_DAY + timedelta(days=day)
            if column.name == spec.instant and column.kind == "date"
            else value_of(column.kind, column.name, number, day)
            for position, column in enumerate(spec.columns)
        }
        for number in range(first, first + count)
    ]


def bronze_row(spec: TableSpec, row: Row) -> Row:
    """Write a row as bronze must show it."""
    return {column.name: text(spec, column.kind, row[column.name]) for column in spec.columns}


def text(spec: TableSpec, kind: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if kind == "money":
        return str(Decimal(value) / 100)
    if kind != "instant":
        return str(value)
    local = value + timedelta(hours=8)
    return {
        "local": local.strftime("%Y-%m-%d %H:%M:%S"),
        "iso": local.strftime("%Y-%m-%dT%H:%M:%S+08:00"),
        "utc": value.strftime("%Y-%m-%d %H:%M:%S+00:00"),
        "epoch": str(int(value.replace(tzinfo=UTC).timestamp())),
    }[spec.time_style]


def simulate(
    folder: Path, tables: list[TableSpec], dirt: Dirt, seed: int = 1, daily_rows: int = 10
) -> tuple[dict[str, list[Row]], Counts]:
    """Land rows of every fifth day; gives the clean rows as bronze must show them."""
    target = Landing(folder, first_day=FIRST_DAY, days=DAYS, daily_days=20, seed=seed, dirt=dirt)
    clean: dict[str, list[Row]] = {spec.name: [] for spec in tables}
    for day in range(0, DAYS, 5):
        for spec in tables:
            rows = sample_rows(spec, day * 1000 + 1, daily_rows, day)
            target.append(
                spec.source,
                spec.table,
                pa.Table.from_pylist(rows, schema=canonical_schema(spec)),
                day,
            )
            clean[spec.name] += [bronze_row(spec, row) for row in rows]
    return clean, target.close({})


def load(workspace: Workspace) -> IngestReport:
    return ingest(workspace, declared_sources(), pseudonym_key=None, replay=True)


def bronze(workspace: Workspace, spec: TableSpec) -> list[Row]:
    files = sorted((workspace.bronze / spec.name).glob("*.parquet"))
    rows: list[Row] = pa.concat_tables([pq.read_table(file) for file in files]).to_pylist()
    return rows


def content(row: Row) -> tuple[str | None, ...]:
    return tuple(value for name, value in row.items() if not name.startswith("_"))


def counted(rows: list[Row]) -> Counter[tuple[str | None, ...]]:
    return Counter(map(content, rows))


def spec_of(name: str) -> TableSpec:
    source, table = name.split("/")
    return TABLES[source, table]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


def test_the_tables_are_those_that_staging_declares() -> None:
    sources = read_sources(PROJECT_DIR)
    for spec in TABLES.values():
        declared = sources[spec.source].tables[spec.table]
        required = {column.name: column.required for column in declared.columns}
        assert required == {c.name: c.is_required for c in spec.columns}, spec.name
        headers = {column.header: column.name for column in spec.columns}
        assert {header: declared.column_of(header) for header in headers} == headers


def test_every_table_comes_into_bronze_as_it_was_simulated(workspace: Workspace) -> None:
    tables = list(TABLES.values())
    clean, counts = simulate(workspace.landing, tables, Dirt.none(), daily_rows=4)
    report = load(workspace)
    assert (report.rejected, report.unknown, report.already_loaded) == ((), (), ())
    assert report.rows_in == sum(map(len, clean.values()))
    assert report.rows_quarantined == 0
    assert {file.undeclared_columns + file.missing_columns for file in report.loaded} == {()}
    for spec in tables:
        assert counted(bronze(workspace, spec)) == counted(clean[spec.name]), spec.name
    assert sum(entry.rows for entry in counts.entries) == 0


def one_drop(folder: Path, source: str, table: str, rows: list[Row]) -> Path:
    """Land rows of one single day."""
    target = Landing(folder, first_day=FIRST_DAY, days=1, seed=1, dirt=Dirt.none())
    schema = canonical_schema(TABLES[source, table])
    target.append(source, table, pa.Table.from_pylist(rows, schema=schema), 0)
    target.close({})
    [path] = (folder / source / table).iterdir()
    return path


def test_the_store_system_writes_gb18030_with_chinese_headers(tmp_path: Path) -> None:
    row = {
        "return_no": "R1",
        "receipt_no": "X1",
        "refund_amount": 1905,
        "reason": "不合适, 退",
        "requested_at": datetime(2024, 11, 19, 23, 30),
        "updated_at": datetime(2024, 11, 20, 1, 2, 3),
    }
    path = one_drop(tmp_path, "store", "returns", [row])
    assert path.name == "2024-11-20.csv"
    assert path.read_bytes().decode("gb18030") == (
        "退货单号,小票号,行号,退款金额,原因,申请时间,完成时间,更新时间\n"
        'R1,X1,,19.05,"不合适, 退",2024-11-20 07:30:00,,2024-11-20 09:02:03\n'
    )


def test_each_text_system_writes_instants_its_own_way(tmp_path: Path) -> None:
    moment = datetime(2024, 11, 20, 1, 2, 3)
    crm = {"request_id": "1", "member_no": "M", "requested_at": moment}
    path = one_drop(tmp_path, "crm", "erasure_requests", [crm])
    assert path.read_bytes() == (
        b"\xef\xbb\xbfrequest_id,member_no,requested_at\n1,M,2024-11-20 09:02:03\n"
    )
    group = {"chat_id": "C", "name": '北京"群', "create_time": moment, "updatetime": moment}
    assert one_drop(tmp_path, "wecom", "groups", [group]).read_text(encoding="utf-8") == (
        '{"chat_id":"C","name":"北京\\"群","create_time":1732064523,"updatetime":1732064523}\n'
    )
    live = {"live_id": "L", "started_at": moment, "ended_at": moment}
    assert one_drop(tmp_path, "content", "live_sessions", [live]).read_text() == (
        '{"live_id":"L","started_at":"2024-11-20T09:02:03+08:00",'
        '"ended_at":"2024-11-20T09:02:03+08:00"}\n'
    )


def test_amounts_are_exact_to_the_fen(tmp_path: Path) -> None:
    fens = [0, 1, -1, 10, 35_800, 9_007_199_254_740_993]
    day = date(2024, 11, 20)
    rows = [{"cost_id": str(fen), "booked_on": day, "kind": "staff", "amount": fen} for fen in fens]
    path = one_drop(tmp_path, "marketing", "costs", rows)
    written = pq.read_table(path)["amount"].to_pylist()
    assert list(map(str, written)) == [
        "0.00",
        "0.01",
        "-0.01",
        "0.10",
        "358.00",
        "90071992547409.93",
    ]


def test_drops_are_months_then_days_and_dated_two_in_the_morning(tmp_path: Path) -> None:
    target = Landing(tmp_path, first_day=FIRST_DAY, days=45, daily_days=3, seed=1, dirt=Dirt.none())
    spec = TABLES["crm", "consents"]
    for day in (0, 10, 11, 41, 42, 44):
        rows = pa.Table.from_pylist(sample_rows(spec, day + 1, 1, day), canonical_schema(spec))
        target.append("crm", "consents", rows, day)
    target.close({})
    dropped = {
        path.name: datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
        for path in (tmp_path / "crm" / "consents").iterdir()
    }
    assert dropped == {
        "2024-11.csv": "2024-11-30T18:00:00+00:00",
        "2024-12.csv": "2024-12-31T18:00:00+00:00",
        "2025-01-01.csv": "2025-01-01T18:00:00+00:00",
        "2025-01-03.csv": "2025-01-03T18:00:00+00:00",
    }
    assert (tmp_path / "crm/consents/2024-11.csv").read_text().count("\n") == 3


def test_a_file_of_many_chunks_holds_all_its_rows(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing_module, "CHUNK_ROWS", 7)
    tables = [spec_of(name) for name in ("engagement/events", "shop/orders", "survey/answers")]
    clean, _ = simulate(workspace.landing, tables, Dirt.none())
    load(workspace)
    for spec in tables:
        assert counted(bronze(workspace, spec)) == counted(clean[spec.name]), spec.name


def all_kinds() -> Dirt:
    return Dirt(dict.fromkeys(MADE_IN_FILES, 0.08))


def test_equal_seeds_give_equal_bytes_and_other_seeds_others(tmp_path: Path) -> None:
    tables = [spec_of(name) for name in [*DIRTY_TABLES, "plan/targets"]]
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(tmp_path / folder, tables, all_kinds(), seed, daily_rows=5)
    first, again, other = (files_of(tmp_path / folder) for folder in "abc")
    assert first == again
    assert first != other


def test_a_workbook_knows_no_clock(tmp_path: Path) -> None:
    spec = TABLES["survey", "answers"]
    path = one_drop(tmp_path, "survey", "answers", sample_rows(spec, 1, 3, 0))
    with zipfile.ZipFile(path) as book:
        assert {entry.date_time for entry in book.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in book.infolist()} == {zipfile.ZIP_STORED}
        assert b"2000-01-01T00:00:00Z" in book.read("docProps/core.xml")


def check_additive(workspace: Workspace, clean: dict[str, list[Row]], spec: TableSpec) -> list[Row]:
    """See that every good row is there, and give the rows that are there besides."""
    left = counted(clean[spec.name])
    besides = []
    for row in bronze(workspace, spec):
        if left[content(row)]:
            left[content(row)] -= 1
        else:
            besides.append(row)
    assert left.total() == 0
    return besides


def landed_late(row: Row, spec: TableSpec) -> bool:
    local = row[spec.instant][:10]
    if spec.time_style == "utc":
        moment = datetime.fromisoformat(row[spec.instant]) + timedelta(hours=8)
        local = moment.date().isoformat()
    landed = (row["_loaded_at"] + timedelta(hours=8)).date()
    return (landed - date.fromisoformat(local)).days >= 35


def is_older(row: Row, clean: list[Row], spec: TableSpec) -> bool:
    [newer] = [one for one in clean if one[spec.key[0]] == row[spec.key[0]]]
    month = row["_file"].split("/")[-1].partition(".")[0]
    return row["updated_at"] < newer["updated_at"] and month > newer["updated_at"][: len(month)]


def looks_like(kind: str, row: Row, clean: list[Row], spec: TableSpec) -> bool:
    """Tell whether a row that is no good row is dirt of a kind."""
    touched = KINDS[kind].tables[spec.name]
    value = row[touched]
    known = {one[touched] for one in clean}
    if kind == "duplicates":
        return content(row) in {content(one) for one in clean}
    if kind == "out_of_order":
        return is_older(row, clean, spec)
    if kind == "wrong_types":
        return value == "N/A"
    if kind == "missing_keys":
        return value is None
    if kind == "orphans":
        return value is not None and value not in known
    if kind == "negative_amounts":
        return value.startswith("-") and row[spec.key[0]] in {o[spec.key[0]] for o in clean}
    assert kind == "clock_errors"
    moment = datetime.fromisoformat(value).replace(tzinfo=None)
    is_new = row[spec.key[0]] not in {one[spec.key[0]] for one in clean}
    return is_new and (moment.year == 1970 or moment > row["_loaded_at"] + timedelta(days=1))


@pytest.mark.parametrize(
    "kind",
    [
        "duplicates",
        "out_of_order",
        "wrong_types",
        "missing_keys",
        "orphans",
        "negative_amounts",
        "clock_errors",
    ],
)
def test_rows_that_are_added_are_as_many_as_counted(workspace: Workspace, kind: str) -> None:
    tables = [spec_of(name) for name in KINDS[kind].tables]
    clean, counts = simulate(workspace.landing, tables, Dirt({kind: 0.2}))
    report = load(workspace)
    assert (report.rejected, report.rows_quarantined) == ((), 0)
    found = rows_of(counts, kind)
    for spec in tables:
        besides = check_additive(workspace, clean, spec)
        assert len(besides) == found[spec.name] > 5, spec.name
        assert all(looks_like(kind, row, clean[spec.name], spec) for row in besides), spec.name
    assert sum(entry.rows for entry in counts.entries) == sum(found.values())


def rows_of(counts: Counts, kind: str) -> dict[str, int]:
    return {f"{one.source}/{one.table}": one.rows for one in counts.entries if one.kind == kind}


def test_late_rows_land_once_and_at_least_35_days_after_their_day(workspace: Workspace) -> None:
    tables = [spec_of(name) for name in KINDS["late"].tables]
    clean, counts = simulate(workspace.landing, tables, Dirt({"late": 0.3}))
    load(workspace)
    for spec in tables:
        rows = bronze(workspace, spec)
        assert counted(rows) == counted(clean[spec.name])
        late = [row for row in rows if landed_late(row, spec)]
        assert len(late) == rows_of(counts, "late")[spec.name] > 5


def test_broken_lines_are_quarantined_by_ingest_and_hurt_no_other(workspace: Workspace) -> None:
    tables = [spec_of(name) for name in KINDS["broken_lines"].tables]
    clean, counts = simulate(workspace.landing, tables, Dirt({"broken_lines": 0.2}))
    report = load(workspace)
    for spec in tables:
        assert counted(bronze(workspace, spec)) == counted(clean[spec.name])
        broken = sum(file.rows_quarantined for file in report.loaded if file.table == spec.table)
        assert broken == rows_of(counts, "broken_lines")[spec.name] > 5


def test_instants_with_z_are_the_same_instants(workspace: Workspace) -> None:
    tables = [spec_of(name) for name in KINDS["time_zone_mix"].tables]
    clean, counts = simulate(workspace.landing, tables, Dirt({"time_zone_mix": 0.2}))
    load(workspace)
    for spec in tables:
        rows = bronze(workspace, spec)
        mixed = [row for row in rows if row["happened_at"].endswith("Z")]
        assert len(mixed) == rows_of(counts, "time_zone_mix")[spec.name] > 5
        for row in rows:
            row["happened_at"] = datetime.fromisoformat(row["happened_at"]).astimezone(UTC)
        for row in clean[spec.name]:
            row["happened_at"] = datetime.fromisoformat(row["happened_at"]).astimezone(UTC)
        assert counted(rows) == counted(clean[spec.name])


def test_resent_files_are_known_already(workspace: Workspace) -> None:
    tables = [spec_of(name) for name in KINDS["resent_files"].tables]
    clean, counts = simulate(workspace.landing, tables, Dirt({"resent_files": 0.6}))
    report = load(workspace)
    for spec in tables:
        again = [file for file in report.already_loaded if file.startswith(spec.name)]
        assert len(again) == rows_of(counts, "resent_files")[spec.name] > 0
        assert all("_resend." in file for file in again)
        assert counted(bronze(workspace, spec)) == counted(clean[spec.name])


def test_drifted_columns_are_reported_and_a_renamed_one_keeps_its_values(
    workspace: Workspace,
) -> None:
    kinds = ["drift_new_column", "drift_missing_column", "drift_renamed_column"]
    names = ("crm/members", "shop/orders", "engagement/events")
    tables = [spec_of(name) for name in names]
    clean, counts = simulate(workspace.landing, tables, Dirt(dict.fromkeys(kinds, 0.6)))
    report = load(workspace)
    new = Counter(f"{one.source}/{one.table}" for one in report.loaded if one.undeclared_columns)
    assert {one.undeclared_columns for one in report.loaded} == {(), ("ab_bucket",)}
    assert new == Counter(rows_of(counts, "drift_new_column"))
    assert len(new) == 3
    missing = [one.file for one in report.loaded if one.missing_columns == ("message_length",)]
    assert rows_of(counts, "drift_missing_column") == {"engagement/events": len(missing)}
    assert len(missing) > 0
    for name in ("crm/members", "shop/orders"):
        assert counted(bronze(workspace, spec_of(name))) == counted(clean[name])
    headers = {
        path.relative_to(workspace.landing).as_posix(): path.read_text(encoding="utf-8-sig")
        for path in (workspace.landing / "crm" / "members").iterdir()
    }
    renamed = {file for file, content in headers.items() if ",mobile," in content.split("\n")[0]}
    values = [row for row in bronze(workspace, spec_of("crm/members")) if row["phone"]]
    in_renamed = sum(row["_file"] in renamed for row in values)
    assert rows_of(counts, "drift_renamed_column") == {"crm/members": in_renamed}
    assert in_renamed > 0


def entries_on_bronze(counts: Counts) -> Iterator[Any]:
    # What the models show is held by tests/e2e/test_demo_brand.py, on a built warehouse.
    for entry in counts.entries:
        if not any(f"{schema}." in entry.found_in for schema in ("user_facts", "staging", "marts")):
            yield entry


def test_all_kinds_together_stay_countable(workspace: Workspace) -> None:
    tables = [spec_of(name) for name in DIRTY_TABLES]
    clean, counts = simulate(workspace.landing, tables, all_kinds())
    report = load(workspace)
    assert report.rejected == ()
    additive = {
        "duplicates",
        "out_of_order",
        "broken_lines",
        "wrong_types",
        "missing_keys",
        "orphans",
        "negative_amounts",
        "clock_errors",
    }
    added = sum(entry.rows for entry in counts.entries if entry.kind in additive)
    assert report.rows_in == sum(map(len, clean.values())) + added
    broken = sum(rows_of(counts, "broken_lines").values())
    assert report.rows_quarantined == broken
    kinds = set()
    with duckdb.connect() as connection:
        for entry in entries_on_bronze(counts):
            relation = entry.found_in.replace("{home}", str(workspace.home))
            query = f"select count(*) from {relation} where {entry.condition}"
            assert connection.execute(query).fetchall() == [(entry.rows,)], entry
            kinds.add(entry.kind)
    assert kinds == {
        "duplicates",
        "out_of_order",
        "resent_files",
        "drift_renamed_column",
    }


def test_counts_are_written_as_csv(tmp_path: Path) -> None:
    _, counts = simulate(tmp_path / "landing", [], Dirt.none())
    counts.write(tmp_path / "dirt.csv")
    lines = (tmp_path / "dirt.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "kind,source,table,rows,found_in,condition,note"
    assert len(lines) == 1 + sum(len(kind.tables) for kind in KINDS.values())


def test_dirt_is_switched_by_name() -> None:
    assert set(Dirt.default().rates) == set(KINDS)
    assert Dirt.default(without=["late"]).rate("late") == 0
    assert Dirt.none().rates == {}
    with pytest.raises(ValueError, match=r"unknown dirt mud; known: duplicates, late, "):
        Dirt.default(without=["mud"])
    with pytest.raises(ValueError, match=r"unknown dirt mud; known: duplicates, late, "):
        Dirt({"mud": 0.1})
    with pytest.raises(ValueError, match="between 0 and 1"):
        Dirt({"late": 1.1})
    with pytest.raises(ValueError, match=r"add up to 1\.2"):
        Dirt({"late": 0.6, "duplicates": 0.6})


def test_rows_that_cannot_be_in_the_drop_are_refused(tmp_path: Path) -> None:
    target = Landing(tmp_path, first_day=FIRST_DAY, days=45, daily_days=3, seed=1, dirt=Dirt.none())
    spec = TABLES["crm", "consents"]
    rows = pa.Table.from_pylist(sample_rows(spec, 1, 1, 11), canonical_schema(spec))
    with pytest.raises(ValueError, match="changed_at 2024-11-30 18:00:01 lies after"):
        target.append("crm", "consents", set_instant(rows, datetime(2024, 11, 30, 18, 0, 1)), 3)
    target.append("crm", "consents", set_instant(rows, datetime(2024, 11, 30, 18)), 3)
    target.append("crm", "consents", rows, 11)
    with pytest.raises(ValueError, match="day 10 is in a drop that is finished"):
        target.append("crm", "consents", rows, 10)
    with pytest.raises(ValueError, match="day 45 is none of the 45 days"):
        target.append("crm", "consents", rows, 45)
    with pytest.raises(ValueError, match=r"crm/consents has \['consent_id', "):
        target.append("crm", "consents", rows.drop_columns(["purpose"]), 11)
    target.close({})


def set_instant(rows: pa.Table, moment: datetime) -> pa.Table:
    position = rows.column_names.index("changed_at")
    return rows.set_column(position, "changed_at", pa.array([moment], pa.timestamp("s")))
