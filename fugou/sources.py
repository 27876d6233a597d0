"""What the source systems deliver, as declared in `models/staging/*/_sources.yml`.

Belongs here: the declarations and the errors in them. Does not belong here: how a file is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from fugou.pseudonyms import KINDS

# Every one writes line ends, quotes and delimiters as single ASCII bytes.
ENCODINGS = ("utf-8", "gb18030", "gbk", "big5", "latin-1", "cp1252")
# external_location is for dbt-duckdb: where dbt finds the bronze of the source.
SOURCE_META = frozenset({"internal", "external_location"})
TABLE_META = frozenset({"delimiter", "encoding", "external_location"})
COLUMN_META = frozenset({"headers", "required", "identifier", "member_of", "part_of"})
NAME = re.compile(r"[a-z][a-z0-9_]*")
COLUMN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class DeclarationError(ValueError):
    """A source declaration says something that ingest cannot follow."""


def header_key(header: str) -> str:
    """Bring a header into the form in which headers are compared.

    Args:
        header: Column name as a file or a declaration writes it.

    Returns:
        The header without outer spaces and differences of case.
    """
    return header.strip().casefold()


@dataclass(frozen=True)
class Column:
    """One declared column.

    Args:
        name: Its name in bronze.
        headers: Other headers under which files deliver it.
        required: Whether a file without it is rejected.
        identifier: Kind of direct identifier that it holds, or None.
        member_of: Source system whose member numbers it holds, or None.
        part_of: Table of the same source whose rows carry the same value in a column of the same
            name; a row goes when those rows are erased. None for rows that stand by themselves.
    """

    name: str
    headers: tuple[str, ...] = ()
    required: bool = False
    identifier: str | None = None
    member_of: str | None = None
    part_of: str | None = None


@dataclass(frozen=True)
class Table:
    """One declared table.

    Args:
        name: Its name, which is also its folder's.
        columns: Its columns in the order of bronze.
        delimiter: Between the values of a CSV line.
        encoding: Of its text files; None means that each file is looked at.
    """

    name: str
    columns: tuple[Column, ...]
    delimiter: str = ","
    encoding: str | None = None
    _by_header: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_header: dict[str, str] = {}
        for column in self.columns:
            for header in {header_key(name) for name in (column.name, *column.headers)}:
                if header in by_header:
                    raise DeclarationError(
                        f"{self.name}: header {header!r} belongs to two columns,"
                        f" {by_header[header]} and {column.name}"
                    )
                by_header[header] = column.name
        object.__setattr__(self, "_by_header", by_header)

    def column_of(self, header: str) -> str | None:
        """Find the column that a file's header means.

        Args:
            header: As the file writes it.

        Returns:
            Name of the declared column, or None.
        """
        return self._by_header.get(header_key(header))


@dataclass(frozen=True)
class Source:
    """One source system.

    Args:
        name: Its name, which is also its folder's.
        tables: Its tables by name.
    """

    name: str
    tables: Mapping[str, Table]


def read_sources(project_dir: Path) -> dict[str, Source]:
    """Read the declarations of all source systems.

    Args:
        project_dir: Root of the dbt project.

    Returns:
        The sources by name, those marked `internal` left out.

    Raises:
        DeclarationError: If a declaration is malformed; the message says where and what is valid.
    """
    sources: dict[str, Source] = {}
    for path in sorted((project_dir / "models" / "staging").glob("*/_sources.yml")):
        where = path.relative_to(project_dir).as_posix()
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as broken:
            raise DeclarationError(f"{where} is not YAML: {broken}") from broken
        for entry in _entries(_mapping(content, where), "sources", where):
            source_where = f"{where}: {_name(entry, where)}"
            meta = _meta(entry, SOURCE_META, source_where)
            if _flag(meta, "internal", source_where):
                continue
            source = _source(entry, source_where)
            if source.name in sources:
                raise DeclarationError(f"{source_where}: declared twice")
            sources[source.name] = source
    return sources


def _source(entry: Mapping[str, Any], where: str) -> Source:
    tables = [
        _table(table, f"{where}.{_name(table, where)}")
        for table in _entries(entry, "tables", where)
    ]
    _no_twins((table.name for table in tables), where)
    source = Source(_name(entry, where), {table.name: table for table in tables})
    _check_parts(source, where)
    return source


def _check_parts(source: Source, where: str) -> None:
    for table in source.tables.values():
        for column in table.columns:
            whole = source.tables.get(column.part_of or table.name)
            if whole is None or column.name not in {one.name for one in whole.columns}:
                raise DeclarationError(
                    f"{where}.{table.name}.{column.name}: part_of must name a table with a column"
                    f" {column.name}, not {column.part_of!r}"
                )


def _table(entry: Mapping[str, Any], where: str) -> Table:
    meta = _meta(entry, TABLE_META, where)
    delimiter = meta.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise DeclarationError(f"{where}: delimiter must be one character, not {delimiter!r}")
    encoding = meta.get("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        raise DeclarationError(
            f"{where}: unknown encoding {encoding!r}; known: {', '.join(ENCODINGS)}"
        )
    columns = tuple(
        _column(column, f"{where}.{_name(column, where, COLUMN_NAME)}")
        for column in _entries(entry, "columns", where)
    )
    _no_twins((column.name for column in columns), where)
    try:
        return Table(_name(entry, where), columns, delimiter, encoding)
    except DeclarationError as twins:
        raise DeclarationError(f"{where}: {twins}") from twins


def _column(entry: Mapping[str, Any], where: str) -> Column:
    meta = _meta(entry, COLUMN_META, where)
    headers = meta.get("headers", [])
    if not isinstance(headers, list) or not all(isinstance(item, str) for item in headers):
        raise DeclarationError(f"{where}: headers must be a list of texts, not {headers!r}")
    identifier = meta.get("identifier")
    if identifier is not None and identifier not in KINDS:
        raise DeclarationError(
            f"{where}: unknown identifier {identifier!r}; known: {', '.join(sorted(KINDS))}"
        )
    return Column(
        _name(entry, where, COLUMN_NAME),
        tuple(headers),
        _flag(meta, "required", where),
        identifier,
        _optional_name(meta, "member_of", where),
        _optional_name(meta, "part_of", where),
    )


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise DeclarationError(f"{where}: expected keys and values, found {value!r}")
    return value


def _entries(parent: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    entries = parent.get(key)
    if not isinstance(entries, list) or not entries:
        raise DeclarationError(f"{where}: {key} must be a list of at least one entry")
    return [_mapping(entry, f"{where}: {key}") for entry in entries]


def _name(entry: Mapping[str, Any], where: str, valid: re.Pattern[str] = NAME) -> str:
    name = entry.get("name")
    if not isinstance(name, str) or not valid.fullmatch(name):
        raise DeclarationError(f"{where}: name must match {valid.pattern}, not {name!r}")
    return name


def _meta(entry: Mapping[str, Any], known: frozenset[str], where: str) -> Mapping[str, Any]:
    if "meta" in entry:
        raise DeclarationError(f"{where}: write meta below config")
    meta = _mapping(_mapping(entry.get("config", {}), where).get("meta", {}), where)
    unknown = sorted(set(meta) - known, key=str)
    if unknown:
        raise DeclarationError(
            f"{where}: unknown meta {', '.join(map(str, unknown))};"
            f" known: {', '.join(sorted(known))}"
        )
    return meta


def _flag(meta: Mapping[str, Any], key: str, where: str) -> bool:
    value = meta.get(key, False)
    if not isinstance(value, bool):
        raise DeclarationError(f"{where}: {key} must be true or false, not {value!r}")
    return value


def _optional_name(meta: Mapping[str, Any], key: str, where: str) -> str | None:
    value = meta.get(key)
    if value is not None and not (isinstance(value, str) and NAME.fullmatch(value)):
        raise DeclarationError(f"{where}: {key} must match {NAME.pattern}, not {value!r}")
    return value


def _no_twins(names: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DeclarationError(f"{where}: {name} is declared twice")
        seen.add(name)
