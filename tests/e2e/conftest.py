"""One run of the whole warehouse per sample data set, shared by all tests of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import FUGOU, environment, fugou
from warehouse import UCI_FILE, Warehouse, uci_file

from fugou.workspace import Workspace

_SECONDS = 1200

Runs = dict[str, tuple[Path, "subprocess.Popen[str]"]]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Start all samples at once: two runs on two cores take little longer than one."""
    words: dict[str, list[str]] = {"complete_journey": [], "cdnow": []}
    if uci_file():
        words["online_retail"] = ["--data", str(uci_file())]
    started = {}
    for name, options in words.items():
        home = tmp_path_factory.mktemp(name)
        started[name] = (
            home,
            subprocess.Popen(
                [FUGOU, "run", "--source", name, *options],
                env=environment(home),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ),
        )
    yield started
    for _, process in started.values():
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def demo_brand(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A small simulated brand with all kinds of dirt, replayed and published."""
    home = tmp_path_factory.mktemp("demo_brand")
    more = [f"--rate={kind}=0.01" for kind in ("clock_errors", "orphans", "negative_amounts")]
    size = ["--people", "2500", "--days", "500", "--seed", "3"]
    fugou(home, "simulate", *size, *more, "--rate=shared_phones=0.05")
    fugou(home, "ingest", "--replay")
    return Warehouse(Workspace(home), fugou(home, "run"))


def _finish(runs: Runs, name: str) -> Warehouse:
    home, process = runs[name]
    summary, _ = process.communicate(timeout=_SECONDS)
    assert process.returncode == 0, summary
    return Warehouse(Workspace(home), summary)


@pytest.fixture(scope="session")
def complete_journey(runs: Runs) -> Warehouse:
    """The Complete Journey, published."""
    return _finish(runs, "complete_journey")


@pytest.fixture(scope="session")
def cdnow(runs: Runs) -> Warehouse:
    """The CDNOW sample of 2,357 customers, published."""
    return _finish(runs, "cdnow")


@pytest.fixture(scope="session")
def online_retail(runs: Runs) -> Warehouse:
    """The UCI Online Retail file, published."""
    if "online_retail" not in runs:
        pytest.skip(f"the UCI Online Retail file is not here; {UCI_FILE} names it")
    return _finish(runs, "online_retail")
