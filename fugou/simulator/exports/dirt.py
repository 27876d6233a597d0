"""The kinds of dirt in the demo brand's files, their switches, and the rows that carry them.

Belongs here: which kinds exist, at which rates, what each does to rows. Does not belong here:
which file a row goes into and where dirt must be found (`landing`).

A row becomes dirty in one way only. All dirt but `late` and `time_zone_mix` is additive: the good
row stays.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fugou.simulator import SimulationError
from fugou.simulator.exports.files import as_written
from fugou.simulator.exports.tables import Column, TableSpec
from fugou.simulator.rows import DAY_SECONDS, SHANGHAI_SECONDS

DROP_SECONDS = 2 * 3600  # a drop comes at 02:00 Shanghai time
LATE_DAYS = (35, 150)  # a monthly file is at most 31 days behind
OUT_OF_ORDER_DROPS = 3
CLOCK_AHEAD_DAYS = (2, 400)  # staging forgives one day
NEW_COLUMN = "ab_bucket"
RENAMED_HEADER = "mobile"
UNREADABLE = "N/A"

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class DirtKind:
    """One kind of dirt.

    Args:
        name: Its name.
        rate: Default share of its unit.
        meaning: What is in the files.
        found_in: Where the warehouse must show it.
        tables: Where it is put, as `<source>/<table>`, and the column that it touches there.
        unit: What the rate is a share of.
        made_by: `files` (this package adds it to clean rows) or `behaviour` (the model makes it).
    """

    name: str
    rate: float
    meaning: str
    found_in: str
    tables: Mapping[str, str]
    unit: Literal["rows", "files", "members"] = "rows"
    made_by: Literal["files", "behaviour"] = "files"


_KINDS = (
    DirtKind(
        "duplicates",
        0.002,
        "the same row again in a later line or file",
        "duplicate in int_*_classified; copies of the key in staging",
        {
            "shop/orders": "order_id",
            "shop/order_items": "order_id",
            "shop/refunds": "refund_id",
            "store/receipts": "receipt_no",
            "store/receipt_lines": "receipt_no",
            "store/returns": "return_no",
            "crm/members": "member_no",
            "engagement/events": "event_id",
        },
    ),
    DirtKind(
        "late",
        0.002,
        "a row lands 35 to 150 days after its business day",
        "arrival_delays",
        {
            "shop/order_items": "updated_at",
            "shop/refunds": "updated_at",
            "store/receipts": "updated_at",
            "store/receipt_lines": "updated_at",
            "engagement/events": "happened_at",
        },
    ),
    DirtKind(
        "out_of_order",
        0.003,
        "an older version lands after the newer one",
        "superseded, loaded later than the version in force",
        {"shop/orders": "shipping_fee", "crm/members": "level"},
    ),
    DirtKind(
        "broken_lines",
        0.0005,
        "a copy of a line, cut off",
        "quarantine of ingest",
        {
            "crm/points": "",
            "store/receipts": "",
            "shop/carts": "",
            "engagement/events": "",
        },
    ),
    DirtKind(
        "wrong_types",
        0.001,
        "a copy under a new key with letters in an amount or time",
        "quarantine of staging: is not readable",
        {
            "store/receipts": "traded_at",
            "store/receipt_lines": "paid_amount",
            "engagement/events": "happened_at",
            "service/tickets": "opened_at",
            "survey/answers": "submitted_at",
        },
    ),
    DirtKind(
        "missing_keys",
        0.001,
        "a copy without its key",
        "quarantine of staging: is missing",
        {
            "crm/members": "member_no",
            "shop/orders": "order_id",
            "store/receipts": "receipt_no",
            "wecom/contacts": "relation_id",
            "engagement/events": "event_id",
        },
    ),
    DirtKind(
        "orphans",
        0.001,
        "a copy that belongs to an order that does not exist",
        "unmatched",
        {
            "shop/order_items": "order_id",
            "store/receipt_lines": "receipt_no",
        },
    ),
    DirtKind(
        "negative_amounts",
        0.001,
        "a further line of an order with a negative paid amount",
        "negative_amount",
        {"shop/order_items": "paid_amount", "store/receipt_lines": "paid_amount"},
    ),
    DirtKind(
        "clock_errors",
        0.0005,
        "a copy under a new key, in 1970 or after its drop",
        "quarantine of staging: is no possible time",
        {
            "shop/orders": "ordered_at",
            "store/receipts": "traded_at",
            "engagement/events": "happened_at",
        },
    ),
    DirtKind(
        "time_zone_mix",
        0.01,
        "an instant written with Z instead of +08:00",
        "the same UTC instant in staging",
        {"shop/carts": "happened_at", "engagement/events": "happened_at"},
    ),
    DirtKind(
        "resent_files",
        0.04,
        "the bytes of a file again under another name; counted in files",
        "already_loaded in the report of ingest",
        {"crm/members": "", "shop/orders": "", "store/receipts": "", "engagement/events": ""},
        unit="files",
    ),
    DirtKind(
        "drift_new_column",
        0.04,
        f"an undeclared column {NEW_COLUMN}; counted in files",
        "undeclared_columns of the load",
        {"crm/members": "", "shop/orders": "", "engagement/events": ""},
        unit="files",
    ),
    DirtKind(
        "drift_missing_column",
        0.04,
        "an optional column is absent; counted in files",
        "missing_columns of the load",
        {"engagement/events": "message_length"},
        unit="files",
    ),
    DirtKind(
        "drift_renamed_column",
        0.04,
        f"the column is called {RENAMED_HEADER}; counted are its values",
        "its values are in bronze",
        {"crm/members": "phone"},
        unit="files",
    ),
    DirtKind(
        "shared_phones",
        0.025,
        "cards carry the phone of a store",
        "int_identifier_hubs",
        {"store/cards": "phone"},
        unit="members",
        made_by="behaviour",
    ),
    DirtKind(
        "late_identities",
        0.02,
        "a binding that joins two known identities lands months later",
        "staged identities, loaded later",
        {"crm/bindings": ""},
        unit="members",
        made_by="behaviour",
    ),
    DirtKind(
        "consent_withdrawn",
        0.15,
        "a member takes consent back",
        "staged consents",
        {"crm/consents": "status"},
        unit="members",
        made_by="behaviour",
    ),
    DirtKind(
        "erasure_requests",
        0.004,
        "a member wants to be forgotten",
        "staged erasure requests",
        {"crm/erasure_requests": ""},
        unit="members",
        made_by="behaviour",
    ),
)
KINDS: Mapping[str, DirtKind] = {kind.name: kind for kind in _KINDS}


@dataclass(frozen=True)
class Dirt:
    """How much dirt there is.

    Args:
        rates: Share by kind, 0 to 1; a kind that is not named is off.

    Raises:
        SimulationError: If a kind is unknown or a rate is no share; the message says what is valid.
    """

    rates: Mapping[str, float]

    def __post_init__(self) -> None:
        _check_known(self.rates)
        if not all(0 <= rate <= 1 for rate in self.rates.values()):
            raise SimulationError(f"rates of dirt lie between 0 and 1, not {dict(self.rates)}")
        by_row = sum(map(self.rate, _MAKERS))
        if by_row > 1:
            raise SimulationError(f"rates of dirt in rows add up to {by_row}; a row has one kind")

    @classmethod
    def none(cls) -> Dirt:
        """Give clean files."""
        return cls({})

    @classmethod
    def default(cls, without: Iterable[str] = ()) -> Dirt:
        """Give all kinds at their default rates.

        Args:
            without: Kinds that are off.

        Raises:
            SimulationError: If one of them is unknown.
        """
        excluded = set(without)
        _check_known(excluded)
        return cls({kind.name: kind.rate for kind in _KINDS if kind.name not in excluded})

    def rate(self, kind: str) -> float:
        """Tell the rate of a kind.

        Args:
            kind: One of `KINDS`.

        Returns:
            Its share, 0 if it is off.

        Raises:
            SimulationError: If it is unknown.
        """
        _check_known([kind])
        return self.rates.get(kind, 0.0)


def _check_known(kinds: Iterable[str]) -> None:
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise SimulationError(f"unknown dirt {', '.join(unknown)}; known: {', '.join(KINDS)}")


def dice(seed: int, spec: TableSpec, *place: int) -> np.random.Generator:
    """Give the source of randomness of one place; equal on every machine.

    Args:
        seed: Of the simulation.
        spec: The table.
        place: What tells the place from others of the table.

    Returns:
        A generator of its own.
    """
    key = (zlib.crc32(spec.name.encode()), *place)
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=key)))


def files_hit(kind: DirtKind, dirt: Dirt, spec: TableSpec, seed: int, periods: int) -> set[int]:
    """Draw the files of a table that a kind of dirt hits: one at least, unless it is off.

    A missing column takes values away, so it hits the first quarter of the files only: old months,
    as the last one comes by the day.

    Args:
        kind: A kind whose unit is files.
        dirt: The rates.
        spec: The table.
        seed: Of the simulation.
        periods: Files of the table.

    Returns:
        Indexes of periods.
    """
    if spec.name not in kind.tables or dirt.rate(kind.name) == 0:
        return set()
    choices = -(-periods // 4) if kind.name == "drift_missing_column" else periods
    count = max(1, round(dirt.rate(kind.name) * choices))
    generator = dice(seed, spec, zlib.crc32(kind.name.encode()))
    return set(generator.choice(choices, count, replace=False).tolist())


def drift(rows: pa.Table, spec: TableSpec, kinds: Iterable[str]) -> tuple[pa.Table, TableSpec]:
    """Let a table drift from what was agreed.

    Args:
        rows: Canonical rows.
        spec: The table as declared.
        kinds: Kinds of drift.

    Returns:
        The rows, and the columns that their file has.
    """
    columns = list(spec.columns)
    for name in kinds:
        touched = KINDS[name].tables[spec.name]
        if name == "drift_new_column":
            columns.append(Column(NEW_COLUMN, NEW_COLUMN, "text"))
            buckets = np.array(["A", "B"])[np.arange(len(rows)) % 2]
            rows = rows.append_column(NEW_COLUMN, pa.array(buckets, pa.string()))
        elif name == "drift_missing_column":
            columns = [column for column in columns if column.name != touched]
        elif name == "drift_renamed_column":
            columns = [
                replace(column, header=RENAMED_HEADER) if column.name == touched else column
                for column in columns
            ]
    return rows, replace(spec, columns=tuple(columns))


@dataclass(frozen=True)
class Place:
    """Where a chunk of rows stands.

    Args:
        period: Index of its period.
        chunk: Number of the chunk within the file.
        drop_days: Business day of every period's drop, ascending, in days since 1970.
    """

    period: int
    chunk: int
    drop_days: Integers

    @property
    def drop_instant(self) -> int:
        """Instant of the drop, in seconds since 1970 UTC."""
        return int(self.drop_days[self.period]) * DAY_SECONDS + DROP_SECONDS - SHANGHAI_SECONDS


@dataclass
class Soiled:
    """A chunk with its dirt.

    Args:
        rows: What goes into the file now.
        cut_off: So many rows at the end are broken lines.
        later: Rows that go into the file of a later period.
        counts: Dirty rows by kind.
    """

    rows: pa.Table
    cut_off: int = 0
    later: dict[int, list[pa.Table]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, rows: pa.Table) -> None:
        """Append rows to what goes into the file now."""
        self.rows = pa.concat_tables([self.rows, rows], promote_options="default")

    def put_off(self, rows: pa.Table, periods: Integers) -> None:
        """Send each row to its own later period."""
        for period in np.unique(periods).tolist():
            self.later.setdefault(period, []).append(rows.filter(pa.array(periods == period)))


def soil(
    rows: pa.Table, spec: TableSpec, dirt: Dirt, place: Place, generator: np.random.Generator
) -> Soiled:
    """Make some rows of a chunk dirty.

    Args:
        rows: Clean canonical rows of one period.
        spec: Their table.
        dirt: The rates.
        place: Where the chunk stands.
        generator: Source of randomness of this chunk.

    Returns:
        What to write now and later, and how many rows are dirty.
    """
    kinds = [kind for kind in map(KINDS.__getitem__, _MAKERS) if spec.name in kind.tables]
    bounds = np.cumsum([dirt.rate(kind.name) for kind in kinds])
    chosen = np.searchsorted(bounds, generator.random(len(rows)), side="right")
    soiled = Soiled(rows)
    for number, kind in enumerate(kinds):
        indexes = np.flatnonzero(chosen == number)
        if len(indexes):
            job = _Job(spec, kind, place, generator, indexes, rows.take(indexes))
            soiled.counts[kind.name] += _MAKERS[kind.name](job, soiled)
    return soiled


@dataclass(frozen=True)
class _Job:
    """One kind of dirt for the rows that were drawn for it."""

    spec: TableSpec
    kind: DirtKind
    place: Place
    generator: np.random.Generator
    indexes: Integers
    rows: pa.Table

    @property
    def column(self) -> str:
        """The column that the kind touches in this table."""
        return self.kind.tables[self.spec.name]

    @property
    def days(self) -> Integers:
        """The business day of each row, in days since 1970."""
        return business_days(self.rows[self.spec.instant])

    def renewed(self, *columns: str) -> pa.Table:
        """Give the rows a value that nobody else has in some columns."""
        rows = self.rows
        tag = f"{self.kind.name[0].upper()}{self.place.period}-{self.place.chunk}"
        for name in columns:
            values = [
                f"{value}-{tag}-{index}" for index, value in enumerate(rows[name].to_pylist())
            ]
            rows = with_column(rows, name, pa.array(values, pa.string()))
        return rows

    def first_of_key(self, rows: pa.Table) -> pa.Table:
        """Keep one version of each row."""
        keys = zip(*(rows[name].to_pylist() for name in self.spec.key), strict=True)
        first = {key: index for index, key in reversed(list(enumerate(keys)))}
        return rows.take(sorted(first.values()))


def business_days(instants: pa.ChunkedArray) -> Integers:
    """Give the business days of instants.

    Args:
        instants: Instants in seconds UTC, or dates.

    Returns:
        Days since 1970 in Shanghai.
    """
    if pa.types.is_date(instants.type):
        return _integers(instants.cast(pa.int32()))
    return (_integers(instants.cast(pa.int64())) + SHANGHAI_SECONDS) // DAY_SECONDS


def with_column(rows: pa.Table, name: str, values: Any) -> pa.Table:
    """Replace a column.

    Args:
        rows: A table that has it.
        name: The column.
        values: Its new values, castable to its type.

    Returns:
        The table with them.
    """
    position = rows.column_names.index(name)
    return rows.set_column(position, rows.schema.field(position), values.cast(rows[name].type))


def _integers(values: pa.ChunkedArray) -> Integers:
    return np.asarray(values.to_numpy(), np.int64)


def _mix_zones(job: _Job, soiled: Soiled) -> int:
    is_hit = np.zeros(len(soiled.rows), dtype=bool)
    is_hit[job.indexes] = True
    texts = pc.strftime(job.rows[job.column], "%Y-%m-%dT%H:%M:%SZ")
    overruled = pc.replace_with_mask(
        pa.nulls(len(is_hit), pa.string()), pa.array(is_hit), texts.combine_chunks()
    )
    soiled.rows = soiled.rows.append_column(as_written(job.column), overruled)
    return len(job.rows)


def _be_late(job: _Job, soiled: Soiled) -> int:
    drops = job.place.drop_days
    first = np.searchsorted(drops, job.days + LATE_DAYS[0])
    first = np.maximum(first, job.place.period + 1)
    last = np.searchsorted(drops, job.days + LATE_DAYS[1], side="right") - 1
    periods = first + np.floor(job.generator.random(len(first)) * (last - first + 1)).astype(int)
    possible = first <= last
    soiled.put_off(job.rows.filter(pa.array(possible)), periods[possible])
    stays = np.ones(len(soiled.rows), dtype=bool)
    stays[job.indexes[possible]] = False
    soiled.rows = soiled.rows.filter(pa.array(stays))
    return int(possible.sum())


def _duplicate(job: _Job, soiled: Soiled) -> int:
    """Half of the copies come in the next drop, if nobody can take them for late rows then."""
    following = job.place.period + 1
    waits = job.generator.random(len(job.rows)) < 0.5
    if following < len(job.place.drop_days):
        waits &= job.place.drop_days[following] - job.days < LATE_DAYS[0]
    else:
        waits[:] = False
    soiled.add(job.rows.filter(pa.array(~waits)))
    soiled.put_off(job.rows.filter(pa.array(waits)), np.full(int(waits.sum()), following))
    return len(job.rows)


def _bring_old_version(job: _Job, soiled: Soiled) -> int:
    place = job.place
    behind = min(OUT_OF_ORDER_DROPS, len(place.drop_days) - 1 - place.period)
    if not behind:
        return 0
    rows = job.first_of_key(job.rows)
    older = pc.subtract(rows["updated_at"].cast(pa.int64()), DAY_SECONDS)
    rows = with_column(rows, "updated_at", older)
    if job.column == "shipping_fee":
        # Another fee than any other copy of the order: it is no duplicate.
        fee = pc.add(pc.fill_null(rows["shipping_fee"], 0), 1 + place.period + 1000 * place.chunk)
        rows = with_column(rows, "shipping_fee", fee)
    else:
        rows = with_column(rows, job.column, pa.repeat("普通", len(rows)))
    soiled.put_off(rows, place.period + job.generator.integers(1, behind + 1, len(rows)))
    return len(rows)


def _write_letters(job: _Job, soiled: Soiled) -> int:
    rows = job.renewed(job.spec.key[0])
    letters = pa.repeat(UNREADABLE, len(rows))
    soiled.add(rows.append_column(as_written(job.column), letters))
    return len(rows)


def _lose_keys(job: _Job, soiled: Soiled) -> int:
    soiled.add(with_column(job.rows, job.column, pa.nulls(len(job.rows))))
    return len(job.rows)


def _orphan(job: _Job, soiled: Soiled) -> int:
    rows = job.renewed(*dict.fromkeys((job.spec.key[0], job.column)))
    soiled.add(rows)
    return len(rows)


def _negate(job: _Job, soiled: Soiled) -> int:
    rows = job.first_of_key(job.rows.filter(pc.greater(job.rows[job.column], 0)))
    further = pc.add(rows["line_no"], 1000 * (1 + job.place.period))
    rows = with_column(rows, "line_no", further)
    soiled.add(with_column(rows, job.column, pc.negate(rows[job.column])))
    return len(rows)


def _set_clock_wrong(job: _Job, soiled: Soiled) -> int:
    count = len(job.rows)
    ahead = job.generator.integers(*CLOCK_AHEAD_DAYS, count) * DAY_SECONDS
    is_ahead = job.generator.random(count) < 0.5
    instants = np.where(is_ahead, job.place.drop_instant + ahead, 0)
    rows = job.renewed(job.spec.key[0])
    soiled.add(with_column(rows, job.column, pa.array(instants)))
    return count


def _break_lines(job: _Job, soiled: Soiled) -> int:
    soiled.add(job.rows)
    soiled.cut_off = len(job.rows)
    return len(job.rows)


# In this order: marks need the rows where the draw found them, broken lines end the chunk.
_MAKERS: Mapping[str, Callable[[_Job, Soiled], int]] = {
    "time_zone_mix": _mix_zones,
    "late": _be_late,
    "duplicates": _duplicate,
    "out_of_order": _bring_old_version,
    "wrong_types": _write_letters,
    "missing_keys": _lose_keys,
    "orphans": _orphan,
    "negative_amounts": _negate,
    "clock_errors": _set_clock_wrong,
    "broken_lines": _break_lines,
}
