"""What MetricFlow answers is what `kpi_values` says, for every metric that both know.

Belongs here: agreement of the semantic layer with the published numbers. Does not belong here: what
the numbers mean.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from command_line import environment
from warehouse import Warehouse

from fugou.periods import GRAINS
from fugou.settings import PROJECT_DIR

_MF = str(Path(sys.executable).parent / "mf")
# Of people by period: the period stands in the row.
# Whoever buys twice in a quarter may buy once in each of its months: of these each grain is a
# metric of its own, repurchase_rate_of_months.
_OF_PERIODS = ("repurchase_rate", "returning_buyer_share", "returning_buyer_share_broad")
Numbers = dict[tuple[str, str, date], float | None]


def _their_metrics() -> set[str]:
    with (PROJECT_DIR / "models" / "kpis" / "_metrics.yml").open(encoding="utf-8") as text:
        return {one["name"] for one in yaml.safe_load(text)["metrics"]}


def _metrics() -> list[str]:
    """List the metrics of the semantic layer that are metrics of ours, by their name."""
    theirs = {re.sub("_of_[a-z]+s$", "", name) for name in _their_metrics()}
    with (PROJECT_DIR / "seeds" / "kpi_definitions.csv").open(encoding="utf-8") as lines:
        ours = {row["metric_id"] for row in csv.DictReader(lines)}
    return sorted(theirs & ours)


@pytest.fixture(scope="module")
def project(demo_brand: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `mf` finds the project as it was built."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("dbt_project.yml", "profiles.yml"):
        (folder / name).symlink_to(PROJECT_DIR / name)
    (folder / "target").mkdir()
    shutil.copy(demo_brand.workspace.dbt_target / "semantic_manifest.json", folder / "target")
    return folder


def _query(
    demo_brand: Warehouse, project: Path, metrics: list[str], *group_by: str
) -> list[dict[str, str]]:
    answers = project / f"{'-'.join(group_by)}.csv"
    done = subprocess.run(
        [
            *(_MF, "query", "--metrics", ",".join(metrics), "--group-by", ",".join(group_by)),
            *("--csv", str(answers), "--quiet"),
        ],
        cwd=project,
        env=environment(demo_brand.workspace.home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with answers.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def theirs(demo_brand: Warehouse, project: Path) -> Numbers:
    """All numbers of the semantic layer."""
    plain = [name for name in _metrics() if name not in _OF_PERIODS]
    numbers: Numbers = {}

    for grain in GRAINS:
        of_grain = {f"{name}_of_{grain}s": name for name in _OF_PERIODS}
        asked = {**{name: name for name in plain}, **of_grain}
        there = [name for name in asked if name in _their_metrics()]
        time = f"metric_time__{grain}"
        for row in _query(demo_brand, project, there, time):
            for name in there if row[time] else ():
                value = float(row[name]) if row[name] else None
                numbers[asked[name], grain, date.fromisoformat(row[time][:10])] = value
    return numbers


@pytest.mark.parametrize("metric_id", _metrics())
def test_the_semantic_layer_agrees_with_the_published_numbers(
    demo_brand: Warehouse, theirs: Numbers, metric_id: str
) -> None:
    ours = demo_brand.rows(
        "select grain, period_start, value from fugou.marts.kpi_values"
        f" where metric_id = '{metric_id}' and dimension = 'all'"
    )
    values = {(grain, start): value for grain, start, value in ours}
    grains = {grain for grain, _ in values}
    found = {
        (grain, start): value
        for (name, grain, start), value in theirs.items()
        if name == metric_id and grain in grains and value is not None
    }
    assert grains >= {"week", "month", "quarter", "year"}
    assert set(found) <= set(values)
    # Who is not there is null in both; a period without rows is no row there, and 0 here.
    assert {key for key, value in values.items() if value is None}.isdisjoint(found)
    known = {key: value for key, value in values.items() if value is not None}
    assert {key: found.get(key, 0) for key in known} == pytest.approx(known, rel=1e-9)
    assert any(known.values())


def test_at_least_a_dozen_headline_metrics_are_in_both() -> None:
    assert len(_metrics()) >= 24
