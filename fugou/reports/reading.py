"""What a report reads of the published file, once.

Belongs here: queries, and objects for their rows. Does not belong here: any wording; any number
that is not in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from fugou.periods import Period
from fugou.reports.figures import KEY, Definition, Figure, Number

Row = dict[str, Any]


class ReportError(ValueError):
    """A report that cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Published:
    """The published file, as a report of one period sees it.

    Args:
        connection: To the file, read-only.
        period: The period reported.
        publication: The row of `meta.publication`.
        definitions: By metric, in the order of `kpi_definitions`.
    """

    connection: duckdb.DuckDBPyConnection
    period: Period
    publication: Row
    definitions: Mapping[str, Definition]

    @property
    def as_of(self) -> date:
        """The last business day that the numbers describe."""
        day: date = self.publication["as_of_date"]
        return day

    @property
    def is_over(self) -> bool:
        """Whether the period is over."""
        return self.period.end <= self.as_of

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Query the file.

        Args:
            query: SQL.
            arguments: Its parameters.

        Returns:
            A dictionary per row; empty where this brand has no such table.
        """
        try:
            found = self.connection.execute(query, list(arguments))
        except duckdb.CatalogException:
            return []
        names = [name for name, *_ in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def expand(self, names: Sequence[str]) -> list[str]:
        """Resolve metrics of the outline.

        Args:
            names: Metrics, or metrics of the catalogue that stand for all their measures.

        Returns:
            The metrics that are defined here, each once.
        """
        found = [
            one.metric_id
            for name in names
            for one in sorted(self.definitions.values(), key=lambda one: _order(one.metric_id))
            if name in (one.metric_id, one.catalogue_id)
        ]
        # The metric itself stands before its other measures.
        found.sort(key=lambda one: self._place(names, one))
        return list(dict.fromkeys(found))

    def _place(self, names: Sequence[str], metric_id: str) -> tuple[int, bool]:
        definition = self.definitions[metric_id]
        places = [
            place
            for place, name in enumerate(names)
            if name in (metric_id, definition.catalogue_id)
        ]
        return places[0], definition.metric_id != definition.catalogue_id

    @cached_property
    def _figures(self) -> dict[tuple[str, str], dict[str, Figure]]:
        rows = self.rows(_FIGURES, [self.period.grain, self.period.start])
        orders = next(
            (row for row in rows if row["metric_id"] == "orders" and row["dimension"] == "all"), {}
        )
        counts = {"orders": orders.get("value"), "history_start": self.history_start}
        counts |= {f"{side}_orders": orders.get(f"{side}_value") for side in _SIDES}
        found: dict[tuple[str, str], dict[str, Figure]] = {}
        for row in rows:
            if row["dimension"] != "all" and row["metric_id"] in self._never_counted:
                continue
            parts = found.setdefault((row["metric_id"], row["dimension"]), {})
            parts[row["dimension_value"]] = self._figure({**row, **counts})
        return found

    def _figure(self, row: Row) -> Figure:
        metric_id = row["metric_id"]
        return Figure(
            self.definitions[metric_id],
            Period(row["grain"], row["period_start"]),
            row["dimension"],
            row["dimension_value"],
            {**row, "value": None} if metric_id in self._never_counted else row,
        )

    @cached_property
    def _never_counted(self) -> set[str]:
        """Metrics of numbers of something that the brand's sources do not tell of.

        Nothing but 0 in the whole history, neither here nor in another measure of the same metric
        in the same unit, is no data. A share of 0 is one, of its base.
        """
        return {row["metric_id"] for row in self.rows(_NEVER_COUNTED)}

    @cached_property
    def history_start(self) -> date | None:
        """The first day that any number describes."""
        [row] = self.rows(
            "select min(period_start) as first from marts.kpi_values where grain = 'day'"
        )
        first: date | None = row["first"]
        return first

    def total(self, metric_id: str) -> Figure | None:
        """Give a metric's total in the period.

        Args:
            metric_id: The metric.

        Returns:
            Its figure, or None where it has no row.
        """
        return self._figures.get((metric_id, "all"), {}).get("all")

    def parts(self, metric_id: str, dimension: str) -> dict[str, Figure]:
        """Give a metric's parts in the period.

        Args:
            metric_id: The metric.
            dimension: What it is split by.

        Returns:
            Figures by value of the dimension.
        """
        return self._figures.get((metric_id, dimension), {})

    def totals(self) -> list[Figure]:
        """Give all totals of the period.

        Returns:
            A figure per metric, in the order of the definitions.
        """
        found = (self.total(metric_id) for metric_id in self.definitions)
        return [one for one in found if one is not None]

    @cached_property
    def _within(self) -> dict[str, Figure]:
        rows = self.rows(_WITHIN, [self.period.start, self.period.end])
        figures = [self._figure(row) for row in rows]
        return {
            one.definition.metric_id: one
            for one in figures
            if one.value is not None
            and (one.period == self.period or one.period.lies_within(self.period))
        }

    def latest_within(self, metric_id: str) -> Figure | None:
        """Give a metric's last number of a smaller grain within the period.

        Args:
            metric_id: The metric.

        Returns:
            The figure of the longest grain that has any; None where none has.
        """
        return self._within.get(metric_id)

    def history(self, metric_id: str, grain: str) -> list[Figure]:
        """Give a metric's totals up to the end of the period, for a line.

        Args:
            metric_id: The metric.
            grain: The grain of the points.

        Returns:
            Figures, the oldest first: those within a year, else the last ones. Periods
            within which the data begin are left out.
        """
        every = self._histories(grain).get(metric_id, [])
        if self.period.grain == "year" and grain != "year":
            return [one for one in every if one.period.lies_within(self.period)]
        return every[-_POINTS[grain] :]

    def _histories(self, grain: str) -> dict[str, list[Figure]]:
        known: dict[str, dict[str, list[Figure]]] = self._cache
        if grain not in known:
            known[grain] = {}
            for row in self.rows(_HISTORY, [grain, self.period.end]):
                known[grain].setdefault(row["metric_id"], []).append(self._figure(row))
        return known[grain]

    @cached_property
    def _cache(self) -> dict[str, dict[str, list[Figure]]]:
        return {}

    @cached_property
    def campaigns(self) -> dict[str, str]:
        """Names of campaigns by id, as far as any table of the file tells them."""
        rows = self.rows("select distinct campaign_id, campaign_name from marts.experiment_results")
        return {row["campaign_id"]: row["campaign_name"] for row in rows}

    @cached_property
    def dimensions(self) -> dict[str, Row]:
        """Rows of `kpi_dimensions` by dimension."""
        return {row["dimension"]: row for row in self.rows("from marts.kpi_dimensions")}

    def count(self, table: str, **key: object) -> Number:
        """Count the rows of a table.

        Args:
            table: Schema and table.
            **key: Columns and the values that they must have.

        Returns:
            The number with its place.
        """
        return self.sum_of(table, "count(*)", "plain", **key)

    def sum_of(self, table: str, measure: str, unit: str, **key: object) -> Number:
        """Aggregate rows of a table.

        Args:
            table: Schema and table.
            measure: The aggregate, in SQL.
            unit: The unit of the result.
            **key: Columns and the values that they must have; a pair is a first and a last value.

        Returns:
            The number with its place.
        """
        where, arguments = condition(tuple(key.items()))
        rows = self.rows(f"select {measure} as result from {table} where {where}", arguments)
        result = rows[0]["result"] if rows else None
        return Number(
            None if result is None else float(result), unit, table, measure, tuple(key.items())
        )


def _order(metric_id: str) -> tuple[tuple[int, str], ...]:
    """Sort 7 days before 30."""
    pieces = re.split(r"(\d+)", metric_id)
    return tuple((int(one), "") if one.isdigit() else (-1, one) for one in pieces)


def condition(key: tuple[tuple[str, Any], ...]) -> tuple[str, list[Any]]:
    """Write the key of a number as a condition.

    Args:
        key: Columns and values; a pair is a first and a last value.

    Returns:
        SQL and its parameters.
    """
    tests: list[str] = []
    arguments: list[Any] = []
    for name, value in key:
        if isinstance(value, tuple):
            tests.append(f"{name} between ? and ?")
            arguments += value
        else:
            tests.append(f"{name} is not distinct from ?")
            arguments.append(value)
    return " and ".join(tests) or "true", arguments


def number_of(
    row: Row, table: str, measure: str, unit: str, *keys: str, is_change: bool = False
) -> Number:
    """Give a number of a row, with its place.

    Args:
        row: The row.
        table: Its schema and table.
        measure: The column.
        unit: Its unit.
        *keys: Columns that name the row.
        is_change: Whether it is worded with its sign.

    Returns:
        The number.
    """
    value = row[measure]
    key = tuple((name, row[name]) for name in keys)
    return Number(None if value is None else float(value), unit, table, measure, key, is_change)


@contextmanager
def opened(file: Path, period: Period) -> Iterator[Published]:
    """Open the published file for a report.

    Args:
        file: The file; a version published meanwhile is not seen.
        period: The period reported.

    Yields:
        What it holds.

    Raises:
        ReportError: If nothing was published, or the period has no numbers.
    """
    if not file.exists():
        raise ReportError("nothing was published yet; run: fugou run")
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        empty = Published(connection, period, {}, {})
        [publication] = empty.rows("from meta.publication")
        definitions = {
            row["metric_id"]: _definition(row)
            for row in empty.rows("select * from marts.kpi_definitions")
        }
        published = Published(connection, period, publication, definitions)
        _check(published)
        yield published


def _check(published: Published) -> None:
    period, as_of = published.period, published.as_of
    if period.start > as_of:
        raise ReportError(f"{period} lies after the last business day published, {as_of}")
    [span] = published.rows(
        "select min(period_start) as first, max(period_start) as last,"
        " coalesce(bool_or(period_start = ?), false) as is_there"
        " from marts.kpi_values where grain = ?",
        [period.start, period.grain],
    )
    if not span["is_there"]:
        if span["first"] is None:
            raise ReportError(f"no number of the grain {period.grain} was published")
        first, last = (Period(period.grain, span[side]) for side in ("first", "last"))
        raise ReportError(f"{period} has no numbers; there are those of {first} to {last}")


def _definition(row: Row) -> Definition:
    return Definition(
        metric_id=row["metric_id"],
        catalogue_id=row["catalogue_id"],
        area=row["area"],
        published_in=tuple((row["published_in"] or "").split()),
        is_published=row["is_published"],
        names={"zh": row["name_zh"], "en": row["name_en"]},
        formulas={"zh": row["formula_zh"], "en": row["formula_en"]},
        unit=row["unit"],
        kind=row["kind"],
        direction=row["direction"],
        owner=row["owner"],
        additive_dimensions=tuple((row["additive_dimensions"] or "").split()),
        share_dimensions=tuple((row["share_dimensions"] or "").split()),
    )


_POINTS = {"day": 28, "week": 13, "month": 13, "quarter": 8, "year": 5}
_SIDES = ("previous", "year_before", "like_for_like")
_START = {
    "previous": "previous_period_start",
    "year_before": "year_before_start",
    "like_for_like": "like_for_like_start",
}
_JOINED = ", ".join(KEY)
_COMPARED = "".join(
    f", {side}.interval_low as {side}_interval_low, {side}.interval_high as {side}_interval_high"
    f", {side}.denominator as {side}_denominator"
    for side in _SIDES
)
_FIGURES = f"""
    with these as (
        select * from marts.kpi_values where grain = ? and period_start = ?
    )
    select
        these.*,
        changes.* exclude ({_JOINED}, is_complete, unit, value, as_of_date),
        status.* exclude (
            metric_id, grain, period_start, is_complete, is_in_progress, unit, value, as_of_date
        )
        {_COMPARED}
    from these
    left join marts.kpi_changes as changes using ({_JOINED})
    left join marts.kpi_status as status
        on
            these.dimension = 'all'
            and these.metric_id = status.metric_id
            and these.grain = status.grain
            and these.period_start = status.period_start
    {
    "".join(
        f'''
    left join marts.kpi_values as {side}
        on
            these.metric_id = {side}.metric_id
            and these.grain = {side}.grain
            and changes.{_START[side]} = {side}.period_start
            and these.dimension = {side}.dimension
            and these.dimension_value = {side}.dimension_value'''
        for side in _SIDES
    )
}
    order by these.metric_id, these.dimension, these.dimension_value
"""
_NEVER_COUNTED = """
    select metric_id
    from marts.kpi_values
    join marts.kpi_definitions using (metric_id)
    where kpi_definitions.unit <> 'ratio'
    group by metric_id, catalogue_id, kpi_definitions.unit
    qualify max(max(abs(value))) over (partition by catalogue_id, kpi_definitions.unit) = 0
"""
_WITHIN = """
    select * from marts.kpi_values
    where dimension = 'all' and value is not null and period_start between ? and ?
    order by
        list_position(['day', 'week', 'month', 'quarter', 'year'], grain), period_start
"""
_HISTORY = """
    select kpi_values.*, kpi_changes.is_in_progress
    from marts.kpi_values
    join marts.kpi_changes using (metric_id, grain, period_start, dimension, dimension_value)
    where
        dimension = 'all' and grain = ? and period_start <= ?
        and period_start > (
            select min(period_start) from marts.kpi_values as first_ones
            where first_ones.grain = kpi_values.grain
        )
    order by metric_id, period_start
"""
