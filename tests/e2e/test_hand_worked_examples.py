"""The hand-worked examples in the models' yml, each of which must hold.

Belongs here: running dbt's unit tests once. Does not belong here: examples (beside the models).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from warehouse import Warehouse

from fugou.build import run_dbt
from fugou.workspace import Workspace


def test_every_example_holds_whatever_the_brand_and_the_day(
    demo_brand: Warehouse, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path)
    workspace.create()
    # dbt asks the tables for their columns, whatever is in them.
    shutil.copyfile(demo_brand.workspace.build_file, workspace.build_file)
    # An example that leans on a variable says so itself; here it gets another brand's.
    variables = {"business_time_zone": "America/New_York", "as_of_date": "1998-06-30"}
    tried = run_dbt(workspace, "test", variables, "--select", "test_type:unit")
    results = json.loads((workspace.dbt_target / "run_results.json").read_text(encoding="utf-8"))
    examples = [one for one in results["results"] if one["unique_id"].startswith("unit_test.")]
    failed = [one["unique_id"] for one in examples if one["status"] != "pass"]
    assert failed == [], tried.stdout
    assert tried.returncode == 0, tried.stdout
    manifest = json.loads((workspace.dbt_target / "manifest.json").read_text(encoding="utf-8"))
    assert len(examples) == len(manifest["unit_tests"]) > 0
