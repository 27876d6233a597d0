"""Numbers that a report states, with what rounding leaves open.

Belongs here: reading a report's numbers, or our own, as intervals. Does not belong here: which of
them contradict each other (contradictions).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb

from fugou.periods import Period, PeriodError

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "metric": ("metric_id", "metric", "指标"),
    "value": ("value", "数值"),
    "report": ("report", "报告"),
    "period": ("period", "周期"),
    "grain": ("grain",),
    "period_start": ("period_start",),
    "dimension": ("dimension", "维度"),
    "dimension_value": ("dimension_value", "维度值"),
    "numerator": ("numerator", "分子"),
    "denominator": ("denominator", "分母"),
}
_NEEDED = ("metric", "value")
# Columns of kpi_values that state nothing to be checked.
_UNUSED = (
    "is_complete",
    "unit",
    "interval_low",
    "interval_high",
    "mature_count",
    "total_count",
    "as_of_date",
)
# With the unit that Chinese reports print behind it.
_NUMBER = re.compile(
    r"([-+]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+(?:e[-+]?\d{1,2})?))"
    r"\s*(%|万|亿|k|m)?\s*[人元单次天个]?",
    re.IGNORECASE,
)
_FACTORS = {"%": "0.01", "万": "10000", "亿": "100000000", "k": "1000", "m": "1000000"}


class StatementsError(ValueError):
    """A file that holds no statements."""


@dataclass(frozen=True)
class Range:
    """What a printed number can have been before it was rounded.

    Args:
        low: Least.
        high: Most.
        text: As it was printed.
    """

    low: float
    high: float
    text: str

    @classmethod
    def parse(cls, text: str) -> Range:
        """Read a printed number.

        Args:
            text: For example `42%`, `1,204`, `1.2 m`, `12.8万`.

        Returns:
            The number, half a unit of its last printed digit either way. Zeros at the end of an
            integer count as printed: 128000 is not 128 thousand.

        Raises:
            ValueError: If it is no number.
        """
        found = _NUMBER.fullmatch(text.strip())
        if found is None:
            hint = "; a comma that parts no groups of three digits may be a decimal one"
            raise ValueError(f"{text!r} is no number{hint if ',' in text else ''}")
        number = Decimal(found[1].replace(",", ""))
        factor = Decimal(_FACTORS.get((found[2] or "").lower(), "1"))
        exponent = number.as_tuple().exponent
        assert isinstance(exponent, int)
        half = Decimal(1).scaleb(exponent) / 2
        if exponent == 0 and factor == 1:
            half = Decimal(0)
        return cls(float((number - half) * factor), float((number + half) * factor), text.strip())

    @classmethod
    def exact(cls, number: float) -> Range:
        """Take a number as it is, but for the last bits of a double."""
        slack = 1e-9 * max(1.0, abs(number))
        return cls(number - slack, number + slack, f"{number:.12g}")


@dataclass(frozen=True)
class Statement:
    """One stated number.

    Args:
        line: Line of the file; 0 for our own.
        report: Which report states it; empty if the file is one.
        metric_id: The metric.
        period: Its period; None if it is not told.
        dimension: `all` for the total.
        dimension_value: `all` for the total.
        value: The number, as a fraction for ratios.
        numerator: Its numerator, if it is told.
        denominator: Its denominator, if it is told.
    """

    line: int
    report: str
    metric_id: str
    period: Period | None
    dimension: str
    dimension_value: str
    value: Range
    numerator: Range | None = None
    denominator: Range | None = None

    @property
    def label(self) -> str:
        """Metric, period and dimension value, for people."""
        parts = [self.metric_id, *([str(self.period)] if self.period else [])]
        if self.dimension != "all":
            parts.append(f"{self.dimension}={self.dimension_value}")
        return " ".join(parts)


@dataclass(frozen=True)
class SetAside:
    """A row that was not checked.

    Args:
        line: Line of the file.
        reason: Why.
    """

    line: int
    reason: str


def read_statements(file: Path, names: Names) -> tuple[list[Statement], list[SetAside]]:
    """Read the numbers that a report states.

    Args:
        file: CSV in UTF-8 or GB18030 with a header: metric (id, or name in either language) and
            value; report, period (or grain and period_start), dimension, dimension_value,
            numerator, denominator where they are told. An export of `kpi_values` is one, too.
        names: Under which names it may state something.

    Returns:
        The statements, and the rows that say nothing that can be checked.

    Raises:
        StatementsError: If the file is no text, has no column of metrics or of values, or has
            columns that are not known.
    """
    with StringIO(_text(file), newline="") as lines:
        reader = csv.DictReader(lines)
        columns = _columns(file, reader.fieldnames or ())
        statements, aside = [], []
        for row in reader:
            told = {
                column: unicodedata.normalize("NFKC", row.get(name) or "").strip() if name else ""
                for column, name in columns.items()
            }
            try:
                if None in row:
                    raise ValueError("more fields than columns; a number with a comma needs quotes")
                statements.append(_statement(reader.line_num, told, names))
            except (ValueError, PeriodError) as error:
                aside.append(SetAside(reader.line_num, str(error)))
    return statements, aside


def _columns(file: Path, names: Iterable[str]) -> dict[str, str | None]:
    """Find under which name a file has each column; None where it has it not."""
    header = {name.strip().lower(): name for name in names}
    found = {
        column: next((alias for alias in aliases if alias in header), None)
        for column, aliases in _COLUMNS.items()
    }
    for column in _NEEDED:
        if found[column] is None:
            raise StatementsError(
                f"{file} has no column {' or '.join(_COLUMNS[column])}; it has"
                f" {', '.join(header) or 'none'}"
            )
    # Spreadsheets end lines in a column without a name, data frames begin with one.
    unknown = [name for name in header if name not in ("", *found.values(), *_UNUSED)]
    if unknown:
        known = ", ".join((*map(" or ".join, _COLUMNS.values()), *_UNUSED))
        raise StatementsError(
            f"columns of {file} that cannot be read: {', '.join(unknown)}; known are {known}"
        )
    return {column: header[alias] if alias else None for column, alias in found.items()}


def _text(file: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return file.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
    raise StatementsError(f"{file} is neither UTF-8 nor GB18030 text; save it as UTF-8")


def _statement(line: int, told: Mapping[str, str], names: Names) -> Statement:
    metric_id = names.metrics.get(told["metric"].lower())
    if metric_id is None:
        raise ValueError(f"{told['metric']!r} is no known metric")
    dimension = names.dimensions.get(told["dimension"].lower() or "all")
    if dimension is None:
        raise ValueError(f"{told['dimension']!r} is no known dimension")
    if bool(told["dimension"]) != bool(told["dimension_value"]):
        raise ValueError("a dimension and its value go together")
    return Statement(
        line,
        told["report"],
        metric_id,
        _period(told["period"], told["grain"].lower(), told["period_start"]),
        dimension,
        names.values.get(dimension, {}).get(told["dimension_value"], told["dimension_value"])
        or "all",
        Range.parse(told["value"]),
        Range.parse(told["numerator"]) if told["numerator"] else None,
        Range.parse(told["denominator"]) if told["denominator"] else None,
    )


def _period(name: str, grain: str, start: str) -> Period | None:
    if grain and start and not name:
        period = Period(grain, datetime.fromisoformat(start).date())
        if Period.parse(str(period)) != period:
            raise ValueError(f"no {grain} starts on {period.start}")
        return period
    if grain or start:
        raise ValueError("a period is told by its name, or by grain and period_start")
    return Period.parse(name) if name else None


def own_statements(file: Path) -> Iterator[Statement]:
    """Give our own published numbers as statements.

    Args:
        file: A published file.

    Yields:
        One statement per number that is not null.
    """
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(
            "select metric_id, grain, period_start, dimension, dimension_value, value, numerator,"
            " denominator from marts.kpi_values where value is not null"
        )
        while rows := found.fetchmany(100_000):
            for metric_id, grain, start, dimension, name, value, numerator, denominator in rows:
                yield Statement(
                    0,
                    "",
                    metric_id,
                    Period(grain, start),
                    dimension,
                    name,
                    Range.exact(value),
                    None if numerator is None else Range.exact(numerator),
                    None if denominator is None else Range.exact(denominator),
                )


def ids_by_name(rows: Iterable[Mapping[str, str]], id_column: str) -> dict[str, str]:
    """List under which names something may be called.

    Args:
        rows: Rows with `name_en`, `name_zh` and the column of ids.
        id_column: Its name.

    Returns:
        Ids and names in both languages, in lower case, to ids; ids go before names.
    """
    rows = list(rows)
    columns = ("name_en", "name_zh", id_column)
    return {row[column].lower(): row[id_column] for column in columns for row in rows}


def values_by_name(values_zh: str | None) -> dict[str, str]:
    """List under which Chinese names the values of a dimension may be called.

    Args:
        values_zh: As in `kpi_dimensions`: `store=门店;online=线上`; None if no value has a name.

    Returns:
        Values by name.
    """
    pairs = (pair.split("=") for pair in (values_zh or "").split(";") if pair)
    return {name: value for value, name in pairs}


@dataclass(frozen=True)
class Names:
    """Under which names a report may state something.

    Args:
        metrics: Ids of metrics by name in lower case, see `ids_by_name`.
        dimensions: Ids of dimensions by name in lower case.
        values: Values of dimensions by their Chinese name, by dimension.
    """

    metrics: Mapping[str, str]
    dimensions: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


def read_names(seeds: Path, relations: Iterable[str]) -> Names:
    """Read under which names a report may state metrics, dimensions and their values.

    Args:
        seeds: Folder of the seeds `kpi_definitions` and `kpi_dimensions`.
        relations: Further ids, of metrics that only reports print.

    Returns:
        The names; metrics of ours go before the further ones.
    """
    with (seeds / "kpi_definitions.csv").open(encoding="utf-8", newline="") as lines:
        metrics = ids_by_name(csv.DictReader(lines), "metric_id")
    with (seeds / "kpi_dimensions.csv").open(encoding="utf-8", newline="") as lines:
        dimensions = list(csv.DictReader(lines))
    return Names(
        {**{name.lower(): name for name in relations}, **metrics},
        ids_by_name(dimensions, "dimension"),
        {one["dimension"]: values_by_name(one["values_zh"]) for one in dimensions},
    )
