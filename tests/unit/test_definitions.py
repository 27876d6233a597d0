"""Dagster shows the whole warehouse, and asks dbt and the audit for nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster_dbt import DbtProject

import orchestration.project
from expectations import Expectation, Suite
from fugou.audit import AuditReport, Check, audit_file
from fugou.settings import Settings
from fugou.workspace import Workspace
from orchestration.checks import expectation_checks
from orchestration.definitions import wire
from orchestration.project import prepare_project, read_manifest
from orchestration.resources import POOL
from orchestration.schedules import daily_refresh, day_before

_STEPS = {
    "ingest",
    "dbt_build",
    "user_clusters",
    "audit",
    "published_version",
    "retired_landing",
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def project(environment: Settings) -> DbtProject:
    return prepare_project(environment)


@pytest.fixture(scope="module")
def definitions(environment: Settings, project: DbtProject) -> dg.Definitions:
    return wire(environment, project)


def test_every_asset_is_in_the_group_of_its_folder(
    definitions: dg.Definitions, project: DbtProject
) -> None:
    groups = {spec.key: spec.group_name for spec in definitions.resolve_all_asset_specs()}
    for node in read_manifest(project)["nodes"].values():
        if node["resource_type"] == "model":
            folder = Path(node["original_file_path"]).parts[1]
            assert groups[dg.AssetKey([node["schema"], node["name"]])] == folder
        elif node["resource_type"] == "seed":
            assert groups[dg.AssetKey([node["schema"], node["name"]])] == "rules"
    assert groups[dg.AssetKey("published_version")] == "published"


def test_every_source_table_of_dbt_is_an_asset_of_ingest(
    definitions: dg.Definitions, project: DbtProject
) -> None:
    sources = [
        one
        for one in read_manifest(project)["sources"].values()
        if one["original_file_path"].startswith("models/staging/")
    ]
    tables = {dg.AssetKey([one["source_name"], one["name"]]) for one in sources}
    (ingest,) = [one for one in definitions.assets or () if one.op.name == "ingest"]

    assert tables
    assert set(ingest.keys) == tables


def test_marts_that_python_makes_are_assets_beside_those_of_dbt(
    definitions: dg.Definitions,
) -> None:
    made = [one for one in definitions.assets or () if one.op.name == "user_clusters"]
    groups = {spec.key: spec.group_name for spec in definitions.resolve_all_asset_specs()}
    tables = {dg.AssetKey(["marts", name]) for name in ("user_clusters", "cluster_profiles")}

    assert [set(one.keys) for one in made] == [tables]
    assert {groups[key] for key in tables} == {"segments"}


def test_refresh_loads_builds_audits_and_publishes_in_this_order(
    definitions: dg.Definitions,
) -> None:
    job = definitions.resolve_job_def("refresh")
    upstream = {
        node.name: {
            output.node
            for inputs in job.dependencies[node].values()
            for output in inputs.get_node_dependencies()
        }
        for node in job.dependencies
        if node.name in _STEPS
    }

    assert upstream["ingest"] == set()
    assert upstream["dbt_build"] == {"ingest"}
    assert upstream["user_clusters"] == {"dbt_build"}
    assert upstream["audit"] == {"dbt_build", "user_clusters"}
    assert upstream["published_version"] == {"dbt_build", "user_clusters", "audit"}
    # Files are put away only after everything that was made of them is published.
    assert upstream["retired_landing"] == {"published_version"}


def test_whatever_touches_the_build_file_is_in_one_pool(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("refresh")
    pools = {node.name: node.definition.pool for node in job.nodes}

    assert {pools[name] for name in _STEPS} == {POOL}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # 2026-11-22 05:00 in Shanghai, the time of the schedule
        (datetime(2026, 11, 21, 21, 0, tzinfo=UTC), "2026-11-21"),
        # 2026-11-22 00:00 in Shanghai, the first instant of that day
        (datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "2026-11-21"),
        (datetime(2026, 11, 21, 15, 59, tzinfo=UTC), "2026-11-20"),
    ],
)
def test_the_day_before_is_a_business_day(moment: datetime, day: str) -> None:
    assert day_before(moment, "Asia/Shanghai") == day


def test_the_schedule_asks_for_the_day_before_it_runs() -> None:
    schedule = daily_refresh("Asia/Shanghai")
    context = dg.build_schedule_context(
        scheduled_execution_time=datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    )
    (request,) = schedule.evaluate_tick(context).run_requests or []

    assert request.run_config["ops"]["dbt_build"]["config"] == {"as_of_date": "2026-11-21"}
    assert schedule.execution_timezone == "Asia/Shanghai"


def test_every_expectation_is_shown_as_a_check_of_its_table(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.create()
    checks = (
        Check("expectation", "marts.orders.rows", "pass", None, "observed 3"),
        Check("expectation", "marts.orders.amounts", "fail", 1, "1 of 3 rows, e.g. 30.00"),
    )
    report = AuditReport("first", {}, checks)
    audit_file(workspace).write_text(json.dumps(report.to_json()), encoding="utf-8")
    suite = Suite(
        "marts.orders",
        (Expectation("rows", "ExpectA", {}, "why"), Expectation("amounts", "ExpectB", {}, "why")),
    )
    (definition,) = expectation_checks([suite])
    shown = list(definition(settings=Settings(home=tmp_path)))

    assert [(str(one.asset_key.to_user_string()), one.check_name, one.passed) for one in shown] == [
        ("marts/orders", "rows", True),
        ("marts/orders", "amounts", False),
    ]


def test_dbt_parses_the_project_only_when_something_changed(
    environment: Settings, project: DbtProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ParsedError(Exception):
        pass

    def parse(*_: object, **__: object) -> None:
        raise ParsedError

    monkeypatch.setattr(orchestration.project, "run_dbt", parse)
    prepare_project(environment)
    prepare_project(environment.model_copy(update={"as_of_date": date(2017, 6, 30)}))
    with pytest.raises(ParsedError):
        prepare_project(environment.model_copy(update={"source": "cdnow"}))
    monkeypatch.setattr(orchestration.project, "PROJECT_DIR", environment.home)
    (environment.home / "models").mkdir()  # newer than the manifest
    with pytest.raises(ParsedError):
        prepare_project(environment)


def test_definitions_load_without_great_expectations(
    environment: Settings, project: DbtProject
) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from fugou.settings import Settings\n"
        "from orchestration.definitions import wire\n"
        "from orchestration.project import prepare_project\n"
        "environment = Settings(home=Path(sys.argv[1]))\n"
        "wire(environment, prepare_project(environment))\n"
        "assert 'great_expectations' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(environment.home)], check=True)
