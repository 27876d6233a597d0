"""What of `assets/` a published file can fill: some brands sell and know nothing else.

Belongs here: leaving out what nothing was published for. Does not belong here: the import
(`bootstrap`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import jinja2
import yaml

ASSETS = Path(__file__).parent / "assets"
Asset = dict[str, Any]


def read_assets(published_file: Path) -> tuple[dict[str, str], list[str]]:
    """Read the assets as Superset imports them, without what the brand's sources cannot tell.

    A dashboard goes if one of its tables is not published, a chart if none of its metrics has a
    number, and a dashboard whose charts are all gone.

    Args:
        published_file: The published DuckDB file, through the pointer `current`.

    Returns:
        Text by path below `assets/`, the address of the database filled in; what is left out:
        `dashboard` or `dashboard: chart`.
    """
    assets: dict[str, Asset] = {
        str(path.relative_to(ASSETS)): yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(ASSETS.rglob("*.yaml"))
    }
    [database] = [asset for name, asset in assets.items() if name.startswith("databases/")]
    database["sqlalchemy_uri"] = f"duckdb:///{published_file}"
    datasets, charts, dashboards = (
        [asset for name, asset in assets.items() if name.startswith(f"{kind}/")]
        for kind in ("datasets", "charts", "dashboards")
    )
    with duckdb.connect(str(published_file), read_only=True) as connection:
        unknown = {one["uuid"] for one in datasets if not _is_published(connection, one)}
        measured, currency = _measured(connection)
    lacking = {one["uuid"] for one in charts if one["dataset_uuid"] in unknown}
    empty = {one["uuid"] for one in charts if _asked(one) and not _asked(one) & measured}
    left_out = []
    for dashboard in dashboards:
        shown = {place["meta"]["uuid"]: name for name, place in _charts(dashboard)}
        if shown.keys() & lacking or shown.keys() <= empty:
            unknown.add(dashboard["uuid"])
            left_out.append(dashboard["dashboard_title"])
            continue
        for uuid in shown.keys() & empty:
            place = dashboard["position"][shown[uuid]]
            left_out.append(f"{dashboard['dashboard_title']}: {place['meta']['sliceName']}")
            _remove(dashboard["position"], shown[uuid])
    unknown |= lacking | empty
    texts = {
        name: _with_lists(_in_currency(yaml.safe_dump(asset, allow_unicode=True), currency))
        for name, asset in assets.items()
        if asset.get("uuid") not in unknown
    }
    return texts, sorted(left_out)


def _measured(connection: duckdb.DuckDBPyConnection) -> tuple[set[str], str]:
    """Give the metrics that have a number, and the brand's currency."""
    numbers = "select distinct metric_id, unit from marts.board_kpis where value is not null"
    try:
        units = dict(connection.execute(numbers).fetchall())
    except duckdb.CatalogException:
        units = {}
    return set(units), units.get("net_revenue", "CNY")


def _in_currency(text: str, currency: str) -> str:
    """Name the money of titles; as written they are in yuan."""
    if currency == "CNY":
        return text
    return text.replace("万元", f"万 {currency}").replace("(元)", f"({currency})")


def _with_lists(text: str) -> str:
    """Let `[words](list:挽回流失)` of a dashboard open the people of that action list.

    Superset takes what filters choose from an address in Rison.
    """
    return re.sub(r"\]\(list:([^)]+)\)", lambda found: f"]({list_address(found[1])})", text)


def list_address(name: str) -> str:
    """Give the address of the people of an action list.

    Args:
        name: Chinese name of the list's rule, as in `action_rules`.

    Returns:
        Path of the dashboard of action lists with its filter set, quoted for Markdown.
    """
    chosen = (
        f"(NATIVE_FILTER-list:(__cache:(),extraFormData:(filters:!((col:rule_zh,op:IN,val:!({name})"
        f"))),filterState:(label:{name},value:!({name})),id:NATIVE_FILTER-list,ownState:()))"
    )
    quoted = quote(chosen, safe="").replace("(", "%28").replace(")", "%29")
    return f"/superset/dashboard/actions/?native_filters={quoted}"


def _is_published(connection: duckdb.DuckDBPyConnection, dataset: Asset) -> bool:
    table = f"{dataset['schema']}.{dataset['table_name']}"
    # As Superset asks it when no period is chosen.
    sql = jinja2.Template(dataset.get("sql") or f"select * from {table}").render()
    try:
        connection.execute(f"describe {sql}")
    except duckdb.CatalogException:
        return False
    return True


def _asked(chart: Asset) -> set[str]:
    """Give the metrics that a chart's filters name; none for charts of other tables."""
    asked: set[str] = set()
    for one in chart["params"].get("adhoc_filters", []):
        if one.get("subject") == "metric_id":
            found = one["comparator"]
            asked |= {found} if isinstance(found, str) else set(found)
    return asked


def _charts(dashboard: Asset) -> list[tuple[str, Asset]]:
    places = dashboard["position"].items()
    return [
        (name, place)
        for name, place in places
        if isinstance(place, dict) and place["type"] == "CHART"
    ]


def _remove(position: Asset, name: str) -> None:
    """Take a chart off a layout, and the row that held nothing else."""
    parent = position.pop(name)["parents"][-1]
    position[parent]["children"].remove(name)
    if not position[parent]["children"]:
        _remove(position, parent)
