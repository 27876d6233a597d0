"""Writes canonical rows as the files that a source system exports, the same bytes everywhere.

Belongs here: formats, encodings, how an instant or an amount is written. Does not belong here:
which file a row goes into (`landing`), dirt.

A column may have a companion of the name `as_written(column)`: where it has a text, that text
stands in the file instead of the value.
"""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]

from fugou.literals import literal
from fugou.simulator.exports.tables import Column, TableSpec

ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "money": pa.int64(),
    "instant": pa.timestamp("s"),
    "date": pa.date32(),
}
UTC_INSTANT = pa.timestamp("ms", "UTC")  # Parquet knows no seconds
UNSCALED_AMOUNT = pa.decimal128(19, 0)  # every int64
AMOUNT = pa.decimal128(19, 2)
# JSON escapes control characters, so no line of it holds the delimiter.
AS_THEY_ARE = ", quote '', delimiter '\x01'"
EXTENSIONS = {"csv": ".csv", "jsonl": ".jsonl", "parquet": ".parquet", "xlsx": ".xlsx"}
FIXED_DATE = datetime(2000, 1, 1)


def as_written(column: str) -> str:
    """Name the companion of a column.

    Args:
        column: Its name in bronze.

    Returns:
        Name of the text column that overrules it.
    """
    return f"{column} as written"


def canonical_schema(spec: TableSpec) -> pa.Schema:
    """Give the Arrow columns of a table's rows.

    Args:
        spec: Its declaration.

    Returns:
        One field per column, by bronze name.
    """
    return pa.schema([(column.name, ARROW_TYPES[column.kind]) for column in spec.columns])


class ExportFile(Protocol):
    """A file that grows by chunks of rows."""

    def append(self, rows: pa.Table, cut_off: int = 0) -> None:
        """Write rows.

        Args:
            rows: Canonical columns, and companions.
            cut_off: So many rows at the end lose the end of their line (text files only).
        """

    def close(self) -> None:
        """Finish the file."""


def open_file(path: Path, spec: TableSpec, connection: duckdb.DuckDBPyConnection) -> ExportFile:
    """Begin an export file.

    Args:
        path: The file; one of that name is replaced.
        spec: What its columns are.
        connection: Does the rendering; it must keep the order of rows.

    Returns:
        The open file.
    """
    if spec.format == "parquet":
        return _ParquetFile(path, spec)
    if spec.format == "xlsx":
        return _Workbook(path, spec, connection)
    return _TextFile(path, spec, connection)


def _values(spec: TableSpec, rows: pa.Table) -> str:
    """Write the query that gives the values as the source system writes them."""
    columns = ", ".join(_expression(column, spec, rows) for column in spec.columns)
    return f"select {columns} from chunk"


def _objects(spec: TableSpec, rows: pa.Table) -> str:
    """Write the query that gives JSON objects; a key without value is absent."""
    pairs = ", ".join(
        f"""'"{column.header}":' || to_json({_expression(column, spec, rows)})"""
        for column in spec.columns
    )
    return f"select '{{' || concat_ws(',', {pairs}) || '}}' from chunk"


def _expression(column: Column, spec: TableSpec, rows: pa.Table) -> str:
    value = f'"{column.name}"'
    if column.kind == "money":
        # Decimal times decimal is exact.
        value = f"cast(cast({value} as decimal(18, 0)) * 0.01 as decimal(18, 2))"
    elif column.kind == "instant":
        value = {
            # Shanghai has had no daylight saving since 1991.
            "local": f"strftime({value} + interval 8 hour, '%Y-%m-%d %H:%M:%S')",
            "iso": f"strftime({value} + interval 8 hour, '%Y-%m-%dT%H:%M:%S+08:00')",
            "epoch": f"epoch_ms({value}) // 1000",
        }[spec.time_style]
    companion = as_written(column.name)
    if companion in rows.column_names:
        value = f'coalesce("{companion}", cast({value} as varchar))'
    return value


class _TextFile:
    """CSV and JSON lines."""

    def __init__(self, path: Path, spec: TableSpec, connection: duckdb.DuckDBPyConnection) -> None:
        self._spec = spec
        self._connection = connection
        self._chunk = path.with_name(".chunk")
        self._handle = path.open("wb")
        if spec.format == "csv":
            header = ",".join(column.header for column in spec.columns) + "\n"
            self._handle.write(header.encode(spec.encoding))

    def append(self, rows: pa.Table, cut_off: int = 0) -> None:
        self._connection.register("chunk", rows)
        is_csv = self._spec.format == "csv"
        query = (_values if is_csv else _objects)(self._spec, rows)
        options = "format csv, header false" + ("" if is_csv else AS_THEY_ARE)
        self._connection.execute(f"copy ({query}) to {literal(self._chunk)} ({options})")
        self._connection.unregister("chunk")
        data = self._chunk.read_bytes()
        self._chunk.unlink()
        end = len(data)
        for _ in range(cut_off):
            end = data.rfind(b"\n", 0, end - 1) + 1
        self._write(memoryview(data)[:end])
        for line in data[end:].split(b"\n")[:-1]:
            self._write(self._cut_line(line.decode()).encode() + b"\n")

    def _write(self, utf8: bytes | memoryview) -> None:
        # DuckDB writes nothing but UTF-8.
        is_utf8 = self._spec.encoding != "gb18030"
        self._handle.write(utf8 if is_utf8 else str(utf8, "utf-8").encode("gb18030"))

    def _cut_line(self, line: str) -> str:
        if self._spec.format == "jsonl":
            return line[: len(line) // 2]
        return ",".join(line.split(",")[: len(self._spec.columns) // 2])

    def close(self) -> None:
        self._handle.close()


class _ParquetFile:
    def __init__(self, path: Path, spec: TableSpec) -> None:
        self._spec = spec
        self._types = {"instant": UTC_INSTANT, "money": AMOUNT}
        schema = pa.schema(
            [
                (column.header, self._types.get(column.kind, ARROW_TYPES[column.kind]))
                for column in spec.columns
            ]
        )
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")

    def append(self, rows: pa.Table, cut_off: int = 0) -> None:
        arrays = [self._typed(rows[column.name], column) for column in self._spec.columns]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._writer.schema))

    def _typed(self, values: pa.ChunkedArray, column: Column) -> pa.ChunkedArray:
        if column.kind == "instant":
            return values.cast(pa.timestamp("ms")).cast(UTC_INSTANT)
        if column.kind == "money":
            # The same 128 bits, read with two decimals: exact.
            chunks = [chunk.cast(UNSCALED_AMOUNT).view(AMOUNT) for chunk in values.chunks]
            return pa.chunked_array(chunks, AMOUNT)
        return values

    def close(self) -> None:
        self._writer.close()


class _Workbook:
    """XLSX with all values as text, as survey tools export them."""

    def __init__(self, path: Path, spec: TableSpec, connection: duckdb.DuckDBPyConnection) -> None:
        self._path = path
        self._raw = path.with_name(".workbook")
        self._spec = spec
        self._connection = connection
        self._book = xlsxwriter.Workbook(self._raw, {"constant_memory": True})
        self._book.set_properties({"created": FIXED_DATE})
        self._sheet = self._book.add_worksheet("Sheet1")
        self._sheet.write_row(0, 0, [column.header for column in spec.columns])
        self._rows = 1

    def append(self, rows: pa.Table, cut_off: int = 0) -> None:
        self._connection.register("chunk", rows)
        query = f"select columns(*)::varchar from ({_values(self._spec, rows)})"
        for values in self._connection.execute(query).fetchall():
            for position, value in enumerate(values):
                if value is not None:
                    self._sheet.write_string(self._rows, position, value)
            self._rows += 1
        self._connection.unregister("chunk")

    def close(self) -> None:
        self._book.close()
        with zipfile.ZipFile(self._raw) as book, zipfile.ZipFile(self._path, "w") as target:
            for name in book.namelist():
                # Stored, because zlib does not pack the same way everywhere.
                entry = zipfile.ZipInfo(name, FIXED_DATE.timetuple()[:6])
                entry.create_system = 0
                target.writestr(entry, book.read(name), zipfile.ZIP_STORED)
        self._raw.unlink()
