"""The dashboards read what is published: columns, metrics, filters are there and show something."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

import dashboard_assets
import duckdb
import pytest
import yaml
from dashboard_assets import Asset
from published_assets import read_assets
from warehouse import Warehouse

from fugou.settings import PROJECT_DIR

_ASSETS = dashboard_assets.read()
_CHARTS = {
    f"{slug}: {chart['slice_name']}": (slug, chart)
    for slug in _ASSETS.dashboards
    for chart in _ASSETS.charts_of(slug)
}
_WRITTEN_BY_PUBLISH = {"restated_values"}  # no model: the ledger of published values


@pytest.fixture(scope="module")
def published(demo_brand: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    file = demo_brand.workspace.published_file
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


def _rows(published: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return published.execute(sql).fetchall()


@pytest.mark.parametrize("dataset", _ASSETS.datasets.values(), ids=lambda one: one["table_name"])
def test_every_column_and_metric_of_a_dataset_is_published(
    published: duckdb.DuckDBPyConnection, dataset: Asset
) -> None:
    relation = dashboard_assets.relation(dataset)
    described = _rows(published, f"describe select * from {relation}")
    names = {column["column_name"] for column in dataset["columns"]}
    assert names == {name for name, *_ in described if name in names}
    for metric in dataset["metrics"]:
        assert len(_rows(published, f"select {metric['expression']} from {relation}")) == 1
    dates = {name for name, kind, *_ in described if kind == "DATE"}
    assert {one["column_name"] for one in dataset["columns"] if one["is_dttm"]} == dates & names


@pytest.mark.parametrize("name", _CHARTS)
def test_every_chart_shows_something(published: duckdb.DuckDBPyConnection, name: str) -> None:
    slug, chart = _CHARTS[name]
    dataset = _ASSETS.dataset_of(chart)
    chosen = dashboard_assets.defaults(_ASSETS.dashboards[slug])
    rows = _rows(published, dashboard_assets.query(chart, dataset, chosen))
    assert rows
    assert any(row[-1] is not None for row in rows) or chart["params"].get("query_mode") == "raw"


def test_metrics_that_charts_ask_for_are_defined(published: duckdb.DuckDBPyConnection) -> None:
    defined = {name for (name,) in _rows(published, "select metric_id from marts.kpi_definitions")}
    asked = set()
    for _, chart in _CHARTS.values():
        for one in chart["params"]["adhoc_filters"]:
            if one.get("subject") == "metric_id":
                value = one["comparator"]
                asked |= set(value if isinstance(value, list) else [value])
    assert {"repurchase_rate", "churn_rate", "roi_incremental"} <= asked
    assert asked <= defined


def test_a_filter_acts_on_the_charts_of_its_dataset_and_names_published_values(
    published: duckdb.DuckDBPyConnection,
) -> None:
    for dashboard in _ASSETS.dashboards.values():
        for one in dashboard["metadata"]["native_filter_configuration"]:
            for target in one["targets"]:
                if "column" not in target:
                    continue
                dataset = _ASSETS.datasets[target["datasetUuid"]]
                column = target["column"]["name"]
                relation = dashboard_assets.relation(dataset)
                found = _rows(published, f"select distinct {column} from {relation}")
                values = {value for (value,) in found}
                assert set(one["defaultDataMask"]["filterState"].get("value", ())) <= values
                assert len(values) > 2, column


def test_links_to_people_name_action_lists() -> None:
    texts = "".join(str(dashboard["position"]) for dashboard in _ASSETS.dashboards.values())
    named = re.findall(r"\]\(list:([^)]+)\)", texts)
    with (PROJECT_DIR / "seeds" / "action_rules.csv").open(encoding="utf-8", newline="") as lines:
        lists = {row["name_zh"] for row in csv.DictReader(lines)}
    assert set(named) == lists


def test_choosing_a_channel_shows_the_published_cell_of_the_channel(
    published: duckdb.DuckDBPyConnection,
) -> None:
    [tile] = [chart for chart in _ASSETS.charts_of("overview") if chart["slice_name"] == "复购率"]
    dataset = _ASSETS.dataset_of(tile)
    chosen = dashboard_assets.defaults(_ASSETS.dashboards["overview"])
    query = """
        select value from marts.kpi_values
        where metric_id = 'repurchase_rate' and grain = 'month' and is_complete
            and value is not null and dimension = ? and dimension_value = ?
        order by period_start desc limit 1
    """
    for more, dimension, value in (
        ({}, "all", "all"),
        ({"channel_zh": "门店"}, "channel", "store"),
    ):
        asked = dashboard_assets.query(tile, dataset, {**chosen, **more})
        [last] = _rows(published, f"select max_by(columns(*), period_start) from ({asked})")
        assert last[-1:] == published.execute(query, [dimension, value]).fetchone()


_HALF_YEAR = ("2025-01-01", "2025-07-01")


def test_choosing_a_range_shows_its_last_complete_period(
    published: duckdb.DuckDBPyConnection,
) -> None:
    [tile] = [chart for chart in _ASSETS.charts_of("overview") if chart["slice_name"] == "复购率"]
    chosen = dashboard_assets.defaults(_ASSETS.dashboards["overview"])
    query = dashboard_assets.query(tile, _ASSETS.dataset_of(tile), chosen, _HALF_YEAR)
    shown = published.execute(query).fetchall()
    months = """
        select period_start, value from marts.kpi_values
        where metric_id = 'repurchase_rate' and grain = 'month' and dimension = 'all'
            and period_start between '2025-01-01' and '2025-06-01'
    """
    assert sorted(shown) == sorted(published.execute(months).fetchall())
    assert len(shown) == 6


def test_bars_of_one_chart_are_of_one_period_and_name_it(
    published: duckdb.DuckDBPyConnection,
) -> None:
    seen = set()
    for name, (slug, chart) in _CHARTS.items():
        if "is_last" not in str(chart["params"]["adhoc_filters"]):
            continue
        chosen = dashboard_assets.defaults(_ASSETS.dashboards[slug])
        for time, last in (((None, None), "2025-12"), (_HALF_YEAR, "2025-06")):
            query = dashboard_assets.query(chart, _ASSETS.dataset_of(chart), chosen, time)
            if "grain_zh" not in chosen or "period_label" not in query:
                continue
            [column] = [one for one in chart["params"]["groupby"] if one == "period_label"]
            rows = published.execute(f"select distinct {column} from ({query})").fetchall()
            [[label]] = rows
            assert label <= last, name
            seen.add(name)
    assert len(seen) > 15


def test_every_metric_that_a_chart_names_is_drawn(published: duckdb.DuckDBPyConnection) -> None:
    empty = []
    for name, (slug, chart) in _CHARTS.items():
        filters = chart["params"]["adhoc_filters"]
        others = [one for one in filters if one.get("subject") != "metric_id"]
        for one in filters:
            if one.get("subject") != "metric_id" or one["operator"] != "IN":
                continue
            for metric in one["comparator"]:
                alone = {**one, "operator": "==", "comparator": metric}
                params = {**chart["params"], "adhoc_filters": [*others, alone]}
                dataset, chosen = _ASSETS.dataset_of(chart), _ASSETS.dashboards[slug]
                query = dashboard_assets.query(
                    {**chart, "params": params}, dataset, dashboard_assets.defaults(chosen)
                )
                rows = _rows(published, query)
                if not any(row[-1] is not None for row in rows):
                    empty.append((name, metric))
    assert empty == []


def test_every_dashboard_is_an_exposure_of_the_marts_it_reads() -> None:
    file = PROJECT_DIR / "models" / "boards" / "_exposures.yml"
    exposures = {one["name"]: one for one in yaml.safe_load(file.read_text("utf-8"))["exposures"]}
    assert set(exposures) == {f"dashboard_{slug}" for slug in _ASSETS.dashboards}
    for slug, dashboard in _ASSETS.dashboards.items():
        exposure = exposures[f"dashboard_{slug}"]
        read: set[str] = set()
        for chart in _ASSETS.charts_of(slug):
            relation = dashboard_assets.relation(_ASSETS.dataset_of(chart))
            read |= set(re.findall(r"marts\.(\w+)", relation))
        assert exposure["label"] == dashboard["dashboard_title"]
        assert {re.sub(r"ref\('(\w+)'\)", r"\1", one) for one in exposure["depends_on"]} == (
            read - _WRITTEN_BY_PUBLISH
        )


def test_no_chart_and_no_dataset_is_left_over() -> None:
    shown = {str(chart["uuid"]) for _, chart in _CHARTS.values()}
    assert set(_ASSETS.charts) == shown
    read = {str(chart["dataset_uuid"]) for chart in _ASSETS.charts.values()}
    filtered = {
        target["datasetUuid"]
        for dashboard in _ASSETS.dashboards.values()
        for one in dashboard["metadata"]["native_filter_configuration"]
        for target in one["targets"]
        if "datasetUuid" in target
    }
    assert set(_ASSETS.datasets) == read | filtered


def _layouts(texts: dict[str, str]) -> Iterator[tuple[str, Asset]]:
    """Give the layouts of the dashboards that are left, by their title."""
    for name, text in texts.items():
        if name.startswith("dashboards/"):
            dashboard = yaml.safe_load(text)
            yield dashboard["dashboard_title"], dashboard["position"]


def test_the_demo_brand_fills_every_dashboard(demo_brand: Warehouse) -> None:
    texts, left_out = read_assets(demo_brand.workspace.published_file)
    assert left_out == []
    assert len(texts) == len(list(dashboard_assets.ASSETS.rglob("*.yaml")))


def test_what_a_brand_like_cdnow_cannot_tell_is_left_out_and_named(cdnow: Warehouse) -> None:
    texts, left_out = read_assets(cdnow.workspace.published_file)
    whole = {one for one in left_out if ":" not in one}
    assert whole == {"活跃与内容", "活动与激励", "服务与满意度"}
    assert "经营总览: 私域用户总量" in left_out
    assert "经营总览: 购买人数" not in left_out
    assert not any("万元" in text for text in texts.values())  # it is paid in dollars
    charts = {yaml.safe_load(text)["uuid"] for name, text in texts.items() if "charts/" in name}
    titles = set()
    for title, position in _layouts(texts):
        titles.add(title)
        places = {name: one for name, one in position.items() if isinstance(one, dict)}
        named = [child for one in places.values() for child in one.get("children", ())]
        assert set(named) == places.keys() - {"ROOT_ID", "HEADER_ID"}
        assert all(one["children"] for one in places.values() if one["type"] == "ROW")
        shown = {one["meta"]["uuid"] for one in places.values() if one["type"] == "CHART"}
        assert shown <= charts
    assert titles.isdisjoint(whole)
    assert "经营总览" in titles
