"""Both engines build the same tables from the same bronze."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import duckdb
import pytest
from command_line import environment, fugou
from engines import ENGINES, EXAMPLES, build, dbt, differences, need_spark
from warehouse import UCI_FILE, uci_file

from fugou.samples import SAMPLES
from fugou.settings import PROJECT_DIR
from fugou.spark import show_newer_build
from fugou.workspace import Workspace

_MARTS_AT_LEAST = 10
_TABLES_FIRST = 40
_SECONDS_TO_START = 300
# Repurchase has every dimension; with all that it is made from. A long test builds everything.
_AREAS = {"kpi_areas": ["repurchase"]}
_SOME = ("+repurchase_kpis",)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What builds of a thousand people with all dirt printed, by engine; and their home."""
    need_spark()
    home = tmp_path_factory.mktemp("brand")
    fugou(home, "simulate", "--people", "1000", "--days", "300", "--seed", "5")
    fugou(home, "ingest", "--replay")
    built = {engine: build(home, engine, _AREAS, *_SOME) for engine in ENGINES}
    return {"home": str(home), **built}


@pytest.fixture(scope="module")
def brand(printed: dict[str, str]) -> Workspace:
    """A thousand people with all dirt, loaded and built on both engines."""
    return Workspace(Path(printed["home"]))


def test_every_table_built_of_the_demo_brand_is_equal_on_both_engines(brand: Workspace) -> None:
    compared, differing = differences(brand)
    assert differing == []
    with duckdb.connect(str(brand.build_file), read_only=True) as connection:
        (tables,) = connection.execute("select count(*) from duckdb_tables()").fetchall()[0]
        (orders,) = connection.execute("select count(*) from user_facts.fct_orders").fetchall()[0]
    assert compared > _MARTS_AT_LEAST
    assert tables >= compared
    assert orders > 1000


@pytest.mark.parametrize("engine", list(ENGINES))
def test_macros_give_their_documented_examples_on_each_engine(
    printed: dict[str, str], engine: str
) -> None:
    assert f"PASS {EXAMPLES}" in printed[engine]


@pytest.mark.full
def test_every_table_of_all_areas_as_it_was_known_earlier_is_equal(
    brand: Workspace, tmp_path: Path
) -> None:
    home = tmp_path / "earlier"
    shutil.copytree(brand.bronze, home / "bronze")
    workspace = Workspace(home)
    workspace.create()
    earlier = {"known_at": "2025-09-30 18:00:00", "as_of_date": "2025-09-30"}
    for engine in ("duckdb", "spark"):
        build(home, engine, earlier)
    compared, differing = differences(workspace)
    assert (compared > _MARTS_AT_LEAST, differing) == (True, [])


@pytest.mark.full
def test_every_table_of_online_retail_is_equal(tmp_path: Path) -> None:
    need_spark()
    file = uci_file()
    if not file:
        pytest.skip(f"the UCI Online Retail file is not here; {UCI_FILE} names it")
    fugou(tmp_path, "land", "online_retail", "--data", file)
    fugou(tmp_path, "ingest")
    for engine in ("duckdb", "spark"):
        build(tmp_path, engine, dict(SAMPLES["online_retail"].variables))
    compared, differing = differences(Workspace(tmp_path))
    assert (compared > _MARTS_AT_LEAST, differing) == (True, [])


@pytest.mark.full
def test_a_whole_run_on_spark_is_audited_and_seen_by_readers_of_both(tmp_path: Path) -> None:
    need_spark()
    fugou(tmp_path, "simulate", "--people", "300", "--days", "200", "--seed", "5")
    fugou(tmp_path, "ingest", "--replay")
    done = subprocess.run(
        [str(PROJECT_DIR / ".venv-spark" / "bin" / "fugou"), "run"],
        env=environment(tmp_path, FUGOU_ENGINE="spark"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Published v000001" in done.stdout
    with duckdb.connect(str(Workspace(tmp_path).published_file), read_only=True) as connection:
        values = connection.execute("select count(*) from marts.kpi_values").fetchall()
    shown = dbt(
        tmp_path, "spark", "show", "--inline", "select count(*) as n from published.kpi_values"
    )
    assert f"| {values[0][0]}" in shown
    with _thrift(tmp_path) as port:
        query = (
            "from pyhive import hive; "
            f"cursor = hive.connect('127.0.0.1', {port}, database='published').cursor(); "
            "cursor.execute('select count(*) from kpi_values'); print(cursor.fetchall())"
        )
        python = str(PROJECT_DIR / ".venv-spark" / "bin" / "python")
        read = subprocess.run([python, "-c", query], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == str(values)


@contextmanager
def _thrift(home: Path) -> Iterator[int]:
    """Serve a workspace's tables to whoever speaks to Hive; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [str(PROJECT_DIR / "orchestration" / "spark" / "thrift.sh")],
        env=environment(home, FUGOU_SPARK_THRIFT_PORT=str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _SECONDS_TO_START
        while not _answers(port):
            assert process.poll() is None, "the Thrift server ended"
            assert time.monotonic() < deadline, "the Thrift server does not answer"
            time.sleep(0.5)
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.full
def test_builds_after_a_killed_one_and_after_one_of_the_other_engine_are_equal(
    brand: Workspace, tmp_path: Path
) -> None:
    home = tmp_path / "a home's folder"
    shutil.copytree(brand.bronze, home / "bronze")
    workspace = Workspace(home)
    workspace.create()
    spilled_before = set(Path(gettempdir()).glob("blockmgr-*"))
    process = subprocess.Popen(
        [str(PROJECT_DIR / ".venv-spark" / "bin" / "dbt"), "build", "--target", "spark"],
        cwd=PROJECT_DIR,
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not list(workspace.spark.glob("warehouse/int_user_merges__work.db/*/_temporary")):
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    # What a killed build leaves of people lies in the workspace.
    assert list((workspace.spark / "local").glob("blockmgr-*"))
    assert set(Path(gettempdir()).glob("blockmgr-*")) <= spilled_before
    build(home, "spark", {})
    # Whoever goes back to DuckDB finds views of what Spark built.
    show_newer_build(workspace)
    build(home, "duckdb", {})
    compared, differing = differences(workspace)
    assert (compared > _MARTS_AT_LEAST, differing) == (True, [])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Path]:
    """A master and two workers, for a workspace of which they are the home."""
    need_spark()
    script = str(PROJECT_DIR / "orchestration" / "spark" / "cluster.sh")
    variables = environment(tmp_path)
    started = subprocess.run(
        [script, "start"], env=variables, capture_output=True, text=True, check=False
    )
    assert "spark://127.0.0.1:17077" in started.stdout, started.stderr
    yield tmp_path
    subprocess.run([script, "stop"], env=variables, check=True)


@pytest.mark.full
def test_a_build_on_a_cluster_uses_both_workers_and_outlives_one(
    brand: Workspace, cluster: Path
) -> None:
    shutil.copytree(brand.bronze, cluster / "bronze")
    workspace = Workspace(cluster)
    workspace.create()
    build(cluster, "duckdb", {})
    events, conf = cluster / "events", cluster / "conf"
    events.mkdir()
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text(
        f"spark.eventLog.enabled true\nspark.eventLog.dir {events}\n"
        "spark.eventLog.compress false\nspark.eventLog.rolling.enabled false\n"
        "spark.executor.cores 1\nspark.cores.max 2\n"
    )
    process = subprocess.Popen(
        [
            *(str(PROJECT_DIR / ".venv-spark" / "bin" / "dbt"), "build", "--target", "spark"),
            *("--target-path", str(cluster / "build" / "dbt_spark")),
            *("--exclude-resource-type", "test", "unit_test"),
        ],
        cwd=PROJECT_DIR,
        env=environment(
            cluster, FUGOU_SPARK_MASTER="spark://127.0.0.1:17077", SPARK_CONF_DIR=str(conf)
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    # The worker is killed when a quarter of the tables are there: by then both have worked.
    warehouse = workspace.spark / "warehouse"
    while process.poll() is None and len(list(warehouse.glob("*/*/_SUCCESS"))) < _TABLES_FIRST:
        time.sleep(0.2)
    worker = int((workspace.home / ".cluster" / "worker-1.pid").read_text())
    os.kill(worker, signal.SIGKILL)
    printed, _ = process.communicate()
    assert process.returncode == 0, printed
    compared, differing = differences(workspace)
    assert (compared > _MARTS_AT_LEAST, differing) == (True, [])
    tasks = Counter[str]()
    lost = set()
    for file in events.iterdir():
        for line in file.read_text().splitlines():
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd":
                tasks[event["Task Info"]["Executor ID"]] += 1
            if event["Event"] == "SparkListenerExecutorRemoved":
                lost.add(event["Executor ID"])
    assert min(tasks[one] for one in ("0", "1")) > 0
    assert lost & {"0", "1"}
