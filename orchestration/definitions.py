"""Wires everything that Dagster shows; does nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject

from expectations import load_suites
from fugou.build import dbt_vars, project_variables
from fugou.settings import Settings, settings
from orchestration.assets import (
    audit_asset,
    cluster_assets,
    ingest_assets,
    publish_asset,
    retire_loaded_files,
    warehouse_assets,
)
from orchestration.checks import expectation_checks
from orchestration.project import Translator, prepare_project, read_manifest
from orchestration.resources import Reporter
from orchestration.schedules import daily_refresh, refresh_job


def wire(
    environment: Settings, project: DbtProject, reporter: Reporter | None = None
) -> dg.Definitions:
    """Put the definitions together.

    Args:
        environment: Workspace, source and clocks.
        project: The dbt project, prepared for them.
        reporter: Hears how far a run is.

    Returns:
        Assets, checks, job and schedule.
    """
    manifest = read_manifest(project)
    translator = Translator()
    warehouse = warehouse_assets(project, manifest, translator)
    clusters = cluster_assets(manifest, translator)
    variables = {**project_variables(), **dbt_vars(environment)}
    return dg.Definitions(
        assets=[
            ingest_assets(manifest, translator),
            warehouse,
            clusters,
            audit_asset(warehouse, clusters),
            publish_asset(warehouse, clusters),
            retire_loaded_files,
        ],
        asset_checks=expectation_checks(load_suites()),
        jobs=[refresh_job],
        schedules=[daily_refresh(variables["business_time_zone"])],
        resources={
            "dbt": DbtCliResource(
                project_dir=project, dbt_executable=str(Path(sys.executable).with_name("dbt"))
            ),
            "settings": environment,
            "reporter": reporter or Reporter(),
        },
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Load the definitions of this environment."""
    return wire(settings(), prepare_project(settings()))
