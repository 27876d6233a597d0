"""The dbt project as Dagster sees it.

Belongs here: where its manifest lies, when it is made anew, how its nodes become assets. Does not
belong here: any name of a model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

from fugou.build import dbt_environment, dbt_vars, run_dbt
from fugou.settings import PROJECT_DIR, Settings
from fugou.spark import check_spark
from fugou.workspace import Workspace

RULES_GROUP = "rules"
BRONZE_GROUP = "bronze"

_VARS_FILE = "manifest_vars.json"
_PARSED = ("dbt_project.yml", "profiles.yml", "models", "seeds", "macros", "tests")


class ManifestError(RuntimeError):
    """dbt could not parse the project."""


def _parsed_paths() -> Iterator[Path]:
    for name in _PARSED:
        path = PROJECT_DIR / name
        yield path
        if path.is_dir():  # folders as well: a removed file changes only its folder's time
            yield from (one for one in path.rglob("*") if "__pycache__" not in one.parts)


def _is_fresh(manifest: Path, wished_vars: str) -> bool:
    vars_file = manifest.with_name(_VARS_FILE)
    if not (manifest.exists() and vars_file.exists()):
        return False
    newest = max(path.stat().st_mtime for path in _parsed_paths() if path.exists())
    return vars_file.stat().st_mtime > newest and vars_file.read_text() == wished_vars


def prepare_project(settings: Settings) -> DbtProject:
    """Give the dbt project, parsed with the variables of this environment.

    Args:
        settings: Workspace, source and clocks.

    Returns:
        The project; its manifest exists and is up to date.

    Raises:
        ManifestError: If dbt cannot parse the project.
    """
    if settings.engine == "spark":
        check_spark()
    workspace = Workspace(settings.home)
    workspace.create()
    # The adapter inside this process reads the profile as well.
    os.environ.update(dbt_environment(workspace))
    folder = workspace.dbt_target
    # The clocks change what is built, not what there is to build.
    variables = dbt_vars(settings.model_copy(update={"as_of_date": None, "known_at": None}))
    wished = {"project": str(PROJECT_DIR), "engine": settings.engine, **variables}
    wished_vars = json.dumps(wished, sort_keys=True)
    manifest, vars_file = folder / "manifest.json", folder / _VARS_FILE
    if not _is_fresh(manifest, wished_vars):
        folder.mkdir(exist_ok=True)
        # dbt would go on from where the project lay before.
        if vars_file.exists() and vars_file.read_text() != wished_vars:
            (folder / "partial_parse.msgpack").unlink(missing_ok=True)
        parsed = run_dbt(workspace, "parse", variables)
        if parsed.returncode:
            raise ManifestError(f"dbt could not parse the project:\n{parsed.stdout}")
        vars_file.write_text(wished_vars)
    return DbtProject(PROJECT_DIR, target_path=folder, profiles_dir=PROJECT_DIR)


def read_manifest(project: DbtProject) -> dict[str, Any]:
    """Read what dbt knows of the project.

    Args:
        project: A prepared project.

    Returns:
        The manifest.
    """
    content: dict[str, Any] = json.loads(project.manifest_path.read_text(encoding="utf-8"))
    return content


def group_of(properties: Mapping[str, Any]) -> str:
    """Name the asset group of a dbt node: its folder below `models/`.

    Args:
        properties: The node in the manifest.

    Returns:
        For example `staging` or `kpis`; `rules` for seeds, `bronze` for what is landed.
    """
    if properties["resource_type"] == "seed":
        return RULES_GROUP
    if is_landed(properties):
        return BRONZE_GROUP
    return str(properties["fqn"][1])


def is_landed(properties: Mapping[str, Any]) -> bool:
    """Tell whether a node is a source that ingest fills.

    Args:
        properties: The node in the manifest.

    Returns:
        False for models, and for sources declared beside marts: Python makes those after dbt.
    """
    return bool(properties["resource_type"] == "source" and properties["fqn"][1] == "staging")


def properties_of(manifest: Mapping[str, Any], unique_id: str) -> Mapping[str, Any]:
    """Look up a node or source.

    Args:
        manifest: dbt's manifest.
        unique_id: For example `model.fugou.fct_orders`.

    Returns:
        Its properties.
    """
    properties: Mapping[str, Any] = {**manifest["nodes"], **manifest["sources"]}[unique_id]
    return properties


class Translator(DagsterDbtTranslator):
    """Groups assets by the folder that their model is in."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Describe a dbt node as an asset.

        Args:
            manifest: dbt's manifest.
            unique_id: The node.
            project: The project of the manifest.

        Returns:
            The default description with the group of its folder.
        """
        spec: dg.AssetSpec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(group_name=group_of(properties_of(manifest, unique_id)))
