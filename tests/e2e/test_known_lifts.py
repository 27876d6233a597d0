"""What a campaign caused is known of the simulated brand; the warehouse's interval must hold it.

Belongs here: measured lift against the true one. Does not belong here: how lift is measured (the
models' yml).
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
from command_line import fugou
from warehouse import Warehouse

from fugou.build import run_dbt
from fugou.workspace import Workspace

_SEEDS = (21, 22)


def _held(workspace: Workspace) -> list[tuple[str, bool]]:
    """Tell of each campaign with a control group whether its interval holds its true lift."""
    with (workspace.truth / "campaign_lifts.csv").open(encoding="utf-8") as lines:
        truth = {
            row["campaign_id"]: float(row["true_lift"])
            for row in csv.DictReader(lines)
            if row["true_lift"]
        }
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:
        measured = connection.execute(
            "select split_part(dimension_value, ':', 2), interval_low, interval_high"
            " from marts.kpi_values"
            " where metric_id = 'campaign_incremental_lift' and dimension = 'campaign'"
            " and grain = 'year' and value is not null and mature_count = total_count"
            " order by period_start, dimension_value"
        ).fetchall()
    return [(name, low <= truth[name] <= high) for name, low, high in measured if name in truth]


def test_the_interval_holds_the_true_lift_of_nine_campaigns_in_ten(demo_brand: Warehouse) -> None:
    held = _held(demo_brand.workspace)
    assert len(held) >= 10
    assert sum(is_held for _, is_held in held) >= 0.9 * len(held), held


@pytest.mark.full
def test_over_seeds_at_least_ninety_of_a_hundred_intervals_hold_the_true_lift(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    held = []
    for seed in _SEEDS:
        held += _held(_brand(tmp_path_factory.mktemp(f"seed_{seed}"), seed))
    assert len(held) >= 100
    assert sum(is_held for _, is_held in held) >= 0.9 * len(held), held


def _brand(home: Path, seed: int) -> Workspace:
    fugou(home, "simulate", "--people", "4000", "--days", "731", "--seed", str(seed))
    fugou(home, "ingest")
    workspace = Workspace(home)
    built = run_dbt(
        workspace,
        "build",
        {"kpi_areas": ["campaign"]},
        *("--select", "+kpi_values", "--exclude-resource-type", "test", "unit_test"),
    )
    assert built.returncode == 0, built.stdout
    return workspace
