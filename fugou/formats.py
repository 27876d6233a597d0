"""Reads landed files as batches of text, in bounded memory.

Belongs here: CSV, JSON lines, Parquet and XLSX, what of them cannot be read, and encodings. Does
not belong here: where the rows go, pseudonyms, what the values mean.

Values of undeclared columns are never taken up: nobody said whether they identify people.
Reasons never quote a value, for the same cause.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.workbook import Workbook

from fugou.sources import Table, header_key

BATCH_ROWS = 65_536
BATCH_BYTES = 16 * 2**20
LINE_BYTES = 16 * 2**20
CHUNK_BYTES = 2**20
SHARED_TEXT_BYTES = 256 * 2**20
OPEN_QUOTE_LINES = 100
UNDECLARED_NAMES = 100
HEADER_LENGTH = 64
UTF8 = "utf-8"
GB18030 = "gb18030"
NON_ASCII = bytes(range(128, 256))
FIRST_CJK_SIZED = "\u0800"  # from here on a character takes three bytes in UTF-8

TEXT_FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}
FORMATS = {**TEXT_FORMATS, ".parquet": "parquet", ".xlsx": "xlsx"}


class RejectedFileError(Exception):
    """A file cannot be read at all; the message says why and quotes no value of it."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read.

    Args:
        row: Its number: first physical line, sheet row, or position, from 1.
        reason: Why, without any of its text.
        sheet: Worksheet beyond the first, or None.
    """

    row: int
    reason: str
    sheet: str | None = None


@dataclass(frozen=True)
class Batch:
    """Some rows of a file.

    Args:
        columns: String arrays of equal length by declared column; columns that the file has not
            delivered so far are absent.
        rows: int64 array of the row numbers.
        bad_rows: Rows of the same stretch that cannot be read.
        records: Records of the stretch, counted where the file is cut into records.
        undeclared: Names of undeclared columns seen so far.
        bytes_done: Bytes of the file behind this batch, about.
        sheet: Worksheet beyond the first, or None.
    """

    columns: dict[str, pa.Array]
    rows: pa.Array
    bad_rows: tuple[BadRow, ...]
    records: int
    undeclared: tuple[str, ...]
    bytes_done: int
    sheet: str | None = None


@dataclass(frozen=True)
class Inspection:
    """What one pass over the bytes of a file tells.

    Args:
        content_sha256: 64 hexadecimal digits.
        bytes: Size.
        format: One of csv, jsonl, parquet, xlsx.
        encoding: Of a text file; empty for the others.
        is_guessed: Whether the encoding was concluded from the bytes alone.
    """

    content_sha256: str
    bytes: int
    format: str
    encoding: str
    is_guessed: bool = False


def inspect_file(path: Path, table: Table) -> Inspection:
    """Hash a file and find its encoding in one pass.

    UTF-8 text read as UTF-8 has few broken places, GB18030 text has more broken places than
    characters; so one broken byte does not turn a UTF-8 file into wrong characters.

    Args:
        path: The file.
        table: Its declaration.

    Returns:
        Hash, size, format and encoding.

    Raises:
        RejectedFileError: If the extension is unknown or a text file holds NUL bytes.
        OSError: If the file cannot be read.
    """
    file_format = FORMATS.get(path.suffix.lower())
    if file_format is None:
        raise RejectedFileError(f"unknown format; known: {', '.join(FORMATS)}")
    is_text = path.suffix.lower() in TEXT_FORMATS
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(UTF8)(errors="replace")
    size = good = broken = 0
    start = b""
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK_BYTES):
            digest.update(chunk)
            start = start or chunk[:3]
            size += len(chunk)
            if not is_text:
                continue
            if b"\0" in chunk:
                raise RejectedFileError("holds NUL bytes: UTF-16 or no text; save it as UTF-8")
            text = decoder.decode(chunk)
            replaced = text.count("\ufffd") - chunk.count("\ufffd".encode())
            broken += replaced
            good += len(text) - len(chunk.translate(None, NON_ASCII)) - replaced
    if not is_text:
        return Inspection(digest.hexdigest(), size, file_format, "")
    if start == codecs.BOM_UTF8:
        return Inspection(digest.hexdigest(), size, file_format, UTF8)
    if table.encoding is not None:
        return Inspection(digest.hexdigest(), size, file_format, table.encoding)
    encoding = UTF8 if good >= broken else GB18030
    return Inspection(digest.hexdigest(), size, file_format, encoding, is_guessed=True)


def read_records(path: Path, table: Table, inspection: Inspection) -> Iterator[Batch]:
    """Read a file as text, batch by batch; there is at least one batch.

    Args:
        path: The file.
        table: Its declaration.
        inspection: What `inspect_file` said about it.

    Yields:
        Batches of at most 65,536 rows.

    Raises:
        RejectedFileError: If the file cannot be read at all; this can come after some batches.
        OSError: If the file cannot be read.
    """
    if inspection.format == "parquet":
        return _read_parquet(path, table, inspection.bytes)
    if inspection.format == "xlsx":
        return _read_xlsx(path, table, inspection.bytes)
    read = _read_csv if inspection.format == "csv" else _read_json_lines
    return read(path, table, inspection)


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    fault: str | None = None
    is_lost: bool = False  # its text was too long to keep


class _Lines:
    """The physical lines of a text file; lines taken too early can be given back."""

    def __init__(self, handle: BinaryIO, inspection: Inspection) -> None:
        self._handle = handle
        self._encoding = inspection.encoding
        self._is_guessed = inspection.is_guessed
        self._returned: deque[_Line] = deque()
        self._number = 0

    def __iter__(self) -> Iterator[_Line]:
        return self

    def __next__(self) -> _Line:
        if self._returned:
            return self._returned.popleft()
        raw = self._handle.readline(LINE_BYTES + 1)
        if not raw:
            raise StopIteration
        self._number += 1
        if len(raw) > LINE_BYTES and not raw.endswith(b"\n"):
            while (raw := self._handle.readline(CHUNK_BYTES)) and not raw.endswith(b"\n"):
                pass
            return _Line(self._number, "", f"line over {LINE_BYTES // 2**20} MiB", is_lost=True)
        raw = raw.removesuffix(b"\n").removesuffix(b"\r")
        if self._number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if raw.isascii():
            return _Line(self._number, raw.decode("ascii"))
        return self._decoded(raw)

    def _decoded(self, raw: bytes) -> _Line:
        try:
            text = raw.decode(self._encoding)
        except UnicodeDecodeError:
            # Delimiters and quotes survive, so the extent of the record is still known.
            text = raw.decode(self._encoding, "surrogateescape")
            return _Line(self._number, text, f"not {self._encoding}")
        if self._is_guessed and self._encoding == GB18030 and _is_chinese_utf8(raw):
            return _Line(self._number, text, "UTF-8 in a file of GB18030")
        return _Line(self._number, text)

    def give_back(self, lines: Iterable[_Line]) -> None:
        self._returned.extendleft(reversed(list(lines)))


def _is_chinese_utf8(raw: bytes) -> bool:
    try:
        return max(raw.decode(UTF8)) >= FIRST_CJK_SIZED
    except UnicodeDecodeError:
        return False


def _undeclared_name(header: str) -> str:
    """Show a header unless it looks like a value: a file without header puts people there."""
    name = header.strip()
    if not name:
        return "(unnamed)"
    looks_like_value = "@" in name or re.search(r"\d{5}", name) or not name.isprintable()
    return "(withheld)" if looks_like_value or len(name) > HEADER_LENGTH else name


@dataclass(frozen=True)
class _Header:
    positions: dict[str, int]  # by declared column
    undeclared: tuple[str, ...]
    width: int


def _match_header(headers: Sequence[str], table: Table) -> _Header:
    keys = [header_key(header) for header in headers if header.strip()]
    if len(keys) != len(set(keys)):
        raise RejectedFileError("two columns have the same header")
    positions: dict[str, int] = {}
    undeclared: list[str] = []
    for position, header in enumerate(headers):
        column = table.column_of(header)
        if column is None:
            undeclared.append(_undeclared_name(header))
        elif column in positions:
            raise RejectedFileError(f"two headers mean the column {column}")
        else:
            positions[column] = position
    _check_columns(positions, table)
    return _Header(positions, tuple(dict.fromkeys(undeclared)), len(headers))


def _check_columns(found: Iterable[str], table: Table) -> None:
    present = set(found)
    if not present:
        raise RejectedFileError("its header has no declared column")
    lacking = [
        column.name for column in table.columns if column.required and column.name not in present
    ]
    if lacking:
        raise RejectedFileError(f"lacks the required column {', '.join(lacking)}")


class _Gathered:
    """Good and bad rows on their way to a batch."""

    def __init__(self, sheet: str | None = None) -> None:
        self.sheet = sheet
        self._start()

    def _start(self) -> None:
        self.good: list[Sequence[str | None]] = []
        self.rows: list[int] = []
        self.bad: list[BadRow] = []
        self.records = 0
        self.size = 0

    @property
    def is_full(self) -> bool:
        return len(self.good) + len(self.bad) >= BATCH_ROWS or self.size >= BATCH_BYTES

    def add(self, row: int, values: Sequence[str | None]) -> None:
        self.good.append(values)
        self.rows.append(row)

    def reject(self, row: int, reason: str) -> None:
        self.bad.append(BadRow(row, reason, self.sheet))

    def batch(
        self, positions: dict[str, int], undeclared: tuple[str, ...], bytes_done: int
    ) -> Batch:
        """Hand over what was gathered and start anew."""
        columns = {
            name: pa.array([values[position] for values in self.good], pa.string())
            for name, position in positions.items()
        }
        rows = pa.array(self.rows, pa.int64())
        batch = Batch(
            columns, rows, tuple(self.bad), self.records, undeclared, bytes_done, self.sheet
        )
        self._start()
        return batch


def _read_csv(path: Path, table: Table, inspection: Inspection) -> Iterator[Batch]:
    delimiter = "\t" if path.suffix.lower() == ".tsv" else table.delimiter
    gathered = _Gathered()
    with path.open("rb") as handle:
        records = _csv_records(_Lines(handle, inspection), delimiter)
        header = _csv_header(records, table)
        for row, fields, fault in records:
            gathered.records += 1
            if fault is not None:
                gathered.reject(row, fault)
            elif len(fields) != header.width:
                gathered.reject(row, f"{len(fields)} values for {header.width} columns")
            else:
                gathered.add(row, [value or None for value in fields])
                gathered.size += sum(map(len, fields))
            if gathered.is_full:
                yield gathered.batch(header.positions, header.undeclared, handle.tell())
        yield gathered.batch(header.positions, header.undeclared, handle.tell())


CsvRecord = tuple[int, list[str], str | None]


def _csv_header(records: Iterator[CsvRecord], table: Table) -> _Header:
    first = next(records, None)
    if first is None:
        return _Header({}, (), 0)
    _, headers, fault = first
    if fault is not None:
        raise RejectedFileError(f"its header cannot be read: {fault}")
    return _match_header(headers, table)


def _csv_records(lines: _Lines, delimiter: str) -> Iterator[CsvRecord]:
    # Quoted values may be as long as a line; the limit is one for the whole process.
    csv.field_size_limit(LINE_BYTES)
    for line in lines:
        if line.is_lost:
            yield line.number, [], line.fault
        elif '"' in line.text or "\r" in line.text:
            yield _quoted_record(line, lines, delimiter)
        elif line.text:
            yield line.number, line.text.split(delimiter), line.fault


def _quoted_record(first: _Line, lines: _Lines, delimiter: str) -> CsvRecord:
    """Read a record that may span lines; if its quotes are wrong, only its first line goes."""
    taken = [first]

    def feed() -> Iterator[str]:
        size = len(first.text)
        yield first.text + "\n"
        while len(taken) <= OPEN_QUOTE_LINES and (line := next(lines, None)) is not None:
            size += len(line.text)
            if line.is_lost or size > LINE_BYTES:
                lines.give_back([line])
                return
            taken.append(line)
            yield line.text + "\n"

    try:
        fields = next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        lines.give_back(taken[1:])
        reason = "unclosed quote" if "end of data" in str(wrong) else "wrong quoting"
        return first.number, [], first.fault or reason
    return first.number, fields, next((line.fault for line in taken if line.fault), None)


class _Literal(str):
    """A number of a JSON text, as it was written."""

    __slots__ = ()


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return mapping


JSON = json.JSONDecoder(
    parse_int=_Literal,
    parse_float=_Literal,
    parse_constant=_refuse_constant,
    object_pairs_hook=_unique_pairs,
)


def _json_text(value: object) -> str:
    """Write a JSON value compactly, its numbers as they were."""
    if isinstance(value, _Literal):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json_text(k)}:{_json_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _json_value(value: object) -> str | None:
    if value is None:
        return None
    text = value if type(value) is str else _json_text(value)
    text.encode()  # fails on a lone surrogate, which cannot be stored
    return text


def _json_record(text: str, table: Table) -> tuple[dict[str, str | None], list[str]]:
    """Read one line.

    Returns:
        The values by declared column and the undeclared keys.

    Raises:
        ValueError: If it is no object that can be stored; the message quotes no value.
        RecursionError: If it is nested too deeply.
    """
    try:
        parsed = JSON.decode(text)
    except json.JSONDecodeError as broken:
        raise ValueError(f"not JSON: {broken.msg} at character {broken.colno}") from broken
    if not isinstance(parsed, dict):
        raise ValueError("no JSON object")
    values: dict[str, str | None] = {}
    undeclared = []
    for key, value in parsed.items():
        column = table.column_of(key)
        if column is None:
            undeclared.append(key)
        elif column in values:
            raise ValueError(f"two keys mean the column {column}")
        else:
            values[column] = _json_value(value)
    return values, undeclared


def _read_json_lines(path: Path, table: Table, inspection: Inspection) -> Iterator[Batch]:
    names = [column.name for column in table.columns]
    positions = {name: position for position, name in enumerate(names)}
    seen: set[str] = set()
    undeclared: dict[str, None] = {}
    gathered = _Gathered()

    def batch(bytes_done: int) -> Batch:
        delivered = {name: positions[name] for name in names if name in seen}
        return gathered.batch(delivered, tuple(undeclared), bytes_done)

    has_objects = False
    with path.open("rb") as handle:
        for line in _Lines(handle, inspection):
            text = line.text.strip()
            if not text and not line.fault:
                continue
            if gathered.records == 0 and not has_objects and text.startswith("["):
                raise RejectedFileError("a JSON array: write one object per line")
            gathered.records += 1
            try:
                if line.fault:
                    raise ValueError(line.fault)
                values, unknown = _json_record(text, table)
            except UnicodeEncodeError:
                gathered.reject(line.number, "half of a surrogate pair")
            except ValueError as wrong:
                gathered.reject(line.number, str(wrong))
            except RecursionError:
                gathered.reject(line.number, "nested too deeply")
            else:
                has_objects = True
                seen.update(values)
                if len(undeclared) < UNDECLARED_NAMES:
                    undeclared.update(dict.fromkeys(map(_undeclared_name, unknown)))
                gathered.add(line.number, [values.get(name) for name in names])
                gathered.size += len(text)
            if gathered.is_full:
                yield batch(handle.tell())
        if has_objects:
            _check_columns(seen, table)
        yield batch(handle.tell())


@contextmanager
def _rejecting(reason: str) -> Iterator[None]:
    """Turn whatever a container reader raises over a broken file into a rejection."""
    try:
        yield
    except RejectedFileError:
        raise
    except Exception as broken:
        raise RejectedFileError(f"{reason} ({type(broken).__name__})") from broken


def _guarded(items: Iterator[Any], reason: str) -> Iterator[Any]:
    end = object()
    while True:
        with _rejecting(reason):
            item = next(items, end)
        if item is end:
            return
        yield item


def _read_parquet(path: Path, table: Table, size: int) -> Iterator[Batch]:
    reason = "not a readable Parquet file"
    with path.open("rb") as handle:
        with _rejecting(reason):
            # Without pre_buffer=False a whole row group is held, whatever the batch size.
            parquet = pq.ParquetFile(handle, buffer_size=CHUNK_BYTES, pre_buffer=False)
        headers = parquet.schema_arrow.names
        header = _match_header(headers, table)
        groups = [parquet.metadata.row_group(i) for i in range(parquet.metadata.num_row_groups)]
        widest = max((-(-g.total_byte_size // max(g.num_rows, 1)) for g in groups), default=1)
        batches = parquet.iter_batches(
            batch_size=max(1, min(BATCH_ROWS, BATCH_BYTES // max(widest, 1))),
            columns=[headers[position] for position in header.positions.values()],
        )
        total = parquet.metadata.num_rows
        done = 0
        for arrow in _guarded(batches, reason):
            rows = pa.arange(done + 1, done + arrow.num_rows + 1)
            done += arrow.num_rows
            columns = {
                name: arrow.column(headers[position]) for name, position in header.positions.items()
            }
            with _rejecting(reason):
                batch = _parquet_batch(columns, rows, header.undeclared, size * done // total)
            yield batch
        if done != total:
            raise RejectedFileError(f"{reason} (holds {done} of {total} rows)")
        if total == 0:
            yield Batch({}, pa.array([], pa.int64()), (), 0, header.undeclared, size)


def _parquet_batch(
    columns: dict[str, pa.Array], rows: pa.Array, undeclared: tuple[str, ...], bytes_done: int
) -> Batch:
    texts: dict[str, pa.Array] = {}
    faults: dict[int, str] = {}
    for name, values in columns.items():
        texts[name], wrong = to_text(values)
        faults |= {index: f"{name}: {reason}" for index, reason in wrong.items()}
    good = rows
    if faults:
        mask = pa.array([index not in faults for index in range(len(rows))])
        good = rows.filter(mask)
        texts = {name: values.filter(mask) for name, values in texts.items()}
    bad = tuple(BadRow(rows[index].as_py(), faults[index]) for index in sorted(faults))
    return Batch(texts, good, bad, len(rows), undeclared, bytes_done)


def to_text(values: pa.Array) -> tuple[pa.Array, dict[int, str]]:
    """Write an Arrow column as text.

    Whole doubles lose ".0", numbers are never in exponent form, NaN becomes null, instants read
    'YYYY-MM-DD HH:MM:SS[.ffffff]' with '+00:00' if they had a zone, nested values become JSON.

    Args:
        values: Array of any type.

    Returns:
        String array of the same length, and reasons by position of what cannot be written (null
        in the array).
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        return to_text(values.dictionary_decode())
    if pa.types.is_floating(kind):
        return _float_text(values)
    if pa.types.is_decimal(kind):
        return _without_exponent(values.cast(pa.string())), {}
    if pa.types.is_timestamp(kind):
        return _instant_text(values), {}
    if pa.types.is_date(kind):
        return values.cast(pa.date32()).cast(pa.string()), {}
    if _is_bytes(kind):
        return _utf8_text(values)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_time(kind):
        return values.cast(pa.string()), {}
    return pa.array([_nested_text(value) for value in values.to_pylist()], pa.string()), {}


def _is_bytes(kind: pa.DataType) -> bool:
    tests = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
    return pa.types.is_fixed_size_binary(kind) or str(kind) in tests


def _float_text(values: pa.Array) -> tuple[pa.Array, dict[int, str]]:
    if pa.types.is_float16(values.type):
        values = values.cast(pa.float32())
    finite = pc.if_else(pc.is_finite(values), values, pa.scalar(None, values.type))
    text = _without_exponent(finite.cast(pa.string()))
    infinite = pc.indices_nonzero(pc.fill_null(pc.is_inf(values), False)).to_pylist()
    return text, dict.fromkeys(infinite, "infinite number")


def _without_exponent(text: pa.Array) -> pa.Array:
    has_exponent = pc.fill_null(pc.match_substring(text, "e", ignore_case=True), False)
    if not pc.any(has_exponent).as_py():
        return text
    plain = [format(Decimal(item), "f") for item in text.filter(has_exponent).to_pylist()]
    return pc.replace_with_mask(text, has_exponent, pa.array(plain, pa.string()))


def _instant_text(values: pa.Array) -> pa.Array:
    zone = values.type.tz
    # Through int64, so that an instant with a zone is written in UTC.
    micros = values.cast(pa.timestamp("us", zone), safe=False).cast(pa.int64())
    text = micros.cast(pa.timestamp("us")).cast(pa.string())
    text = pc.replace_substring_regex(text, r"\.000000$", "")
    return pc.binary_join_element_wise(text, "+00:00", "") if zone else text


def _utf8_text(values: pa.Array) -> tuple[pa.Array, dict[int, str]]:
    try:
        return values.cast(pa.binary()).cast(pa.string()), {}
    except pa.ArrowInvalid:
        texts: list[str | None] = []
        faults: dict[int, str] = {}
        for index, raw in enumerate(values.cast(pa.binary()).to_pylist()):
            try:
                texts.append(None if raw is None else raw.decode(UTF8))
            except UnicodeDecodeError:
                texts.append(None)
                faults[index] = "not utf-8"
        return pa.array(texts, pa.string()), faults


def _nested_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


def _read_xlsx(path: Path, table: Table, size: int) -> Iterator[Batch]:
    reason = "not a readable XLSX workbook"
    with path.open("rb") as handle:
        with _rejecting(reason):
            workbook = _open_workbook(handle)
        undeclared: dict[str, None] = {}
        last = Batch({}, pa.array([], pa.int64()), (), 0, (), size)
        for index, sheet in enumerate(workbook.worksheets):
            sheet.reset_dimensions()  # what the sheet says of its size is often wrong
            cells = _guarded(sheet.iter_rows(values_only=True), reason)
            name = sheet.title if index else None
            for last in _read_sheet(cells, table, name, undeclared, size):
                yield last
        if not last.columns:
            yield last


def _open_workbook(handle: BinaryIO) -> Workbook:
    with zipfile.ZipFile(handle) as archive:
        shared = sum(i.file_size for i in archive.infolist() if i.filename.endswith("Strings.xml"))
    if shared > SHARED_TEXT_BYTES:
        raise RejectedFileError("its texts do not fit into memory: save it as CSV")
    return openpyxl.load_workbook(handle, read_only=True, data_only=True)


def _read_sheet(
    cells: Iterator[Sequence[object]],
    table: Table,
    sheet: str | None,
    undeclared: dict[str, None],
    size: int,
) -> Iterator[Batch]:
    gathered = _Gathered(sheet)
    header: _Header | None = None
    for row, values in enumerate(cells, start=1):
        texts = _without_empty_end([_cell_text(value) for value in values])
        if not texts:
            continue
        if header is None:
            header = _match_header([text or "" for text in texts], table)
            undeclared.update(dict.fromkeys(header.undeclared))
            continue
        gathered.records += 1
        if len(texts) > header.width:
            gathered.reject(row, f"{len(texts)} values for {header.width} columns")
            continue
        texts += [None] * (header.width - len(texts))
        if any(texts[position] in ERROR_CODES for position in header.positions.values()):
            gathered.reject(row, "a cell shows an error")
            continue
        gathered.add(row, texts)
        gathered.size += sum(len(text) for text in texts if text)
        if gathered.is_full:
            yield gathered.batch(header.positions, tuple(undeclared), 0)
    if header is not None:
        yield gathered.batch(header.positions, tuple(undeclared), size)


def _without_empty_end(texts: list[str | None]) -> list[str | None]:
    while texts and texts[-1] is None:
        texts.pop()
    return texts


def _cell_text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value)
