"""Dashboards in a real browser, on the demo brand: what each role sees, and what it must not.

Superset runs in its own environment (`make bi` installs it), the browser is the machine's Chromium.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import dashboard_assets
import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from published_assets import list_address
from toy_build import make_build
from warehouse import Warehouse

from fugou.audit import run_audit
from fugou.publish import publish
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

_PYTHON = PROJECT_DIR / ".venv-bi" / "bin" / "python"
_CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
_PASSWORD = "only-for-this-test"
_STORE = "store:T0002"
_SECONDS = 1000  # in milliseconds
_ASSETS = dashboard_assets.read()
_CHART = ".chart-slice"
_PEOPLE = "actions"  # the dashboard that lists people


def _missing() -> str | None:
    if not _PYTHON.exists():
        return "Superset is not installed; `make bi` installs it"
    if _CHROMIUM is None:
        return "Chromium is not installed"
    return None


if _missing() and os.environ.get("FUGOU_REQUIRE_CHROMIUM") != "1":
    pytest.skip(str(_missing()), allow_module_level=True)


@dataclass(frozen=True)
class Server:
    """A running Superset.

    Args:
        address: Where it answers.
        brand: Whose published file it reads.
    """

    address: str
    brand: Warehouse


@contextmanager
def _serving(home: Path) -> Iterator[str]:
    """Start the dashboards of a workspace as `make bi` does, and give the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    roles = ("ADMIN", "ANALYST", "VIEWER", "OPERATOR")
    passwords = {f"FUGOU_BI_{role}_PASSWORD": _PASSWORD for role in roles}
    wishes = {"FUGOU_BI_PORT": str(port), "FUGOU_BI_OPERATORS": _STORE}
    process = subprocess.Popen(
        [str(_PYTHON), str(PROJECT_DIR / "bi" / "serve.py")],
        env={**os.environ, **passwords, **wishes, "FUGOU_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ctrl+C"):
            break
    else:
        pytest.fail("".join(said[-40:]))
    # What it says later is read, too, or a full pipe would stop it.
    Thread(target=process.stdout.read, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="module")
def server(demo_brand: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("superset")
    (home / "published").symlink_to(demo_brand.workspace.published)
    with _serving(home) as address:
        yield Server(address, demo_brand)


expect.set_options(timeout=90 * _SECONDS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        yield playwright.chromium.launch(executable_path=_CHROMIUM, args=options)


def _log_in(browser: Browser, server: Server, user: str) -> BrowserContext:
    context = browser.new_context(
        base_url=server.address, locale="zh-CN", viewport={"width": 1500, "height": 1000}
    )
    context.set_default_timeout(90 * _SECONDS)
    page = context.new_page()
    page.goto("/login/")
    page.fill("#username", user)
    page.fill("#password", _PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.close()
    return context


@pytest.fixture(scope="module")
def viewer(browser: Browser, server: Server) -> BrowserContext:
    return _log_in(browser, server, "viewer")


@pytest.fixture(scope="module")
def operator(browser: Browser, server: Server) -> BrowserContext:
    return _log_in(browser, server, _STORE)


@pytest.fixture(scope="module")
def analyst(browser: Browser, server: Server) -> BrowserContext:
    return _log_in(browser, server, "analyst")


def _open(context: BrowserContext, slug: str) -> tuple[Page, list[str]]:
    """Open a dashboard, scroll to its end until all is drawn, and give what went wrong."""
    page = context.new_page()
    troubles: list[str] = []
    page.on(
        "response",
        lambda one: troubles.append(f"{one.status} {one.url}") if one.status >= 400 else None,
    )
    page.goto(f"/superset/dashboard/{slug}/?expand_filters=1")
    charts = page.locator(_CHART)
    charts.first.wait_for()
    for number in range(len(_ASSETS.charts_of(slug))):
        charts.nth(number).scroll_into_view_if_needed()
        charts.nth(number).locator(".slice_container").wait_for()
    expect(page.locator(".loading")).to_have_count(0)
    return page, troubles


_WRONG = r"Data error|Unexpected error|意外错误|此查询没有数据返回|没有数据|No data|No results"


def _wrong_charts(page: Page) -> list[str]:
    """Name the charts that show an error or nothing."""
    texts = page.locator(_CHART).all_inner_texts()
    return [text[:80] for text in texts if re.search(_WRONG, text) or len(text.strip()) == 0]


@pytest.mark.parametrize("slug", sorted(set(_ASSETS.dashboards) - {_PEOPLE}))
def test_a_viewer_opens_every_dashboard_and_every_chart_is_drawn(
    viewer: BrowserContext, slug: str
) -> None:
    page, troubles = _open(viewer, slug)
    assert page.locator(_CHART).count() == len(_ASSETS.charts_of(slug))
    assert _wrong_charts(page) == []
    assert troubles == []
    page.close()


def _latest(brand: Warehouse, metric: str, dimension: str, value: str) -> float:
    [(found,)] = brand.rows(
        f"""
        select value from fugou.marts.kpi_values
        where metric_id = '{metric}' and grain = 'month' and is_complete and value is not null
            and dimension = '{dimension}' and dimension_value = '{value}'
        order by period_start desc limit 1
        """
    )
    assert isinstance(found, float)
    return found


def _tiles(page: Page) -> dict[str, str]:
    """Read the tiles: title and number."""
    tiles = page.locator(_CHART, has=page.locator(".header-line"))
    read = {}
    for number in range(tiles.count()):
        lines = [line for line in tiles.nth(number).inner_text().splitlines() if line.strip()]
        shown = tiles.nth(number).locator(".header-line").inner_text()
        read[lines[0].strip()] = shown.strip()
    return read


def _expected_tiles(brand: Warehouse, dimension: str, value: str) -> dict[str, str]:
    return {
        "购买人数": f"{_latest(brand, 'buyers', dimension, value):,.0f}",
        "复购率": f"{_latest(brand, 'repurchase_rate', dimension, value):.1%}",
        "净销售额(万元)": f"{_latest(brand, 'net_revenue', dimension, value) / 10000:,.1f}",
        "流失率": f"{_latest(brand, 'churn_rate', dimension, value):.1%}",
    }


def test_tiles_equal_the_published_numbers(viewer: BrowserContext, server: Server) -> None:
    page, _ = _open(viewer, "overview")
    tiles = _tiles(page)
    expected = _expected_tiles(server.brand, "all", "all")
    assert {title: tiles[title] for title in expected} == expected
    page.close()


def test_a_filter_changes_the_tiles_to_the_cells_of_the_channel(
    viewer: BrowserContext, server: Server
) -> None:
    page, _ = _open(viewer, "overview")
    page.locator("#NATIVE_FILTER-channel").fill("门店")
    page.locator(".ant-select-item-option", has_text="门店").click()
    page.locator("[data-test=filter-bar__apply-button]").click()
    expected = _expected_tiles(server.brand, "channel", "store")
    page.locator(".header-line", has_text=expected["购买人数"]).first.wait_for()
    expect(page.locator(".loading")).to_have_count(0)
    tiles = _tiles(page)
    assert {title: tiles[title] for title in expected} == expected
    page.close()


def test_a_period_changes_the_tiles_to_its_last_complete_month(
    viewer: BrowserContext, server: Server
) -> None:
    span = "2025-01-01 : 2025-07-01"
    chosen = (
        f"(NATIVE_FILTER-time:(__cache:(),extraFormData:(time_range:'{span}'),"
        f"filterState:(value:'{span}'),id:NATIVE_FILTER-time,ownState:()))"
    )
    page = viewer.new_page()
    page.goto(f"/superset/dashboard/overview/?native_filters={quote(chosen)}")
    [[buyers]] = server.brand.rows(
        "select value from fugou.marts.kpi_values where metric_id = 'buyers' and grain = 'month'"
        " and period_start = date '2025-06-01' and dimension = 'all'"
    )
    tile = page.locator(_CHART, has_text="购买人数").locator(".header-line").first
    expect(tile).to_have_text(f"{buyers:,.0f}")
    page.close()


def _post(context: BrowserContext, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    token = context.request.get("/api/v1/security/csrf_token/").json()["result"]
    answer = context.request.post(
        path,
        data=json.dumps(body),
        headers={"Content-Type": "application/json", "X-CSRFToken": token, "Referer": "/"},
    )
    try:
        return answer.status, answer.json()
    except json.JSONDecodeError:
        return answer.status, answer.text()


def _query(context: BrowserContext, sql: str) -> tuple[int, Any]:
    """Ask in SQL Lab."""
    body = {"database_id": 1, "sql": sql, "runAsync": False, "expand_data": True, "client_id": "t"}
    return _post(context, "/api/v1/sqllab/execute/", {**body, "client_id": os.urandom(5).hex()})


def test_who_may_not_see_people_does_not(viewer: BrowserContext, analyst: BrowserContext) -> None:
    for context in (viewer, analyst):
        assert context.request.get(f"/api/v1/dashboard/{_PEOPLE}").status in (403, 404)
    listed = viewer.request.get("/api/v1/dashboard/").json()["result"]
    assert {one["slug"] for one in listed} == set(_ASSETS.dashboards) - {_PEOPLE}


def test_a_viewer_asks_no_sql(viewer: BrowserContext) -> None:
    status, _ = _query(viewer, "select 1")
    assert status == 403


def test_an_analyst_reads_marts_and_nothing_else(analyst: BrowserContext, server: Server) -> None:
    [(count,)] = server.brand.rows("select count(*) from fugou.marts.kpi_values")
    status, answer = _query(analyst, "select count(*) as n from marts.kpi_values")
    assert (status, answer["data"]) == (200, [{"n": count}])
    for forbidden in (
        "select * from read_text('/etc/hostname')",
        "copy marts.kpi_values to '/tmp/stolen.csv'",
        "attach '/tmp/other.duckdb' as other",
        "insert into marts.value_labels values ('a', 'b', 'c')",
        "set enable_external_access = true",
    ):
        status, answer = _query(analyst, forbidden)
        assert status >= 400, forbidden
        assert "errors" in answer


def test_an_operator_sees_the_own_store_and_no_other(
    operator: BrowserContext, server: Server
) -> None:
    [(own, everybody)] = server.brand.rows(
        f"""
        select count(*) filter (store_id = '{_STORE}' or staff_id = '{_STORE}'), count(*)
        from fugou.marts.board_actions
        """
    )
    assert 0 < own < everybody
    page, troubles = _open(operator, _PEOPLE)
    assert troubles == []
    shown = page.locator(_CHART, has=page.locator("table")).locator("tbody tr")
    stores = [shown.nth(number).locator("td").last.inner_text() for number in range(shown.count())]
    assert len(stores) == min(own, 20)
    assert set(stores) == {_STORE}
    page.close()
    status, _ = _query(operator, "select * from marts.board_actions")
    assert status == 403


def test_a_number_leads_to_its_people_where_the_role_allows_it(
    viewer: BrowserContext, operator: BrowserContext, server: Server
) -> None:
    name = "挽回流失"
    [(own,)] = server.brand.rows(
        f"""
        select count(*) from fugou.marts.board_actions
        where rule_zh = '{name}' and '{_STORE}' in (store_id, staff_id)
        """
    )
    assert own > 0
    page, _ = _open(operator, "churn")
    page.get_by_role("link", name=name).click()
    rows = page.locator(_CHART, has=page.locator("table")).locator("tbody tr")
    rows.first.wait_for()
    expect(page.locator(".loading")).to_have_count(0)
    assert rows.count() == min(own, 20)
    assert all(name in text for text in rows.all_inner_texts())
    page.close()
    page = viewer.new_page()
    answer = page.goto(list_address(name))
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("没有这个看板,或您的角色看不到它")
    page.close()


@pytest.mark.parametrize("name", ["viewer", "operator"])
def test_readers_save_nothing(request: pytest.FixtureRequest, name: str) -> None:
    """Whoever saves a chart draws any dataset with it: the people of the action lists, too."""
    context = request.getfixturevalue(name)
    dashboard = {"dashboard_title": "own", "published": True}
    assert _post(context, "/api/v1/dashboard/", dashboard)[0] == 403
    chart = {"slice_name": "own", "viz_type": "table", "datasource_id": 1}
    assert _post(context, "/api/v1/chart/", {**chart, "datasource_type": "table"})[0] == 403


_PUBLISHES = 200
_CLIENTS = 8
_STALE_AFTER = 2.0  # seconds


def _publish_version(workspace: Workspace, number: int) -> None:
    """Publish a version of which every amount is its number."""
    make_build(workspace, invocation_id=f"run {number}", amounts=(f"{number}.00",) * 500)
    run_audit(workspace, suites=())
    publish(workspace, keep_versions=5)


@dataclass(frozen=True)
class Answer:
    """What a client read.

    Args:
        asked_at: Before the question, in seconds of the monotonic clock.
        low: Smallest amount.
        high: Largest amount.
        orders: Number of orders.
    """

    asked_at: float
    low: float
    high: float
    orders: int


def _ask(address: str, until: Event) -> list[Answer]:
    """Ask in SQL Lab, as an analyst, until the event is set."""
    client = requests.Session()
    login = {"username": "analyst", "password": _PASSWORD, "provider": "db", "refresh": False}
    token = client.post(f"{address}/api/v1/security/login", json=login).json()["access_token"]
    client.headers.update({"Authorization": f"Bearer {token}", "Referer": address})
    csrf = client.get(f"{address}/api/v1/security/csrf_token/").json()["result"]
    client.headers["X-CSRFToken"] = csrf
    sql = "select min(amount) as low, max(amount) as high, count(*) as orders from marts.orders"
    answers = []
    while not until.is_set():
        asked_at = time.monotonic()
        body = {"database_id": 1, "sql": sql, "runAsync": False, "client_id": os.urandom(5).hex()}
        answer = client.post(f"{address}/api/v1/sqllab/execute/", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        [row] = answer.json()["data"]
        found = (float(row["low"]), float(row["high"]), int(row["orders"]))
        answers.append(Answer(asked_at, *found))
    return answers


@pytest.mark.full
def test_publishing_while_clients_ask_shows_no_error_no_half_and_nothing_stale(
    tmp_path: Path,
) -> None:
    workspace = Workspace(tmp_path)
    _publish_version(workspace, 0)
    published_at = [time.monotonic()]
    done = Event()
    with _serving(tmp_path) as address, ThreadPoolExecutor(_CLIENTS) as pool:
        clients = [pool.submit(_ask, address, done) for _ in range(_CLIENTS)]
        try:
            for number in range(1, _PUBLISHES + 1):
                _publish_version(workspace, number)
                published_at.append(time.monotonic())
        finally:
            time.sleep(_STALE_AFTER)  # the last version, too, is asked for
            done.set()
        answers = [one for client in clients for one in client.result()]
    assert len(answers) > _PUBLISHES
    for one in answers:
        assert (one.orders, one.low) == (500, one.high)
        known = [
            number
            for number, instant in enumerate(published_at)
            if instant < one.asked_at - _STALE_AFTER
        ]
        assert one.low >= max(known, default=0)
    assert float(_PUBLISHES) in {one.low for one in answers}
