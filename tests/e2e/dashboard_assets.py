"""Reads the dashboards of `bi/assets` and asks a published file what each chart would show.

A chart's parameters become one query as Superset composes it: what it groups by, its metrics, its
own filters and what the dashboard's filters choose.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from fugou.literals import literal
from fugou.settings import PROJECT_DIR

ASSETS = PROJECT_DIR / "bi" / "assets"
Asset = dict[str, Any]


def _by_uuid(folder: str) -> dict[str, Asset]:
    assets = (yaml.safe_load(path.read_text("utf-8")) for path in _files(folder))
    return {str(asset["uuid"]): asset for asset in assets}


def _files(folder: str) -> list[Path]:
    return sorted((ASSETS / folder).rglob("*.yaml"))


@dataclass(frozen=True)
class Assets:
    """What is in `bi/assets`.

    Args:
        datasets: By uuid.
        charts: By uuid.
        dashboards: By slug.
    """

    datasets: Mapping[str, Asset]
    charts: Mapping[str, Asset]
    dashboards: Mapping[str, Asset]

    def charts_of(self, slug: str) -> list[Asset]:
        """Give the charts of a dashboard, in the order of its layout."""
        places = self.dashboards[slug]["position"].values()
        return [
            self.charts[place["meta"]["uuid"]]
            for place in places
            if isinstance(place, dict) and place["type"] == "CHART"
        ]

    def dataset_of(self, chart: Asset) -> Asset:
        """Give the dataset that a chart reads."""
        return self.datasets[str(chart["dataset_uuid"])]


@cache
def read() -> Assets:
    """Read all assets."""
    dashboards = _by_uuid("dashboards").values()
    return Assets(
        _by_uuid("datasets"), _by_uuid("charts"), {one["slug"]: one for one in dashboards}
    )


def relation(dataset: Asset, time: tuple[str | None, str | None] = (None, None)) -> str:
    """Give what a query selects from: the dataset's SQL or its table.

    Args:
        dataset: The dataset.
        time: First day of the chosen range, and the day after its last; None for no bound.

    Returns:
        A relation called dataset.
    """
    if "sql" in dataset:
        first, end = time
        sql = jinja2.Template(dataset["sql"]).render(from_dttm=first, to_dttm=end)
        return f"({sql}) as dataset"
    return f"{dataset['schema']}.{dataset['table_name']} as dataset"


def metric_expression(metric: Any, dataset: Asset) -> tuple[str, str]:
    """Give label and expression of a metric: one of the dataset by name, or SQL of the chart."""
    if isinstance(metric, dict):
        return metric["label"], metric["sqlExpression"]
    [found] = [one for one in dataset["metrics"] if one["metric_name"] == metric]
    return metric, found["expression"]


def _condition(filters: Asset, time: tuple[str | None, str | None]) -> str:
    if filters["expressionType"] == "SIMPLE" and filters["operator"] == "TEMPORAL_RANGE":
        bounds = [
            f"{filters['subject']} {sign} date {literal(day)}"
            for sign, day in zip((">=", "<"), time, strict=True)
            if day
        ]
        return " and ".join(bounds) or "true"
    if filters["expressionType"] == "SQL":
        return f"({filters['sqlExpression']})"
    subject, operator, value = (filters[key] for key in ("subject", "operator", "comparator"))
    if operator in ("IS NOT NULL", "IS NULL"):
        return f"{subject} {operator}"
    if operator == "IN":
        return f"{subject} in ({', '.join(literal(one) for one in value)})"
    return f"{subject} {'=' if operator == '==' else operator} {_constant(value)}"


def _constant(value: Any) -> str:
    return literal(value) if isinstance(value, str) else str(value).lower()


def query(
    chart: Asset,
    dataset: Asset,
    chosen: Mapping[str, str] | None = None,
    time: tuple[str | None, str | None] = (None, None),
) -> str:
    """Compose the query of a chart.

    Args:
        chart: From `bi/assets/charts`.
        dataset: What it reads.
        chosen: What the dashboard's filters choose, by column; columns that the dataset lacks do
            not count.
        time: First day of the chosen range, and the day after its last; None for no bound.

    Returns:
        SQL for the published file.
    """
    params = chart["params"]
    single = [params[key] for key in ("x_axis", "source", "target") if key in params]
    grouped = params.get("groupby") or []
    columns = [*single, *([grouped] if isinstance(grouped, str) else grouped)]
    columns += [*params.get("groupbyRows", []), *params.get("groupbyColumns", [])]
    metrics = params.get("metrics") or ([params["metric"]] if "metric" in params else [])
    if params.get("query_mode") == "raw":
        columns, metrics = params["all_columns"], []
    expressions = [metric_expression(metric, dataset) for metric in metrics]
    named = [f'{expression} as "{label}"' for label, expression in expressions]
    own = {column["column_name"] for column in dataset["columns"]}
    conditions = [_condition(one, time) for one in params["adhoc_filters"]]
    conditions += [
        f"{column} = {literal(value)}" for column, value in (chosen or {}).items() if column in own
    ]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    group = f" group by {', '.join(columns)}" if columns and metrics else ""
    orders = [json.loads(one) for one in params.get("order_by_cols", [])]
    ordered = ", ".join(f"{column} {'asc' if is_up else 'desc'}" for column, is_up in orders)
    order = f" order by {ordered}" if orders else ""
    limit = f" limit {params['row_limit']}" if "row_limit" in params else ""
    selected = f"select {', '.join([*columns, *named])} from {relation(dataset, time)}"
    return f"{selected}{where}{group}{order}{limit}"


def defaults(dashboard: Asset) -> dict[str, str]:
    """Give what a dashboard's filters choose when it opens, by column."""
    chosen = {}
    for one in dashboard["metadata"]["native_filter_configuration"]:
        for found in one["defaultDataMask"]["extraFormData"].get("filters", []):
            [chosen[found["col"]]] = found["val"]
    return chosen
