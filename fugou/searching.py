"""Looks for values in every column of every file of a workspace.

Belongs here: how each kind of file is looked into, and where something was found. Does not belong
here: which values are looked for, and what follows (erasure). Places never quote a value.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fugou.audit import open_build
from fugou.retention import SEALED, archived_files
from fugou.vault import Access, Vault
from fugou.workspace import Workspace

CHUNK_BYTES = 16 * 2**20
OVERLAP_BYTES = 4096
# More values in one expression make the automaton too big, and the search a hundred times slower.
VALUES_PER_PATTERN = 30
SHORTEST_VALUE = 8
_PHONE = re.compile(r"[0-9]{8,}")
_ZIPPED = frozenset({".xlsx", ".zip"})


class Search:
    """A search and what it came to.

    Args:
        patterns: Regular expressions that find the values, see `patterns`.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns
        self.files: Counter[str] = Counter()
        self.tables = 0
        self.columns = 0
        self._waiting: list[tuple[str, pa.Array]] = []
        self._bytes_waiting = 0
        self._found: Counter[str] = Counter()

    def hits(self) -> list[str]:
        """Finish what waits and tell the places with a value, never the value."""
        self._look()
        return [f"{place}: {number}" for place, number in self._found.items()]

    def in_arrays(self, batches: Iterable[pa.RecordBatch], place: str) -> None:
        """Look into every column of a table.

        Args:
            batches: Its rows.
            place: How it is called.
        """
        names: set[str] = set()
        for batch in batches:
            names.update(batch.schema.names)
            for name, values in zip(batch.schema.names, batch.columns, strict=True):
                self._take(f"{place}, column {name}", _as_text(values))
        self.tables += 1
        self.columns += len(names)

    def in_bytes(self, content: IO[bytes], place: str) -> None:
        """Look into a file byte by byte.

        Args:
            content: The file, at its start.
            place: How it is called.
        """
        rest = b""
        while chunk := content.read(CHUNK_BYTES):
            # Text in two bytes per character becomes readable without its zeros.
            window = rest + chunk.replace(b"\0", b"")
            end = window.rfind(b"\n") + 1
            rest = window[end:] if end else window[-OVERLAP_BYTES:]
            self._take(place, pa.array([window[: end or None]], pa.large_binary()))
        self._take(place, pa.array([rest], pa.large_binary()))

    def in_names(self, names: Iterable[str]) -> None:
        """Look into the paths of files.

        Args:
            names: The paths; of a hit only the top folder is told.
        """
        for name in names:
            place = f"{name.split('/')[0]}, name of a file"
            self._take(place, pa.array([name.encode()], pa.large_binary()))

    def in_file(self, content: IO[bytes], name: str, place: str) -> None:
        """Look into a file by its kind.

        Args:
            content: The file, at its start.
            name: Its name, whose ending tells the kind.
            place: How it is called.
        """
        suffix = Path(name).suffix.lower()
        if suffix == ".parquet":
            try:
                file = pq.ParquetFile(content)
            except pa.ArrowInvalid:
                content.seek(0)  # a broken one is still bytes
            else:
                self.in_arrays(file.iter_batches(), place)
                return
        elif suffix in _ZIPPED:
            try:
                with zipfile.ZipFile(content) as archive:
                    for member in archive.namelist():
                        with archive.open(member) as part:
                            self.in_bytes(part, place)
                return
            except zipfile.BadZipFile:
                content.seek(0)
        self.in_bytes(content, place)

    def in_database(self, path: Path, place: str) -> None:
        """Look into every table of a DuckDB file; its bytes are looked into as well.

        Args:
            path: The file; nobody is writing to it.
            place: How it is called.
        """
        with open_build(path) as connection:
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() order by all"
            ).fetchall()
            for schema, table in tables:
                rows = connection.execute(f'select columns(*)::varchar from "{schema}"."{table}"')
                self.in_arrays(rows.to_arrow_reader(), f"{place}, table {schema}.{table}")

    def _take(self, place: str, values: pa.Array) -> None:
        # Reading an expression costs more than looking into a small file: many go together.
        self._waiting.append((place, values))
        self._bytes_waiting += values.nbytes
        if self._bytes_waiting > CHUNK_BYTES:
            self._look()

    def _look(self) -> None:
        if self._waiting and self._count(pa.concat_arrays([one for _, one in self._waiting])):
            for place, values in self._waiting:
                if number := self._count(values):
                    self._found[place] += number
        self._waiting, self._bytes_waiting = [], 0

    def _count(self, values: pa.Array) -> int:
        """Count the values in which one of those looked for occurs."""
        matches = pa.repeat(pa.scalar(False), len(values))
        for pattern in self._patterns:
            found = pc.match_substring_regex(values, pattern)
            matches = pc.or_(matches, pc.fill_null(found, False))
        return int(pc.sum(matches).as_py() or 0)


def patterns(values: Iterable[str]) -> list[str]:
    """Write expressions that find values wherever they stand.

    Long values are found inside longer text as well. A number such as a phone is found with blanks
    or hyphens in it and 86 before it. Another short value, such as a member number, is found as a
    word: M12345678 is not in M123456789.

    Args:
        values: Values of at least `SHORTEST_VALUE` characters.

    Returns:
        Expressions in the syntax of RE2.
    """
    ordered = sorted(set(values))
    groups = range(0, len(ordered), VALUES_PER_PATTERN)
    return [
        "|".join(_expression(value) for value in ordered[start : start + VALUES_PER_PATTERN])
        for start in groups
    ]


def _expression(value: str) -> str:
    if _PHONE.fullmatch(value):
        return f"(?:^|[^0-9]|86){'[ -]?'.join(value)}(?:$|[^0-9])"
    if len(value) >= 24:
        return re.escape(value)
    return f"(?:^|[^0-9A-Za-z]){re.escape(value)}(?:$|[^0-9A-Za-z])"


def _as_text(values: pa.Array) -> pa.Array:
    """Write values as text in one type, so that columns can stand in one array."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _as_text(values.dictionary_decode())
    if pa.types.is_floating(kind):
        values = values.cast(pa.int64(), safe=False)  # else a phone would be 1.38e+10
    if pa.types.is_nested(kind):
        values = pa.array([None if one is None else str(one) for one in values.to_pylist()])
    if not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        values = values.cast(pa.large_string())
    return values.cast(pa.large_binary())


def search_workspace(
    workspace: Workspace, vault: Vault, patterns: Sequence[str], access: Access
) -> Search:
    """Look into every file of a workspace but the simulator's truth.

    The sealed values of the vault are not opened: their pseudonyms, which stand beside them, are
    looked for. Archived files are.

    Args:
        workspace: The workspace, locked.
        vault: Opens the archive, and logs it.
        patterns: What is looked for, see `patterns`.
        access: Why.

    Returns:
        Where it looked, and the hits.

    Raises:
        OSError: If a file cannot be read.
    """
    search = Search(patterns)
    files = {path.relative_to(workspace.home).as_posix(): path for path in _files(workspace)}
    archived = archived_files(workspace)
    search.in_names([*files, *(f"archive/{name}" for name in archived.values())])
    for name, path in files.items():
        search.files[name.split("/")[0]] += 1
        if path.suffix == ".duckdb":
            search.in_database(path, name)
        with path.open("rb") as content:
            search.in_file(content, path.name, name)
    if archived:
        for name, plain in vault.open_files(archived, access):
            search.files["archive"] += 1
            search.in_file(plain, name, f"archive/{name}")
    return search


def landed_files_with(workspace: Workspace, patterns: Sequence[str]) -> Iterator[Path]:
    """Find the landed files in which a value occurs.

    Args:
        workspace: The workspace, locked.
        patterns: What is looked for, see `patterns`.

    Yields:
        Files of landing.
    """
    for path in sorted(workspace.landing.rglob("*")):
        if path.is_file() and not path.is_symlink():
            search = Search(patterns)
            with path.open("rb") as content:
                search.in_file(content, path.name, "landing")
            if search.hits():
                yield path


def _files(workspace: Workspace) -> Iterator[Path]:
    for folder, folders, names in os.walk(workspace.home):
        folders.sort()
        if Path(folder) == workspace.home and workspace.truth.name in folders:
            folders.remove(workspace.truth.name)
        for name in sorted(names):
            path = Path(folder) / name
            if not path.is_symlink() and path.suffix != SEALED:
                yield path
