"""Takes people out of everything that the workspace holds, and proves it.

Belongs here: who is meant, which rows name them, the order of the steps, the proof. Does not
belong here: how files are looked into (searching), how the vault and the versions forget.

An erasure begins with a sealed plan and ends with a proof; whatever interrupts it, the next
`fugou erase` goes through the plan again, and steps done twice change nothing.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import SecretStr

from fugou.audit import knows_every_load, open_build
from fugou.ingest import ERASURES, HUBS, SCHEMA_FILE, is_unfinished, report_file
from fugou.pseudonyms import KINDS, load_key, pseudonym, user_id
from fugou.publish import count_users, forget_users
from fugou.retention import archived_files, hash_of
from fugou.searching import (
    SHORTEST_VALUE,
    Search,
    landed_files_with,
    patterns,
    search_workspace,
)
from fugou.sources import Source, Table
from fugou.vault import Access, Vault
from fugou.workspace import Workspace, move_into_place, sync_folder

# They stand beside identifiers and are shared by many: a name is no key to a person.
_DESCRIPTIVE = frozenset({"address", "name"})
_KINDS = (KINDS - _DESCRIPTIVE) | {"user_id"}
_NOBODYS = "nobody's"
_PSEUDONYM = re.compile(r"[0-9a-f]{64}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class ErasureRefusedError(RuntimeError):
    """Nothing was erased; the message says what has to be done first."""


class ErasureIncompleteError(RuntimeError):
    """Something of the people is left after the erasure.

    Args:
        hits: Where.
    """

    def __init__(self, hits: Sequence[str]) -> None:
        lines = "\n".join(f"- {hit}" for hit in hits)
        super().__init__(
            "something of the erased people is left; remove it and run `fugou erase` again:\n"
            + lines
        )
        self.hits = tuple(hits)


@dataclass(frozen=True)
class Request:
    """One line of a request file.

    Args:
        request_id: Its number; the proof is called by it. Several lines may share it.
        identifier_type: `user_id`, a kind of identifier, or `<source>.member_id`.
        identifier: In plain, or as pseudonym.
    """

    request_id: str
    identifier_type: str
    identifier: str = field(repr=False)


@dataclass(frozen=True)
class Proof:
    """What an erasure did and where it searched; names nobody.

    Args:
        request_id: The request.
        people: Number of people of this request.
        erased_at: UTC instant, ISO 8601.
        erased_together: All requests of the run; what follows counts for all of them.
        rows_erased: Rows taken out of bronze, by source table.
        cells_emptied: Values taken out of rows of other people, by source table.
        landed_files_removed: Files of landing.
        archived_files_removed: Files of the archive.
        vault_entries_removed: Entries of the vault.
        published_rows_removed: Rows of published tables, over all versions.
        values_searched: Values looked for in every column of every file.
        values_too_short: Values that are looked for in the declared columns only: they are too
            short to tell them from other numbers.
        files_searched: Files looked into, by top folder.
        tables_searched: Tables in them.
        columns_searched: Columns of these tables.
        hits: Places with a value; always 0.
    """

    request_id: str
    people: int
    erased_at: str
    erased_together: list[str]
    rows_erased: dict[str, int]
    cells_emptied: dict[str, int]
    landed_files_removed: int
    archived_files_removed: int
    vault_entries_removed: int
    published_rows_removed: int
    values_searched: int
    values_too_short: int
    files_searched: dict[str, int]
    tables_searched: int
    columns_searched: int
    hits: int


@dataclass
class _Plan:
    """Everything that later steps need and that the first steps destroy.

    Args:
        requests: Request to the ids of its people.
        user_ids: All ids that the people have or ever had.
        identifiers: Type to identifiers of the people.
        others: Type to identifiers of other people in rows that name the erased ones.
        plain: Identifiers of the people as landed files write them.
        erased_at: UTC instant, ISO 8601.
        hubs: Type, identifier and links of identifiers that join nobody; the erased rows are among
            what shows that.
        parts: `<source>.<table>` to keys of rows whose parts go with them.
        rows: Bronze file, as `<source>.<table>.<content>`, to number of rows that go.
        cells: The same for values of rows that stay.
        landed: Landed file that holds the people to its content's hash.
        archived: Archived files that hold them.
        vault_entries: Entries of the vault that go.
        published_rows: Published rows that go.
    """

    requests: dict[str, list[str]]
    user_ids: list[str]
    identifiers: dict[str, list[str]]
    plain: list[str]
    erased_at: str
    others: dict[str, list[str]] = field(default_factory=dict)
    hubs: list[tuple[str, str, int]] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)
    landed: dict[str, str] = field(default_factory=dict)
    archived: list[str] = field(default_factory=list)
    vault_entries: int = 0
    published_rows: int = 0

    @property
    def access(self) -> Access:
        return Access("erasure", ", ".join(sorted(self.requests)))

    @property
    def all_identifiers(self) -> set[str]:
        return {one for ids in self.identifiers.values() for one in ids}

    @property
    def values(self) -> set[str]:
        return {*self.all_identifiers, *self.user_ids, *self.plain}

    @property
    def patterns(self) -> list[str]:
        return patterns(one for one in self.values if len(one) >= SHORTEST_VALUE)


def read_requests(file: Path) -> list[Request]:
    """Read a request file.

    Args:
        file: CSV, or JSON (a list of objects), with `request_id` and either `user_id` or
            `identifier_type` and `identifier`.

    Returns:
        Its lines.

    Raises:
        ErasureRefusedError: If the file cannot be read or a line is incomplete; the message does
            not quote it.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            is_json = file.suffix.lower() == ".json"
            lines = json.load(handle) if is_json else list(csv.DictReader(handle))
    except (ValueError, csv.Error) as unreadable:
        raise ErasureRefusedError(f"{file.name} is no CSV or JSON in UTF-8") from unreadable
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise ErasureRefusedError(f"{file.name} is no list of objects")
    requests = [_request(number, line) for number, line in enumerate(lines, start=1)]
    if not requests:
        raise ErasureRefusedError(f"{file.name} holds no request")
    return requests


def _request(number: int, line: Mapping[str, Any]) -> Request:
    texts = {key: str(value or "").strip() for key, value in line.items()}
    user_id = texts.get("user_id")
    kind = "user_id" if user_id else texts.get("identifier_type", "")
    identifier = user_id or texts.get("identifier", "")
    request_id = texts.get("request_id", "")
    if not _REQUEST_ID.fullmatch(request_id):
        raise ErasureRefusedError(f"request {number}: request_id must match {_REQUEST_ID.pattern}")
    if kind not in _KINDS and not kind.endswith(".member_id"):
        raise ErasureRefusedError(
            f"request {request_id}: identifier_type must be user_id, <source>.member_id or one of "
            f"{', '.join(sorted(_KINDS))}"
        )
    if not identifier:
        raise ErasureRefusedError(f"request {request_id}: identifier is missing")
    return Request(request_id, kind, identifier)


def proof_file(workspace: Workspace, request_id: str) -> Path:
    """Tell where a proof lies.

    Args:
        workspace: The workspace.
        request_id: Its request.

    Returns:
        Path of a JSON file that exists when the request is done.
    """
    return workspace.proofs / f"{request_id}.json"


def erase(
    workspace: Workspace,
    sources: Mapping[str, Source],
    requests: Sequence[Request],
    vault: Vault,
    pseudonym_key: SecretStr | None,
    now: datetime | None = None,
) -> tuple[Proof, ...]:
    """Erase the people of some requests from every file of the workspace.

    An erasure that was interrupted is brought to its end first; requests that are done are
    skipped.

    Args:
        workspace: The workspace; it is locked meanwhile.
        sources: The declared sources by name.
        requests: Whom to erase.
        vault: The vault of the workspace.
        pseudonym_key: Secret of its pseudonyms, or None for the development key.
        now: UTC instant that is written down, with zone; None takes the clock.

    Returns:
        A proof per request; empty if all were done before.

    Raises:
        ErasureRefusedError: If the build does not know every loaded file, landed files are not
            loaded yet, or nobody is found for a request.
        ErasureIncompleteError: If the search finds something afterwards; there is no proof then.
        fugou.keys.KeyChangedError: If a key is not that of the workspace.
        fugou.workspace.WorkspaceBusyError: If another process writes to the workspace.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    with workspace.lock():
        proofs = _finish(workspace, sources, vault) if workspace.erasure_plan.exists() else ()
        due = [one for one in requests if not proof_file(workspace, one.request_id).exists()]
        if not due:
            return proofs
        key = load_key(workspace.home, pseudonym_key)
        plan = _plan(workspace, sources, due, vault, key, moment)
        sealed = vault.seal_text(json.dumps(asdict(plan)))
        _write(workspace, workspace.erasure_plan, sealed)
        return (*proofs, *_finish(workspace, sources, vault))


def _write(workspace: Workspace, target: Path, content: bytes) -> None:
    unfinished = workspace.half_written / target.name
    unfinished.write_bytes(content)
    move_into_place(unfinished, target)


# What is planned


def _plan(
    workspace: Workspace,
    sources: Mapping[str, Source],
    requests: Sequence[Request],
    vault: Vault,
    pseudonym_key: bytes,
    moment: datetime,
) -> _Plan:
    landed = _landed(workspace, sources)
    with open_build(workspace.build_file) as connection:
        if not knows_every_load(connection, workspace):
            raise ErasureRefusedError(
                "the build does not know every loaded file, so it cannot tell all that belongs to "
                "a person; run: fugou build"
            )
        plan = _people(connection, requests, pseudonym_key, moment)
        beside = _beside(workspace, sources, plan)
        plan.others = _others(connection, beside, plan)
        plan.hubs = connection.execute(
            "select identifier_type, identifier, link_count from user_facts.int_identifier_hubs"
        ).fetchall()
    plan.identifiers[_NOBODYS] = _left_alone(workspace, sources, beside, plan)
    plan.plain += vault.reveal(plan.all_identifiers, plan.access).values()
    plan.parts = _parts(workspace, sources, plan)
    for file, rule in _bronze(workspace, sources, plan):
        rows, cells = rule.count(file)
        name = _name_of(file)
        plan.rows |= {name: rows} if rows else {}
        plan.cells |= {name: cells} if cells else {}
    plan.landed = _landed_files(workspace, landed, plan)
    plan.archived = _archived_files(workspace, vault, plan)
    plan.vault_entries = len(vault.known_since(plan.all_identifiers))
    plan.published_rows = count_users(workspace, plan.user_ids)
    return plan


def _people(
    connection: duckdb.DuckDBPyConnection,
    requests: Sequence[Request],
    pseudonym_key: bytes,
    moment: datetime,
) -> _Plan:
    users: dict[str, list[str]] = {}
    plain: set[str] = set()
    for request in requests:
        found = _users_of(connection, request, pseudonym_key)
        if not found:
            raise ErasureRefusedError(
                f"request {request.request_id}: its {request.identifier_type} is nobody's, or that "
                "of several people; name the person by a member number"
            )
        users.setdefault(request.request_id, []).extend(found)
        if request.identifier_type != "user_id":
            plain.add(request.identifier)
    user_ids = {one for ids in users.values() for one in ids}
    rows = connection.execute(
        """
        select identifier_type, identifier from user_facts.int_identifiers_resolved
        where list_contains(?, user_id) order by all
        """,
        [sorted(user_ids)],
    ).fetchall()
    identifiers: dict[str, list[str]] = {}
    for kind, identifier in rows:
        identifiers.setdefault(kind, []).append(identifier)
    # A person is called after one of his identifiers, in earlier versions after another one.
    former = {user_id(pseudonym_key, kind, identifier) for kind, identifier in rows}
    return _Plan(
        requests={request: sorted(set(ids)) for request, ids in users.items()},
        user_ids=sorted(user_ids | former),
        identifiers=identifiers,
        plain=sorted(plain),
        erased_at=moment.isoformat(),
    )


def _users_of(
    connection: duckdb.DuckDBPyConnection, request: Request, pseudonym_key: bytes
) -> list[str]:
    kind, value = request.identifier_type, request.identifier
    column = "user_id" if kind == "user_id" else "identifier"
    # The number of a member can be an identifier of some kind, such as a card.
    hashed_as = {kind} & KINDS if not kind.endswith(".member_id") else KINDS
    hashes = [pseudonym(pseudonym_key, one, value) for one in sorted(hashed_as)]
    kinds = [kind] if kind.endswith(".member_id") else None
    found = connection.execute(
        f"""
        select distinct user_id from user_facts.int_identifiers_resolved
        where list_contains(?, {column}) and (? is null or list_contains(?, identifier_type))
        order by user_id
        """,
        [[value, *hashes], kinds, kinds or []],
    ).fetchall()
    return [user for (user,) in found]


def _landed(workspace: Workspace, sources: Mapping[str, Source]) -> dict[Path, str]:
    """Give the landed files and their contents' hashes; refuse if one waits to be loaded."""
    report = report_file(workspace)
    rejected = (
        {one["file"] for one in json.loads(report.read_text(encoding="utf-8"))["rejected"]}
        if report.exists()
        else set()
    )
    landed: dict[Path, str] = {}
    for source, table in _tables(sources):
        folder = workspace.landing / source.name / table.name
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(workspace.landing).as_posix()
            if not path.is_file() or is_unfinished(path) or name in rejected:
                continue
            content = hash_of(path)
            if not (_folder(workspace, source, table) / f"{content}.parquet").exists():
                raise ErasureRefusedError("landed files are not loaded yet; run: fugou ingest")
            landed[path] = content
    return landed


def _beside(workspace: Workspace, sources: Mapping[str, Source], plan: _Plan) -> set[str]:
    """Give what else is named in rows that name the erased people."""
    beside: set[str] = set()
    for file, rule in _bronze(workspace, sources, plan):
        beside |= rule.named_beside(file)
    return beside


def _others(
    connection: duckdb.DuckDBPyConnection, beside: set[str], plan: _Plan
) -> dict[str, list[str]]:
    """Find the other people among them."""
    rows = connection.execute(
        """
        select identifier_type, identifier from user_facts.int_identifiers_resolved
        where list_contains(?, identifier) and not list_contains(?, user_id) order by all
        """,
        [sorted(beside), plan.user_ids],
    ).fetchall()
    others: dict[str, list[str]] = {}
    for kind, identifier in rows:
        others.setdefault(kind, []).append(identifier)
    return others


def _left_alone(
    workspace: Workspace, sources: Mapping[str, Source], beside: set[str], plan: _Plan
) -> list[str]:
    """Find identifiers of the erased people that are nobody's, and in nobody else's rows.

    A phone of two people is nobody's. When both are erased, it has to go as well.
    """
    others = {one for ids in plan.others.values() for one in ids}
    loose = {one for one in beside if _PSEUDONYM.fullmatch(one)} - plan.all_identifiers - others
    kept: set[str] = set()
    if loose:
        for file, rule in _bronze(workspace, sources, plan):
            kept |= rule.kept_by_others(file, loose)
    return sorted(loose - kept)


def _parts(
    workspace: Workspace, sources: Mapping[str, Source], plan: _Plan
) -> dict[str, list[str]]:
    """Find the keys of which every row goes, so that their parts go as well."""
    parts: dict[str, list[str]] = {}
    for source, table in _tables(sources):
        for column in table.columns:
            if column.part_of is None:
                continue
            whole = source.tables[column.part_of]
            rule = _Rule.of(source, whole, plan)
            files = list(_files(_folder(workspace, source, whole)))
            going = {key for file in files for key in rule.keys(file, column.name, going=True)}
            staying = {
                key
                for file in files
                if going
                for key in rule.keys(file, column.name, going=False)
                if key in going
            }
            parts[f"{source.name}.{whole.name}"] = sorted(going - staying)
    return parts


def _landed_files(workspace: Workspace, landed: Mapping[Path, str], plan: _Plan) -> dict[str, str]:
    touched = _touched(plan)
    found = {path for path, content in landed.items() if content in touched}
    for path in landed_files_with(workspace, plan.patterns):
        if path not in landed:
            raise ErasureRefusedError(
                "landed files that could not be loaded name people of these requests; mend or "
                "remove what `fugou status` lists as rejected or unknown"
            )
        found.add(path)
    return {path.relative_to(workspace.landing).as_posix(): landed[path] for path in sorted(found)}


def _archived_files(workspace: Workspace, vault: Vault, plan: _Plan) -> list[str]:
    files = archived_files(workspace)
    touched = _touched(plan)
    found = {path for path in files if path.name.rsplit(".", 2)[1] in touched}
    rest = {path: name for path, name in files.items() if path not in found}
    if rest:
        contents = vault.open_files(rest, plan.access)
        for path, (name, content) in zip(rest, contents, strict=True):
            search = Search(plan.patterns)
            search.in_file(content, name, "archive")
            found |= {path} if search.hits() else set()
    return sorted(path.relative_to(workspace.archive).as_posix() for path in found)


def _touched(plan: _Plan) -> set[str]:
    return {name.rsplit(".", 1)[1] for name in (*plan.rows, *plan.cells)}


# Which rows name them


def _tables(sources: Mapping[str, Source]) -> Iterator[tuple[Source, Table]]:
    for source in sources.values():
        for table in source.tables.values():
            yield source, table


def _folder(workspace: Workspace, source: Source, table: Table) -> Path:
    return workspace.bronze / source.name / table.name


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.parquet")):
        if path.name != SCHEMA_FILE:
            yield path


def _name_of(file: Path) -> str:
    return f"{file.parent.parent.name}.{file.parent.name}.{file.stem}"


def _bronze(
    workspace: Workspace, sources: Mapping[str, Source], plan: _Plan
) -> Iterator[tuple[Path, _Rule]]:
    for source, table in _tables(sources):
        rule = _Rule.of(source, table, plan)
        for file in _files(_folder(workspace, source, table)):
            yield file, rule


@dataclass(frozen=True)
class _Naming:
    """A column that names people.

    Args:
        erased: Values that name erased people.
        others: Values that name other people.
        is_required: Whether a row without it says nothing.
        is_number: Whether it holds member numbers.
    """

    erased: pa.Array
    others: pa.Array
    is_required: bool
    is_number: bool

    def names(self, values: pa.Array, wanted: pa.Array) -> pa.Array:
        if self.is_number:
            # Spreadsheets write numbers as 123.0.
            values = pc.replace_substring_regex(pc.utf8_trim_whitespace(values), r"\.0+$", "")
        return pc.is_in(values, value_set=wanted)


@dataclass(frozen=True)
class _Rule:
    """Which rows of a table go, and which values of other rows.

    Args:
        naming: Columns that name people.
        beside: Columns with names and addresses, of whom cannot be told.
        parts: Column to keys of rows elsewhere without which a row says nothing.
    """

    naming: Mapping[str, _Naming]
    beside: tuple[str, ...]
    parts: Mapping[str, pa.Array]

    @classmethod
    def of(cls, source: Source, table: Table, plan: _Plan) -> _Rule:
        naming, parts = {}, {}
        for column in table.columns:
            if column.member_of or (column.identifier and column.identifier not in _DESCRIPTIVE):
                kind = f"{column.member_of}.member_id" if column.member_of else None
                naming[column.name] = _Naming(
                    erased=_values(plan.identifiers, kind),
                    others=_values(plan.others, kind),
                    is_required=column.required,
                    is_number=column.member_of is not None,
                )
            if column.part_of:
                keys = plan.parts.get(f"{source.name}.{column.part_of}", [])
                parts[column.name] = pa.array(keys, pa.string())
        beside = tuple(one.name for one in table.columns if one.identifier in _DESCRIPTIVE)
        return cls(naming, beside, parts)

    def judge(self, rows: pa.RecordBatch) -> tuple[pa.Array, dict[str, pa.Array]]:
        """Tell which rows go, and which values of the others are emptied.

        A row goes if it names an erased person and nobody else, or in a column without which it
        says nothing. Another person's row stays, and no longer names the erased one.
        """
        present = [name for name in self.naming if name in rows.schema.names]
        erased = {n: self.naming[n].names(rows[n], self.naming[n].erased) for n in present}
        others = [self.naming[n].names(rows[n], self.naming[n].others) for n in present]
        names_them = _any(rows, erased.values())
        decisive = _any(rows, (erased[n] for n in present if self.naming[n].is_required))
        alone = pc.and_(names_them, pc.invert(_any(rows, others)))
        of_them = _any(
            rows,
            (
                pc.is_in(rows[n], value_set=k)
                for n, k in self.parts.items()
                if n in rows.schema.names
            ),
        )
        goes = pc.or_(pc.or_(decisive, alone), of_them)
        stays = pc.and_(names_them, pc.invert(goes))
        emptied = {n: pc.and_(stays, erased[n]) for n in present}
        for name in self.beside:
            if name in rows.schema.names:
                emptied[name] = pc.and_(stays, pc.is_valid(rows[name]))
        return goes, emptied

    def _batches(self, file: Path, *more: str) -> Iterator[pa.RecordBatch]:
        content = pq.ParquetFile(file)
        wanted = {*self.naming, *self.beside, *self.parts, *more}
        columns = [name for name in content.schema_arrow.names if name in wanted]
        if columns:
            yield from content.iter_batches(columns=columns)

    def count(self, file: Path) -> tuple[int, int]:
        """Count the rows that go and the values that are emptied."""
        rows = cells = 0
        for batch in self._batches(file):
            goes, emptied = self.judge(batch)
            rows += _sum(goes)
            cells += sum(map(_sum, emptied.values()))
        return rows, cells

    def named_beside(self, file: Path) -> set[str]:
        """Give who else is named in rows that name erased people."""
        found: set[str] = set()
        for batch in self._batches(file):
            present = [name for name in self.naming if name in batch.schema.names]
            erased = [self.naming[n].names(batch[n], self.naming[n].erased) for n in present]
            rows = batch.filter(_any(batch, erased))
            for name in present:
                found.update(one.strip() for one in rows[name].to_pylist() if one)
        return found

    def kept_by_others(self, file: Path, loose: set[str]) -> set[str]:
        """Give those of some identifiers that stand in rows of other people."""
        wanted = pa.array(sorted(loose), pa.string())
        kept: set[str] = set()
        for batch in self._batches(file):
            present = [name for name in self.naming if name in batch.schema.names]
            goes, _ = self.judge(batch)
            with_one = _any(batch, (pc.is_in(batch[n], value_set=wanted) for n in present))
            rows = batch.filter(pc.and_(with_one, pc.invert(goes))).select(present)
            for row in rows.to_pylist():
                named = {value for value in row.values() if value}
                if named - loose:
                    kept |= named & loose
        return kept

    def keys(self, file: Path, column: str, going: bool) -> set[str]:
        """Give the keys of the rows that go, or of those that stay."""
        found: set[str] = set()
        for batch in self._batches(file, column):
            goes, _ = self.judge(batch)
            chosen = batch.filter(goes if going else pc.invert(goes))
            found.update(one for one in chosen[column].to_pylist() if one)
        return found

    def rewrite(self, file: Path, target: Path) -> None:
        """Write a file anew without the rows and values."""
        content = pq.ParquetFile(file)
        with pq.ParquetWriter(target, content.schema_arrow, compression="zstd") as writer:
            for batch in content.iter_batches():
                goes, emptied = self.judge(batch)
                columns = [
                    pc.if_else(emptied[name], pa.scalar(None, pa.string()), batch[name])
                    if name in emptied
                    else batch[name]
                    for name in batch.schema.names
                ]
                kept = pa.RecordBatch.from_arrays(columns, schema=batch.schema)
                writer.write_batch(kept.filter(pc.invert(goes)))


def _values(identifiers: Mapping[str, Sequence[str]], kind: str | None) -> pa.Array:
    # A pseudonym tells its kind by itself.
    chosen = [ids for name, ids in identifiers.items() if kind in {None, name}]
    return pa.array(sorted({one for ids in chosen for one in ids}), pa.string())


def _any(rows: pa.RecordBatch, masks: Iterable[pa.Array]) -> pa.Array:
    result = pa.repeat(pa.scalar(False), rows.num_rows)
    for mask in masks:
        result = pc.or_(result, mask)
    return result


def _sum(mask: pa.Array) -> int:
    return int(pc.sum(mask).as_py() or 0)


# What is done


def _finish(workspace: Workspace, sources: Mapping[str, Source], vault: Vault) -> tuple[Proof, ...]:
    """Go through the steps of the plan; all of them can be done again."""
    plan = _read_plan(workspace, vault)
    vault.forget(plan.all_identifiers)
    _clean_bronze(workspace, sources, plan)
    _remove_files(workspace, plan)
    _remove_build(workspace)
    forget_users(workspace, plan.user_ids)
    _record(workspace, plan)
    _remember_hubs(workspace, plan)
    search = search_workspace(workspace, vault, plan.patterns, plan.access)
    hits = search.hits()
    for file, rule in _bronze(workspace, sources, plan):
        if any(rule.count(file)):
            hits.append(f"{file.relative_to(workspace.home).as_posix()}, a row or value")
    if hits:
        raise ErasureIncompleteError(hits)
    proofs = _proofs(plan, search)
    for proof in proofs:
        content = json.dumps(asdict(proof), ensure_ascii=False, indent=1)
        _write(workspace, proof_file(workspace, proof.request_id), content.encode())
    workspace.erasure_plan.unlink()
    sync_folder(workspace.vault)
    return proofs


def _read_plan(workspace: Workspace, vault: Vault) -> _Plan:
    access = Access("erasure", "plan of an erasure")
    return _Plan(**json.loads(vault.open_text(workspace.erasure_plan.read_bytes(), access)))


def _clean_bronze(workspace: Workspace, sources: Mapping[str, Source], plan: _Plan) -> None:
    for name in sorted({*plan.rows, *plan.cells}):
        system, table, content = name.split(".")
        file = workspace.bronze / system / table / f"{content}.parquet"
        unfinished = workspace.half_written / f"erased.{name}.parquet"
        rule = _Rule.of(sources[system], sources[system].tables[table], plan)
        rule.rewrite(file, unfinished)
        move_into_place(unfinished, file)


def _remove_files(workspace: Workspace, plan: _Plan) -> None:
    for name, content in plan.landed.items():
        path = workspace.landing / name
        # An exporter may have dropped another file of that name since.
        if path.exists() and hash_of(path) == content:
            path.unlink()
            sync_folder(path.parent)
    for name in plan.archived:
        path = workspace.archive / name
        if path.exists():
            path.unlink()
            sync_folder(path.parent)


def _remove_build(workspace: Workspace) -> None:
    """Empty the folder of the build: failing rows are kept there, too."""
    for path in workspace.build.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != report_file(workspace):
            path.unlink()
    sync_folder(workspace.build)


def _record(workspace: Workspace, plan: _Plan) -> None:
    rows = [
        {
            "source_system": name.split(".")[0],
            "source_table": name.split(".")[1],
            "content_sha256": name.split(".")[2],
            "rows_erased": count,
            "request_ids": ", ".join(sorted(plan.requests)),
            "erased_at": datetime.fromisoformat(plan.erased_at),
        }
        for name, count in sorted({**dict.fromkeys(plan.cells, 0), **plan.rows}.items())
    ]
    name = f"{plan.erased_at.replace(':', '')}.{min(plan.requests)}.parquet"
    unfinished = workspace.half_written / name
    pq.write_table(pa.Table.from_pylist(rows, schema=ERASURES), unfinished)
    move_into_place(unfinished, workspace.erasures / name)


def _remember_hubs(workspace: Workspace, plan: _Plan) -> None:
    """Keep in mind what joins nobody: with fewer rows left a store's phone would look like one's.

    What is remembered of the erased people themselves goes.
    """
    file = workspace.hubs / "hubs.parquet"
    known = pq.read_table(file).to_pylist() if file.exists() else []
    links = {(one["identifier_type"], one["identifier"]): one["link_count"] for one in known}
    links |= {(kind, identifier): count for kind, identifier, count in plan.hubs}
    erased = plan.all_identifiers
    rows = [
        {"identifier_type": kind, "identifier": identifier, "link_count": count}
        for (kind, identifier), count in sorted(links.items())
        if identifier not in erased
    ]
    unfinished = workspace.half_written / file.name
    pq.write_table(pa.Table.from_pylist(rows, schema=HUBS), unfinished)
    move_into_place(unfinished, file)


def _proofs(plan: _Plan, search: Search) -> tuple[Proof, ...]:
    short = sum(len(value) < SHORTEST_VALUE for value in plan.values)
    return tuple(
        Proof(
            request_id=request,
            people=len(users),
            erased_at=plan.erased_at,
            erased_together=sorted(plan.requests),
            rows_erased=_by_table(plan.rows),
            cells_emptied=_by_table(plan.cells),
            landed_files_removed=len(plan.landed),
            archived_files_removed=len(plan.archived),
            vault_entries_removed=plan.vault_entries,
            published_rows_removed=plan.published_rows,
            values_searched=len(plan.values) - short,
            values_too_short=short,
            files_searched=dict(sorted(search.files.items())),
            tables_searched=search.tables,
            columns_searched=search.columns,
            hits=len(search.hits()),
        )
        for request, users in sorted(plan.requests.items())
    )


def _by_table(counts: Mapping[str, int]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for name, count in counts.items():
        totals[name.rsplit(".", 1)[0]] += count
    return dict(sorted(totals.items()))
