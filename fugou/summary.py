"""The numbers that a run ends with, read from what was published.

Belongs here: which numbers a person sees first, and in which words. Does not belong here: how a
number is calculated (the marts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from fugou.workspace import Workspace

_RETENTION_MONTHS = (1, 3, 6)
_HEADLINES = (
    "buyers",
    "net_revenue",
    "average_order_value",
    "repurchase_rate",
    "repurchase_rate_old",
    "repurchase_rate_new",
    "repurchase_rate_within_90_days",
    "repurchase_cycle_days",
    "repurchase_cycle_days_kaplan_meier",
)


@dataclass(frozen=True)
class Period:
    """A period of the summary.

    Args:
        grain: year or quarter.
        label: For people, for example `2017` or `2017 Q4`.
        is_over: Whether it ended by as_of_date.
    """

    grain: str
    label: str
    is_over: bool


@dataclass(frozen=True)
class Headline:
    """One number in each period.

    Args:
        name_zh: Chinese name.
        name_en: English name.
        cells: The number with its unit, interval and count, one per period; a dash where there
            is none.
    """

    name_zh: str
    name_en: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """What a run ends with.

    Args:
        people: People known, buyers or not.
        buyers_ever: Those of them who ever bought.
        currency: ISO 4217 code of the money.
        periods: The year of as_of_date and the last quarter that is over.
        headlines: The first numbers, in the order of the reports.
        retention: For month 1, 3 and 6 after the first purchase: people active, people observed.
    """

    people: int
    buyers_ever: int
    currency: str
    periods: tuple[Period, ...]
    headlines: tuple[Headline, ...]
    retention: tuple[tuple[int, int, int], ...]


def _cell(row: Sequence[object], currency: str) -> str:
    value, unit, low, high, mature, total = row
    if not isinstance(value, float):
        return "–"
    if unit == "ratio":
        text = f"{value:.1%}"
        if isinstance(low, float) and isinstance(high, float):
            text += f" ({low * 100:.1f}–{high * 100:.1f})"
        if mature != total:
            text += f"\n{mature:,}/{total:,}"
        return text
    return f"{value:,.2f} {unit}" if unit == currency else f"{value:,.0f} {unit}"


def _scalar(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def summarise(workspace: Workspace) -> Summary:
    """Read the first numbers from the published version and the build that it was made from.

    Args:
        workspace: A workspace whose current version is of its current build.

    Returns:
        The summary.

    Raises:
        duckdb.Error: If there is no published version.
    """
    with duckdb.connect(str(workspace.build_file), read_only=True) as build:
        people = _scalar(build, "select count(*) from user_facts.dim_users")
    with duckdb.connect(str(workspace.published_file), read_only=True) as published:
        buyers_ever = _scalar(
            published,
            "select count(*) from marts.user_segments where is_current and rfm_segment is not null",
        )
        (currency,) = published.execute("select currency from meta.publication").fetchall()[0]
        starts = published.execute(
            """
            select grain, period_start, is_over, label from (
                select distinct grain, period_start,
                    case grain
                        when 'year' then cast(year(period_start) as text)
                        else year(period_start) || ' Q' || quarter(period_start)
                    end as label,
                    bool_and(is_complete) over (partition by grain, period_start) as is_over
                from marts.kpi_values
                where metric_id = 'buyers' and dimension = 'all' and grain in ('year', 'quarter')
            )
            where grain = 'year' or is_over
            qualify row_number() over (partition by grain order by period_start desc) = 1
            order by grain desc
            """
        ).fetchall()
        headlines = []
        for metric in _HEADLINES:
            name_zh, name_en = published.execute(
                "select name_zh, name_en from marts.kpi_definitions where metric_id = ?", [metric]
            ).fetchall()[0]
            cells = [
                published.execute(
                    """
                    select value, unit, interval_low, interval_high, mature_count, total_count
                    from marts.kpi_values
                    where metric_id = ? and grain = ? and period_start = ? and dimension = 'all'
                    """,
                    [metric, grain, start],
                ).fetchall()[0]
                for grain, start, _, _ in starts
            ]
            shown = tuple(_cell(cell, currency) for cell in cells)
            headlines.append(Headline(name_zh, name_en, shown))
        retention = published.execute(
            """
            select periods_since, sum(active_users), sum(cohort_users)
            from marts.cohort_retention
            where
                cohort_kind = 'first_purchase' and grain = 'month' and dimension = 'all'
                and is_complete and list_contains(?, periods_since)
            group by periods_since
            order by periods_since
            """,
            [list(_RETENTION_MONTHS)],
        ).fetchall()
    return Summary(
        people=people,
        buyers_ever=buyers_ever,
        currency=currency,
        periods=tuple(Period(grain, label, is_over) for grain, _, is_over, label in starts),
        headlines=tuple(headlines),
        retention=tuple((month, int(active), int(users)) for month, active, users in retention),
    )
