"""Everything that is known of one published number, in one place.

Belongs here: putting together definition, number, comparisons, lineage and restatements. Does not
belong here: how a number is calculated (the marts), how it is shown (the command line).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from fugou.lineage import Lineage, lineage_of
from fugou.periods import Period
from fugou.restatement import Cell, Change, RestatementError, check_cell, history
from fugou.statements import ids_by_name, values_by_name


@dataclass(frozen=True)
class Explanation:
    """What is known of one number.

    Args:
        cell: Which number.
        definition: The row of `kpi_definitions`.
        number: The row of `kpi_values`.
        changes: The row of `kpi_changes`; empty where there is none.
        lineage: The models and landed tables behind it.
        restatements: How it changed after its period was closed, the oldest first.
    """

    cell: Cell
    definition: dict[str, Any]
    number: dict[str, Any]
    changes: dict[str, Any]
    lineage: Lineage
    restatements: tuple[Change, ...]

    @property
    def period(self) -> Period:
        """The period, by its name."""
        return Period(self.cell.grain, self.cell.period_start)


def cell_of(file: Path, metric: str, period: str, dimension: str | None) -> Cell:
    """Read which number is asked for.

    Args:
        file: A published file.
        metric: The metric, by its id or its Chinese or English name.
        period: See `fugou.periods`.
        dimension: `dimension=value`, each by its id or its name; None for the total.

    Returns:
        The number's key.

    Raises:
        fugou.periods.PeriodError: If the period is none.
        fugou.restatement.RestatementError: If nothing was published, the dimension has no value,
            there is no such metric or it stands elsewhere; the message says what there is.
    """
    if not file.exists():
        raise RestatementError("nothing was published yet")
    when = Period.parse(period)
    name, equals, value = (dimension or "all=all").partition("=")
    if not (name and equals and value):
        raise RestatementError(
            f"{dimension!r} is no dimension with its value; write it as channel=store"
        )
    with duckdb.connect(str(file), read_only=True) as connection:
        return _by_ids(connection, Cell(metric, when.grain, when.start, name, value))


def explain(file: Path, cell: Cell) -> Explanation:
    """Put together what is known of a number.

    Args:
        file: A published file.
        cell: The number.

    Returns:
        What is known.

    Raises:
        fugou.restatement.RestatementError: If there is no such number; the message says what there
            is instead.
    """
    check_cell(file, cell)
    key = [cell.metric_id, cell.grain, cell.period_start, cell.dimension, cell.dimension_value]
    of_cell = (
        "metric_id = ? and grain = ? and period_start = ? and dimension = ? and dimension_value = ?"
    )
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        definition = _row(
            connection, "from marts.kpi_definitions where metric_id = ?", [cell.metric_id]
        )
        number = _row(connection, f"from marts.kpi_values where {of_cell}", key)
        changes = _row(connection, f"from marts.kpi_changes where {of_cell}", key)
        lineage = lineage_of(connection, cell.metric_id)
    return Explanation(cell, definition, number, changes, lineage, history(file, cell))


def _by_ids(connection: duckdb.DuckDBPyConnection, cell: Cell) -> Cell:
    """Find the ids of what may be called by its names."""
    metrics = _rows(connection, "from marts.kpi_definitions order by metric_id")
    ids = ids_by_name(metrics, "metric_id")
    metric_id = ids.get(cell.metric_id.lower())
    if metric_id is None:
        near = get_close_matches(cell.metric_id.lower(), ids, n=_SHOWN_NAMES)
        hint = ", ".join(dict.fromkeys(ids[name] for name in near)) or "see docs/metrics"
        raise RestatementError(f"no such metric: {cell.metric_id}; near to it: {hint}")
    [metric] = [one for one in metrics if one["metric_id"] == metric_id]
    if not metric["is_published"]:
        raise RestatementError(f"{metric_id} is not published yet 尚未发布")
    if "kpi_values" not in metric["published_in"].split():
        raise RestatementError(
            f"{metric_id} is no number of kpi_values: it stands in {metric['published_in']}"
        )
    dimensions = _rows(connection, "from marts.kpi_dimensions order by dimension")
    dimension = ids_by_name(dimensions, "dimension").get(cell.dimension.lower(), cell.dimension)
    named = [one["values_zh"] for one in dimensions if one["dimension"] == dimension]
    value = values_by_name(*named or [None]).get(cell.dimension_value, cell.dimension_value)
    return replace(cell, metric_id=metric_id, dimension=dimension, dimension_value=value)


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, arguments: Sequence[object] = ()
) -> list[dict[str, Any]]:
    found = connection.execute(query, list(arguments))
    names = [name for name, *_ in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _row(
    connection: duckdb.DuckDBPyConnection, query: str, arguments: Sequence[object]
) -> dict[str, Any]:
    return next(iter(_rows(connection, query, arguments)), {})


def number_lines(found: Explanation) -> list[tuple[str, str]]:
    """Word the number itself.

    Args:
        found: The number.

    Returns:
        Label and text: value, numerator and denominator, interval, maturity, completeness.
    """
    number = found.number
    value, unit = number["value"], number["unit"]
    lines = [("数值 value", _word(value, unit) if value is not None else _WHY_NULL)]
    if number["denominator"] is not None:
        lines.append(("分子 numerator", _plain(number["numerator"])))
        lines.append(("分母 denominator", _plain(number["denominator"])))
    if number["interval_low"] is not None:
        low, high = (_word(number[f"interval_{side}"], unit) for side in ("low", "high"))
        lines.append(("区间 95 % interval", f"{low} to {high}"))
    lines.append(
        ("成熟 mature", f"{number['mature_count']:,} of {number['total_count']:,} observed in full")
    )
    state = "complete" if number["is_complete"] else "not complete: it can still change"
    lines.append(("状态 state", f"{state}, as of {number['as_of_date']}"))
    return lines


def comparison_lines(found: Explanation) -> list[tuple[str, str]]:
    """Word how the number compares.

    Args:
        found: The number.

    Returns:
        Label and text, one per comparison that there is.
    """
    unit, changes = found.number["unit"], found.changes
    is_year_before = changes.get("like_for_like_start") == changes.get("year_before_start")
    lines = []
    for label, name in _COMPARISONS.items():
        before, change = changes.get(f"{name}_value"), changes.get(f"{name}_change")
        if before is None or change is None or (name == "like_for_like" and is_year_before):
            continue
        moved = f"{change:+.2f} points" if changes["change_unit"] == "points" else f"{change:+.1%}"
        # The like period is about a year before, too.
        side = "previous" if name == "previous" else "year_before"
        partial = f"; {_PARTIAL}" if changes[f"is_{side}_partial"] else ""
        # The days of retail events are counted in the like period, which may be the year before.
        is_like = name == "like_for_like" or (name == "year_before" and is_year_before)
        unlike = f"; {_unlike(changes)}" if is_like and changes["is_like_for_like"] is False else ""
        lines.append((label, f"{_word(before, unit)}, {moved}{partial}{unlike}"))
    if lines and changes["is_in_progress"]:
        lines.append(("注意 note", _IN_PROGRESS))
    return lines


_SHOWN_NAMES = 5
_COMPARISONS = {
    "环比 period before": "previous",
    "同比 year before": "year_before",
    "同期 like for like": "like_for_like",
}
_PARTIAL = "the data begin within that period 该期数据不全"
_IN_PROGRESS = "a period in progress beside whole ones 本期未结束"
_WHY_NULL = "null: nothing to divide by, or not to be observed yet"


def _unlike(changes: dict[str, Any]) -> str:
    days, days_before = changes["event_days"], changes["like_for_like_event_days"]
    return f"{days} days of retail events against {days_before} 节日天数不同"


def _word(value: float, unit: str) -> str:
    if unit == "score":
        return f"{value * 100:+.2f} points ({value:.4f})"
    return f"{value:.2%}" if unit == "ratio" else f"{_plain(value)} {unit}"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
