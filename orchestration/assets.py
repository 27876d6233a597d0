"""The assets: bronze by ingest, tables by dbt, clusters, the audit, the published version."""

# No `from __future__ import annotations` here: Dagster reads the annotations of ops.
import json
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from fugou.audit import run_audit, wait_until_free
from fugou.build import ONLY_DATA, built_by_engine, dbt_vars
from fugou.clusters import FEATURES_TABLE, TYPES_TABLE, write_clusters
from fugou.ingest import IngestReport, ingest
from fugou.publish import PublishRefusedError, publish, show_on_spark
from fugou.restatement import RestatementError
from fugou.retention import retire_landing
from fugou.samples import is_history
from fugou.settings import PROJECT_DIR, Settings
from fugou.sources import read_sources
from fugou.spark import wait_for_metastore
from fugou.vault import Vault
from fugou.workspace import Workspace
from orchestration.project import Translator, is_landed
from orchestration.resources import POOL, Clocks, Reporter

PUBLISHED_GROUP = "published"
AUDIT_KEY = dg.AssetKey("audit")
MARTS_SCHEMA = "marts"

_SECONDS_FOR_ORPHANS = 60


def ingest_assets(manifest: Mapping[str, Any], translator: Translator) -> dg.AssetsDefinition:
    """Make the assets of bronze: one per source table that dbt reads.

    Args:
        manifest: dbt's manifest.
        translator: Gives them the keys under which dbt's models expect them.

    Returns:
        One op with all of them.
    """
    specs = [
        translator.get_asset_spec(manifest, unique_id, None)
        for unique_id, source in manifest["sources"].items()
        if is_landed(source)
    ]

    @dg.multi_asset(name="ingest", specs=specs, pool=POOL)
    def load_landed_files(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
    ) -> Iterator[dg.MaterializeResult[None]]:
        reporter.advance("ingest", 0, 1)
        report = ingest(
            Workspace(settings.home),
            read_sources(PROJECT_DIR),
            pseudonym_key=settings.pseudonym_key,
            vault_key=settings.vault_key,
            replay=is_history(settings.source),
            on_progress=lambda file, done, total: reporter.advance(
                "ingest", 0, 1, f"{file} {done / max(total, 1):.0%}"
            ),
        )
        for rejected in report.rejected:
            context.log.error(f"{rejected.file} was rejected: {rejected.reason}")
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key, metadata=_loaded_rows(report, spec.key))
        reporter.advance("ingest", 1, 1)

    return load_landed_files


def _loaded_rows(report: IngestReport, key: dg.AssetKey) -> dict[str, int]:
    loaded = [one for one in report.loaded if [one.source, one.table] == list(key.path)]
    return {
        "files": len(loaded),
        "rows_loaded": sum(one.rows_loaded for one in loaded),
        "rows_quarantined": sum(one.rows_quarantined for one in loaded),
    }


def warehouse_assets(
    project: DbtProject, manifest: Mapping[str, Any], translator: Translator
) -> dg.AssetsDefinition:
    """Make the assets of the dbt project; its tests come as asset checks.

    Args:
        project: The dbt project.
        manifest: Its manifest.
        translator: Gives names and groups.

    Returns:
        One op that runs `dbt build`.
    """

    @dbt_assets(
        manifest=manifest,
        project=project,
        dagster_dbt_translator=translator,
        name="dbt_build",
        pool=POOL,
    )
    def build_warehouse(
        context: dg.AssetExecutionContext,
        config: Clocks,
        dbt: DbtCliResource,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
    ) -> Iterator[Any]:
        workspace = Workspace(settings.home)
        variables = dbt_vars(settings, config.day, config.instant)
        total = len(context.selected_asset_keys) + len(context.selected_asset_check_keys)
        with workspace.lock():
            wait_until_free(workspace.build_file, _SECONDS_FOR_ORPHANS)
            with built_by_engine(workspace):
                invocation = dbt.cli(
                    ["build", "--vars", json.dumps(variables), *ONLY_DATA],
                    context=context,
                    target_path=workspace.dbt_target,
                )
                for done, event in enumerate(invocation.stream(), start=1):
                    reporter.advance("build", min(done, total - 1), total)
                    yield event
        reporter.advance("build", total, total)

    return build_warehouse


def cluster_assets(manifest: Mapping[str, Any], translator: Translator) -> dg.AssetsDefinition:
    """Make the assets of the marts that Python makes after dbt's build.

    Args:
        manifest: dbt's manifest; declares them as sources beside the marts.
        translator: Gives names and groups.

    Returns:
        One op that clusters people.
    """
    specs = [
        translator.get_asset_spec(manifest, unique_id, None).replace_attributes(
            deps=[dg.AssetKey(table.split(".")) for table in (FEATURES_TABLE, TYPES_TABLE)]
        )
        for unique_id, source in manifest["sources"].items()
        if not is_landed(source)
    ]

    @dg.multi_asset(name="user_clusters", specs=specs, pool=POOL)
    def cluster_users(settings: dg.ResourceParam[Settings]) -> Iterator[dg.MaterializeResult[None]]:
        workspace = Workspace(settings.home)
        with workspace.lock():
            found = write_clusters(workspace)
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"clusters": found})

    return cluster_users


def _marts(*built: dg.AssetsDefinition) -> list[dg.AssetKey]:
    return sorted(key for one in built for key in one.keys if key.path[0] == MARTS_SCHEMA)


def audit_asset(*built: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """Make the asset of the audit report.

    Args:
        *built: The assets that are audited.

    Returns:
        An asset that is materialized whether the report is green or red: publishing refuses red
        ones, and the failing expectations are shown as checks of their tables.
    """

    deps = [key for one in built for key in one.keys]

    @dg.asset(key=AUDIT_KEY, deps=deps, group_name=PUBLISHED_GROUP, pool=POOL)
    def audit_build(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
    ) -> dg.MaterializeResult[None]:
        """Verdict on the build: dbt's results and the expectations."""
        reporter.advance("audit", 0, 1)
        report = run_audit(Workspace(settings.home))
        for check in report.failing:
            context.log.error(check.describe())
        reporter.advance("audit", 1, 1)
        return dg.MaterializeResult(
            metadata={
                "is_green": report.is_green,
                "checks": len(report.checks),
                "failing": "\n".join(check.describe() for check in report.failing),
            }
        )

    return audit_build


def publish_asset(*built: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """Make the asset of the version that readers open.

    Args:
        *built: The assets whose marts are published.

    Returns:
        An asset that fails if the audit is red.
    """

    @dg.asset(
        name="published_version",
        deps=[AUDIT_KEY, *_marts(*built)],
        group_name=PUBLISHED_GROUP,
        pool=POOL,
    )
    def publish_build(
        settings: dg.ResourceParam[Settings], reporter: dg.ResourceParam[Reporter]
    ) -> dg.MaterializeResult[None]:
        """The marts that readers open: an immutable version and the pointer to it."""
        reporter.advance("publish", 0, 1)
        if settings.engine == "spark":
            # Before the pointer moves: a version is shown to readers of both, or to none.
            wait_for_metastore(Workspace(settings.home))
        try:
            version = publish(Workspace(settings.home), settings.keep_versions)
            if settings.engine == "spark":
                show_on_spark(Workspace(settings.home))
        except (PublishRefusedError, RestatementError) as refused:
            raise dg.Failure(description=str(refused), allow_retries=False) from refused
        reporter.advance("publish", 1, 1)
        return dg.MaterializeResult(
            metadata={
                "version": version.name,
                "file": dg.MetadataValue.path(version.file),
                "rows": sum(table.rows for table in version.tables.values()),
            }
        )

    return publish_build


@dg.asset(name="retired_landing", deps=["published_version"], group_name=PUBLISHED_GROUP, pool=POOL)
def retire_loaded_files(
    settings: dg.ResourceParam[Settings],
) -> dg.MaterializeResult[None]:
    """Landed files that were loaded long enough ago, encrypted or removed."""
    workspace = Workspace(settings.home)
    vault = Vault(workspace, settings.vault_key)
    retired = retire_landing(workspace, vault, settings.landing_policy, settings.landing_days)
    return dg.MaterializeResult(
        metadata={"encrypted": retired.encrypted, "removed": retired.removed}
    )
