"""Drops the simulated rows into landing, one file per table and period, and counts the dirt.

Belongs here: periods, which file a row goes into, the counts. Does not belong here: how a file is
written (`files`), what dirt does to rows (`dirt`), where it must be found (`evidence`).
"""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fugou.simulator.exports.dirt import KINDS, Dirt, DirtKind, Place, dice, drift, files_hit, soil
from fugou.simulator.exports.evidence import where_found
from fugou.simulator.exports.files import EXTENSIONS, ExportFile, canonical_schema, open_file
from fugou.simulator.exports.tables import TABLES, TableSpec

CHUNK_ROWS = 250_000
RESENT_AFTER_SECONDS = 3600
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Period:
    """The days of one drop.

    Args:
        name: `YYYY-MM` or `YYYY-MM-DD`, the stem of its files.
        last_day: Index of its last day.
    """

    name: str
    last_day: int


def periods_of(first_day: date, days: int, daily_days: int) -> list[Period]:
    """Cut the history into drops: months, then days.

    Args:
        first_day: Business day 0.
        days: Length of the history.
        daily_days: So many days at its end have a drop each.

    Returns:
        The periods in order of time; a month that the daily drops cut ends the day before.
    """
    last_days: dict[str, int] = {}
    for index in range(days):
        day = (first_day + timedelta(index)).isoformat()
        last_days[day if index >= days - daily_days else day[:7]] = index
    return [Period(name, last_day) for name, last_day in last_days.items()]


@dataclass(frozen=True)
class Count:
    """How much dirt of one kind lies in one table, and how to find it in a built warehouse.

    Args:
        kind: One of `KINDS`.
        source: Source system.
        table: Its table.
        rows: Rows of the relation for which the predicate holds.
        found_in: A relation of the warehouse, or a subquery; `{home}` stands for the workspace.
        condition: Predicate over it that holds for exactly so many rows.
        note: What was put into the files.
    """

    kind: str
    source: str
    table: str
    rows: int
    found_in: str
    condition: str
    note: str


@dataclass(frozen=True)
class Counts:
    """All dirt that the files carry.

    Args:
        entries: One per kind and table, also where there is none.
    """

    entries: tuple[Count, ...]

    def write(self, path: Path) -> None:
        """Write them as CSV.

        Args:
            path: The file.
        """
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(one.name for one in fields(Count))
            writer.writerows(astuple(entry) for entry in self.entries)


@dataclass
class _Export:
    """What of one table is still to be written."""

    spec: TableSpec
    drifted: dict[str, set[int]]
    resent: set[int]
    buffer: list[pa.Table] = field(default_factory=list)
    buffered: int = 0
    later: dict[int, list[pa.Table]] = field(default_factory=dict)
    file: ExportFile | None = None
    chunks: int = 0


class Landing:
    """A landing folder that fills with drops.

    Args:
        folder: The landing folder; files of the same name are replaced.
        first_day: Business day 0.
        days: Length of the history.
        daily_days: So many days at its end have a drop each; before, one per month.
        seed: Of the dirt.
        dirt: How much of it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        first_day: date,
        days: int,
        daily_days: int = 30,
        seed: int,
        dirt: Dirt,
    ) -> None:
        self._folder = folder
        self._seed = seed
        self._dirt = dirt
        self._days = days
        self._periods = periods_of(first_day, days, daily_days)
        self._period = 0
        first = (first_day - EPOCH).days
        self._drop_days = np.array([first + p.last_day + 1 for p in self._periods], np.int64)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._renamed_files: list[str] = []  # of the one table whose column is renamed
        self._connection = duckdb.connect(config={"threads": 1, "preserve_insertion_order": True})
        self._exports = {key: self._export(spec) for key, spec in TABLES.items()}

    def _export(self, spec: TableSpec) -> _Export:
        hit = {
            kind.name: files_hit(kind, self._dirt, spec, self._seed, len(self._periods))
            for kind in KINDS.values()
            if kind.unit == "files"
        }
        resent = hit.pop("resent_files")
        return _Export(spec, hit, resent)

    def append(self, source: str, table: str, rows: pa.Table, day: int) -> None:
        """Take up rows of one day.

        Args:
            source: Source system.
            table: Its table.
            rows: All columns of its declaration by bronze name: text, int64, money as int64 fen,
                instants as timestamp[s] UTC without zone, dates as date32.
            day: Index of the day whose drop carries them, no day of an earlier call's past drops.

        Raises:
            ValueError: If the day lies outside the history or in a finished drop, columns are not
                those of the declaration, or a row is younger than its drop.
        """
        self._go_to(day)
        export = self._exports[source, table]
        export.buffer.append(self._checked(rows, export.spec))
        export.buffered += len(rows)
        if export.buffered >= CHUNK_ROWS:
            self._flush(export, CHUNK_ROWS)

    def close(self, by_people: Mapping[tuple[str, str], int]) -> Counts:
        """Finish the last drops.

        Args:
            by_people: Rows of the kinds of dirt that people make, by kind and `<source>/<table>`.

        Returns:
            All dirt that the files carry.
        """
        self._finish_until(len(self._periods))
        self._connection.close()
        self._counts.update(by_people)
        return Counts(
            tuple(
                self._count(kind, spec)
                for kind in KINDS.values()
                for spec in TABLES.values()
                if spec.name in kind.tables
            )
        )

    def _go_to(self, day: int) -> None:
        if not 0 <= day < self._days:
            raise ValueError(f"day {day} is none of the {self._days} days")
        if self._period and day <= self._periods[self._period - 1].last_day:
            raise ValueError(f"day {day} is in a drop that is finished")
        period = self._period
        while self._periods[period].last_day < day:
            period += 1
        self._finish_until(period)

    def _checked(self, rows: pa.Table, spec: TableSpec) -> pa.Table:
        schema = canonical_schema(spec)
        if sorted(rows.column_names) != sorted(schema.names):
            raise ValueError(f"{spec.name} has {schema.names}, not {rows.column_names}")
        rows = rows.select(schema.names).cast(schema)
        drop = datetime.fromtimestamp(self._place(0).drop_instant, UTC).replace(tzinfo=None)
        newest = pc.max(rows[spec.instant]).as_py()
        if newest is not None and newest > (drop if isinstance(newest, datetime) else drop.date()):
            raise ValueError(f"{spec.name}: {spec.instant} {newest} lies after the drop {drop} UTC")
        return rows

    def _place(self, chunk: int) -> Place:
        return Place(self._period, chunk, self._drop_days)

    def _finish_until(self, period: int) -> None:
        while self._period < period:
            for export in self._exports.values():
                self._finish(export)
            self._period += 1

    def _finish(self, export: _Export) -> None:
        self._flush(export, 1)
        if self._period in export.later:
            self._write(export, pa.concat_tables(export.later.pop(self._period)), 0)
        if export.file is None:
            return
        export.file.close()
        export.file = None
        export.chunks = 0
        instant = self._place(0).drop_instant
        finished = self._path(export, "")
        _drop(self._hidden(export), finished, instant)
        for kind, periods in export.drifted.items():
            if kind != "drift_renamed_column":
                self._counts[kind, export.spec.name] += self._period in periods
        if self._period in export.resent:
            shutil.copyfile(finished, self._hidden(export))
            _drop(
                self._hidden(export),
                self._path(export, "_resend"),
                instant + RESENT_AFTER_SECONDS,
            )
            self._counts["resent_files", export.spec.name] += 1

    def _flush(self, export: _Export, least: int) -> None:
        """Write chunks as long as there are so many rows."""
        if export.buffered < least:
            return
        rows = pa.concat_tables(export.buffer)
        while len(rows) >= least:
            self._soil(export, rows.slice(0, CHUNK_ROWS).combine_chunks())
            rows = rows.slice(CHUNK_ROWS)
        export.buffer = [rows]
        export.buffered = len(rows)

    def _soil(self, export: _Export, rows: pa.Table) -> None:
        spec = export.spec
        generator = dice(self._seed, spec, self._period, export.chunks)
        soiled = soil(rows, spec, self._dirt, self._place(export.chunks), generator)
        export.chunks += 1
        for period, tables in soiled.later.items():
            export.later.setdefault(period, []).extend(tables)
        for kind, count in soiled.counts.items():
            self._counts[kind, spec.name] += count
        if len(soiled.rows):
            self._write(export, soiled.rows, soiled.cut_off)

    def _write(self, export: _Export, rows: pa.Table, cut_off: int) -> None:
        kinds = [kind for kind, periods in export.drifted.items() if self._period in periods]
        rows, spec = drift(rows, export.spec, kinds)
        if "drift_renamed_column" in kinds:
            self._note_renamed(export, rows)
        if export.file is None:
            hidden = self._hidden(export)
            hidden.parent.mkdir(parents=True, exist_ok=True)
            export.file = open_file(hidden, spec, self._connection)
        export.file.append(rows, cut_off)

    def _path(self, export: _Export, ending: str) -> Path:
        name = self._periods[self._period].name + ending + EXTENSIONS[export.spec.format]
        return self._folder / export.spec.name / name

    def _hidden(self, export: _Export) -> Path:
        """Name a file that ingest does not see yet."""
        path = self._path(export, "")
        return path.with_name(f".{path.name}")

    def _note_renamed(self, export: _Export, rows: pa.Table) -> None:
        kind = KINDS["drift_renamed_column"]
        values = rows[kind.tables[export.spec.name]]
        self._counts[kind.name, export.spec.name] += len(values) - values.null_count
        file = self._path(export, "").relative_to(self._folder).as_posix()
        if file not in self._renamed_files:
            self._renamed_files.append(file)

    def _count(self, kind: DirtKind, spec: TableSpec) -> Count:
        rows = self._counts[kind.name, spec.name]
        found_in, condition = where_found(kind, spec, self._renamed_files)
        return Count(kind.name, spec.source, spec.table, rows, found_in, condition, kind.meaning)


def _drop(unfinished: Path, target: Path, instant: int) -> None:
    """Let a file appear as if it had been dropped at an instant (seconds since 1970)."""
    os.utime(unfinished, (instant, instant))
    unfinished.replace(target)
