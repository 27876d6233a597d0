"""Takes landed files into bronze, each content once.

Belongs here: which files are due, the order of writes that makes a load atomic, the report. Does
not belong here: file formats, declarations, pseudonyms, the vault.

A load is its data file: it appears last, and whatever else a killed load left is cleared by the
next one.
"""

from __future__ import annotations

import json
import logging
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import SecretStr

from fugou.formats import Batch, Inspection, RejectedFileError, inspect_file, read_records
from fugou.pseudonyms import load_key, person_key, pseudonyms
from fugou.sources import Source, Table
from fugou.vault import KINDS_KEPT, Newcomers, Vault, clear_rubbish
from fugou.workspace import Workspace, move_into_place

SCHEMA_FILE = "schema.parquet"
UNFINISHED_SUFFIXES = (".tmp", ".part", ".crdownload")
INSTANT = pa.timestamp("us")

LOADS = pa.schema(
    [
        ("source_system", pa.string()),
        ("source_table", pa.string()),
        ("file", pa.string()),
        ("content_sha256", pa.string()),
        ("bytes", pa.int64()),
        ("format", pa.string()),
        ("encoding", pa.string()),
        ("rows_in", pa.int64()),
        ("rows_loaded", pa.int64()),
        ("rows_quarantined", pa.int64()),
        ("undeclared_columns", pa.string()),
        ("missing_columns", pa.string()),
        ("_loaded_at", INSTANT),
        # By the clock of the machine, also in a replay: retention counts from it.
        ("ingested_at", INSTANT),
    ]
)
HUBS = pa.schema(
    [("identifier_type", pa.string()), ("identifier", pa.string()), ("link_count", pa.int64())]
)
PERSON_KEY = pa.schema([("person_key", pa.string())])

ERASURES = pa.schema(
    [
        ("source_system", pa.string()),
        ("source_table", pa.string()),
        ("content_sha256", pa.string()),
        ("rows_erased", pa.int64()),
        ("request_ids", pa.string()),
        ("erased_at", INSTANT),
    ]
)
QUARANTINE = pa.schema(
    [
        ("source_system", pa.string()),
        ("source_table", pa.string()),
        ("_file", pa.string()),
        ("_row", pa.int64()),
        ("reason", pa.string()),
        ("_loaded_at", INSTANT),
    ]
)

logger = logging.getLogger("fugou")

Progress = Callable[[str, int, int], None]
KeyProvider = Callable[[], bytes]


class CountMismatchError(RuntimeError):
    """The rows of a file are not the rows loaded and quarantined; nothing of it was loaded."""


@dataclass(frozen=True)
class LoadedFile:
    """A file that this run loaded.

    Args:
        source: Source system.
        table: Source table.
        file: Path below landing.
        content_sha256: Identity of the content.
        bytes: Size.
        format: One of csv, jsonl, parquet, xlsx.
        encoding: Of a text file, else empty.
        rows_in: Rows that the file has.
        rows_loaded: Rows now in bronze.
        rows_quarantined: Rows that could not be read.
        undeclared_columns: Columns of the file whose values were left out.
        missing_columns: Declared columns that the file lacks.
    """

    source: str
    table: str
    file: str
    content_sha256: str
    bytes: int
    format: str
    encoding: str
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    undeclared_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]


@dataclass(frozen=True)
class RejectedFile:
    """A file that could not be read at all; the next run tries it again.

    Args:
        file: Path below landing.
        reason: Why.
    """

    file: str
    reason: str


@dataclass(frozen=True)
class IngestReport:
    """What one run did.

    Args:
        loaded_at: `_loaded_at` of everything it loaded, UTC; a replay gives each file its own.
        loaded: Files loaded.
        already_loaded: Files whose content was loaded before.
        rejected: Files that cannot be read.
        unknown: Files that lie in no declared table's folder.
        known_folders: The declared `<source>/<table>` folders.
    """

    loaded_at: datetime
    loaded: tuple[LoadedFile, ...]
    already_loaded: tuple[str, ...]
    rejected: tuple[RejectedFile, ...]
    unknown: tuple[str, ...]
    known_folders: tuple[str, ...]

    @property
    def rows_in(self) -> int:
        """Rows of the files loaded."""
        return sum(file.rows_in for file in self.loaded)

    @property
    def rows_loaded(self) -> int:
        """Rows that went into bronze."""
        return sum(file.rows_loaded for file in self.loaded)

    @property
    def rows_quarantined(self) -> int:
        """Rows that could not be read."""
        return sum(file.rows_quarantined for file in self.loaded)

    def to_json(self) -> str:
        """Write the report as JSON, totals included."""
        totals = {
            "rows_in": self.rows_in,
            "rows_loaded": self.rows_loaded,
            "rows_quarantined": self.rows_quarantined,
        }
        content = asdict(self) | {"loaded_at": self.loaded_at.isoformat(), "totals": totals}
        return json.dumps(content, ensure_ascii=False, indent=2)


def report_file(workspace: Workspace) -> Path:
    """Tell where the report of the last run lies.

    Args:
        workspace: The workspace.

    Returns:
        Path of a JSON file that need not exist.
    """
    return workspace.build / "ingest_report.json"


def ensure_bronze(workspace: Workspace, sources: Mapping[str, Source]) -> None:
    """Create the folders of bronze, each with an empty file of the full schema.

    Args:
        workspace: The workspace.
        sources: The declared sources by name.
    """
    workspace.create()
    _ensure_schema(workspace, workspace.loads, LOADS)
    _ensure_schema(workspace, workspace.quarantine, QUARANTINE)
    _ensure_schema(workspace, workspace.erasures, ERASURES)
    _ensure_schema(workspace, workspace.hubs, HUBS)
    _ensure_schema(workspace, workspace.person_key, PERSON_KEY)
    for source in sources.values():
        for table in source.tables.values():
            folder = workspace.bronze / source.name / table.name
            _ensure_schema(workspace, folder, bronze_schema(table))


def is_unfinished(path: Path) -> bool:
    """Tell whether an exporter still writes to a file, by its name.

    Args:
        path: A landed file.

    Returns:
        Whether ingest passes it over.
    """
    return path.name.startswith((".", "~$")) or path.name.lower().endswith(UNFINISHED_SUFFIXES)


def bronze_schema(table: Table) -> pa.Schema:
    """Give the columns of a table in bronze.

    Args:
        table: Its declaration.

    Returns:
        Every declared column as text, then `_loaded_at` (UTC), `_file`, `_row`.
    """
    declared = [(column.name, pa.string()) for column in table.columns]
    system = [("_loaded_at", INSTANT), ("_file", pa.string()), ("_row", pa.int64())]
    return pa.schema([*declared, *system])


def ingest(
    workspace: Workspace,
    sources: Mapping[str, Source],
    *,
    pseudonym_key: SecretStr | None,
    vault_key: SecretStr | None = None,
    loaded_at: datetime | None = None,
    replay: bool = False,
    on_progress: Progress | None = None,
) -> IngestReport:
    """Load every landed file whose content is not in bronze yet.

    Args:
        workspace: The workspace; it is locked meanwhile.
        sources: The declared sources by name.
        pseudonym_key: Secret of the pseudonyms; None makes a development key when one is needed.
        vault_key: Secret of the vault; None makes a development key when one is needed.
        loaded_at: `_loaded_at` of the run, UTC or with an offset; None means now.
        replay: Whether each file counts as loaded when it was last modified, the oldest first,
            so that a history of drops can be seen as of any of its days; but not before what an
            earlier run loaded.
        on_progress: Called with file, bytes done, bytes in total.

    Returns:
        What was loaded, known, rejected and unknown.

    Raises:
        WorkspaceBusyError: If another process writes to the workspace.
        CountMismatchError: If rows of a file were lost; a defect of this program.
    """
    with workspace.lock():
        ensure_bronze(workspace, sources)
        _clear_rubbish(workspace)
        run = _Run(
            workspace=workspace,
            loaded_at=_utc(loaded_at),
            is_replay=replay,
            last_load=_last_load(workspace),
            key=cache(lambda: load_key(workspace.home, pseudonym_key)),
            vault=cache(lambda: Vault(workspace, vault_key)),
            on_progress=on_progress or (lambda file, done, total: None),
        )
        _write_person_key(workspace, run.key())
        landed: Iterable[Path] = _landed_files(workspace.landing, run)
        if replay:
            landed = sorted(landed, key=lambda path: (_modified_at(path), path))
        for path in landed:
            _take(path, sources, run)
        report = IngestReport(
            run.loaded_at,
            tuple(run.loaded),
            tuple(run.already_loaded),
            tuple(run.rejected),
            tuple(run.unknown),
            tuple(sorted(f"{s.name}/{t}" for s in sources.values() for t in s.tables)),
        )
        unfinished = workspace.half_written / "ingest_report.json"
        unfinished.write_text(report.to_json(), encoding="utf-8")
        move_into_place(unfinished, report_file(workspace))
        return report


@dataclass(frozen=True)
class _Run:
    workspace: Workspace
    loaded_at: datetime
    is_replay: bool
    last_load: datetime
    key: KeyProvider
    vault: Callable[[], Vault]
    on_progress: Progress
    loaded: list[LoadedFile] = field(default_factory=list)
    already_loaded: list[str] = field(default_factory=list)
    rejected: list[RejectedFile] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def name_of(self, path: Path) -> str:
        name = path.relative_to(self.workspace.landing).as_posix()
        return os.fsencode(name).decode("utf-8", "backslashreplace")

    def reject(self, path: Path, reason: str) -> None:
        self.rejected.append(RejectedFile(self.name_of(path), reason))


def _utc(moment: datetime | None) -> datetime:
    if moment is None:
        moment = datetime.now(UTC)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _modified_at(path: Path) -> datetime:
    try:
        seconds = path.stat().st_mtime_ns // 10**9
    except OSError:
        seconds = 0  # the load itself will say what is wrong
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def _last_load(workspace: Workspace) -> datetime:
    loads = pq.read_table(workspace.loads, columns=["_loaded_at"])["_loaded_at"]
    return pc.max(loads).as_py() or datetime.min


def _ensure_schema(workspace: Workspace, folder: Path, schema: pa.Schema) -> None:
    target = folder / SCHEMA_FILE
    if target.exists() and pq.read_schema(target).equals(schema):
        return
    unfinished = workspace.half_written / SCHEMA_FILE
    pq.write_table(schema.empty_table(), unfinished)
    move_into_place(unfinished, target)


def _write_person_key(workspace: Workspace, key: bytes) -> None:
    target = workspace.person_key / "person_key.parquet"
    if target.exists():
        return
    unfinished = workspace.half_written / target.name
    pq.write_table(pa.table({"person_key": [person_key(key)]}, schema=PERSON_KEY), unfinished)
    move_into_place(unfinished, target)


def _clear_rubbish(workspace: Workspace) -> None:
    for path in workspace.half_written.iterdir():
        path.unlink()
    clear_rubbish(workspace)
    for folder in (workspace.loads, workspace.quarantine):
        for path in folder.glob("*.*.*.parquet"):
            if (
                not workspace.bronze.joinpath(*path.stem.split("."))
                .with_suffix(".parquet")
                .exists()
            ):
                path.unlink()


def _landed_files(folder: Path, run: _Run) -> Iterator[Path]:
    """Walk without following links to folders, skipping what exporters still write."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as failed:
        run.reject(folder, failed.strerror or type(failed).__name__)
        return
    for path in entries:
        if is_unfinished(path):
            continue
        try:
            is_folder, is_link = path.is_dir(), path.is_symlink()
        except OSError as failed:
            run.reject(path, failed.strerror or type(failed).__name__)
            continue
        if is_folder and is_link:
            run.reject(path, "a link to a folder is not followed")
        elif is_folder:
            yield from _landed_files(path, run)
        else:
            yield path


def _take(path: Path, sources: Mapping[str, Source], run: _Run) -> None:
    parts = path.relative_to(run.workspace.landing).parts
    source = sources.get(parts[0])
    table = source.tables.get(parts[1]) if source and len(parts) > 2 else None
    if source is None or table is None:
        run.unknown.append(run.name_of(path))
        return
    try:
        _load_once(path, source, table, run)
    except RejectedFileError as rejected:
        run.reject(path, str(rejected))
    except OSError as failed:
        run.reject(path, failed.strerror or type(failed).__name__)


def _load_once(path: Path, source: Source, table: Table, run: _Run) -> None:
    before = _check_regular(path, run.workspace.landing)
    inspection = inspect_file(path, table)
    target = run.workspace.bronze / source.name / table.name
    target = target / f"{inspection.content_sha256}.parquet"
    if target.exists():
        run.already_loaded.append(run.name_of(path))
    else:
        # What arrives now was not known before: no load is older than those before the run.
        loaded_at = max(_modified_at(path), run.last_load) if run.is_replay else run.loaded_at
        _Load(run, source, table, path, inspection, target, loaded_at).write(before)
    run.on_progress(run.name_of(path), inspection.bytes, inspection.bytes)


def _check_regular(path: Path, landing: Path) -> os.stat_result:
    status = path.stat()
    if path.is_symlink() and not path.resolve().is_relative_to(landing.resolve()):
        raise RejectedFileError("a link that leads out of landing")
    if not stat.S_ISREG(status.st_mode):
        raise RejectedFileError("no regular file")
    return status


def _has_changed(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_ino, before.st_size, before.st_mtime_ns) != (
        after.st_ino,
        after.st_size,
        after.st_mtime_ns,
    )


@dataclass(frozen=True)
class _Load:
    run: _Run
    source: Source
    table: Table
    path: Path
    inspection: Inspection
    target: Path
    loaded_at: datetime

    @property
    def _name(self) -> str:
        return f"{self.source.name}.{self.table.name}.{self.inspection.content_sha256}.parquet"

    def write(self, before: os.stat_result) -> None:
        """Write everything aside, then move it into place, the data last."""
        workspace = self.run.workspace
        record = workspace.half_written / f"load.{self._name}"
        data = workspace.half_written / f"data.{self._name}"
        quarantine = workspace.half_written / f"quarantine.{self._name}"
        committed = [workspace.quarantine / self._name, workspace.loads / self._name]
        try:
            newcomers = self._newcomers()
            loaded = self._write_rows(data, quarantine, newcomers)
            if _has_changed(before, self.path.stat()):
                raise RejectedFileError("changed while it was read")
            self._write_record(record, loaded)
            entries = newcomers and self.run.vault().write(newcomers, self._name)
            committed += [entries] if entries else []
            if loaded.rows_quarantined:
                move_into_place(quarantine, committed[0])
            move_into_place(record, committed[1])
            move_into_place(data, self.target)
            if newcomers:
                newcomers.settle()
        except BaseException:
            if not self.target.exists():
                for path in committed:
                    path.unlink(missing_ok=True)
            raise
        finally:
            for path in (record, data, quarantine):
                path.unlink(missing_ok=True)
        self.run.loaded.append(loaded)

    def _newcomers(self) -> Newcomers | None:
        if not any(column.identifier in KINDS_KEPT for column in self.table.columns):
            return None
        return self.run.vault().newcomers(self.loaded_at)

    def _write_rows(self, data: Path, quarantine: Path, newcomers: Newcomers | None) -> LoadedFile:
        schema = bronze_schema(self.table)
        counts: Counter[str] = Counter()
        delivered: set[str] = set()
        undeclared: tuple[str, ...] = ()
        with (
            pq.ParquetWriter(data, schema, compression="zstd") as rows,
            pq.ParquetWriter(quarantine, QUARANTINE, compression="zstd") as bad_rows,
        ):
            for batch in read_records(self.path, self.table, self.inspection):
                rows.write_batch(self._rows(batch, schema, newcomers))
                if batch.bad_rows:
                    bad_rows.write_batch(self._bad_rows(batch))
                counts["in"] += batch.records
                counts["loaded"] += len(batch.rows)
                counts["quarantined"] += len(batch.bad_rows)
                delivered.update(batch.columns)
                undeclared = batch.undeclared
                self.run.on_progress(
                    self.run.name_of(self.path), batch.bytes_done, self.inspection.bytes
                )
        if counts["in"] != counts["loaded"] + counts["quarantined"]:
            raise CountMismatchError(f"{self.run.name_of(self.path)}: {dict(counts)}")
        return LoadedFile(
            source=self.source.name,
            table=self.table.name,
            file=self.run.name_of(self.path),
            content_sha256=self.inspection.content_sha256,
            bytes=self.inspection.bytes,
            format=self.inspection.format,
            encoding=self.inspection.encoding,
            rows_in=counts["in"],
            rows_loaded=counts["loaded"],
            rows_quarantined=counts["quarantined"],
            undeclared_columns=undeclared,
            missing_columns=tuple(
                column.name for column in self.table.columns if column.name not in delivered
            ),
        )

    def _file(self, sheet: str | None) -> str:
        name = self.run.name_of(self.path)
        return name if sheet is None else f"{name}#{sheet}"

    def _rows(self, batch: Batch, schema: pa.Schema, newcomers: Newcomers | None) -> pa.RecordBatch:
        count = len(batch.rows)
        arrays = []
        for column in self.table.columns:
            values = batch.columns.get(column.name)
            if values is None:
                values = pa.nulls(count, pa.string())
            elif column.identifier is not None:
                on_replaced = newcomers.add if newcomers else None
                values = pseudonyms(self.run.key(), column.identifier, values, on_replaced)
            arrays.append(values)
        arrays += [
            pa.repeat(pa.scalar(self.loaded_at, INSTANT), count),
            pa.repeat(pa.scalar(self._file(batch.sheet)), count),
            batch.rows,
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _bad_rows(self, batch: Batch) -> pa.RecordBatch:
        rows = [
            {
                "source_system": self.source.name,
                "source_table": self.table.name,
                "_file": self._file(bad.sheet),
                "_row": bad.row,
                "reason": bad.reason,
                "_loaded_at": self.loaded_at,
            }
            for bad in batch.bad_rows
        ]
        return pa.RecordBatch.from_pylist(rows, schema=QUARANTINE)

    def _write_record(self, path: Path, loaded: LoadedFile) -> None:
        record = asdict(loaded) | {
            "source_system": loaded.source,
            "source_table": loaded.table,
            "undeclared_columns": ",".join(loaded.undeclared_columns),
            "missing_columns": ",".join(loaded.missing_columns),
            "_loaded_at": self.loaded_at,
            "ingested_at": _utc(None),
        }
        pq.write_table(pa.Table.from_pylist([record], schema=LOADS), path)
