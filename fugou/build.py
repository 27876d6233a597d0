"""How dbt is called: variables, environment, command.

Belongs here: what one dbt invocation gets. Does not belong here: what is built (models) and when
(orchestration).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from fugou.samples import sample
from fugou.settings import PROJECT_DIR, Settings, settings
from fugou.spark import build_on_spark
from fugou.workspace import Workspace

_BUILDING = frozenset({"build", "run"})
_OF_SPARK = {name for name in Settings.model_fields if name.startswith("spark_")}


def project_variables() -> dict[str, Any]:
    """Read the variables of `dbt_project.yml`, the home of every default.

    Returns:
        Variable name to value.
    """
    project = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    variables: dict[str, Any] = project["vars"]
    return variables


def dbt_vars(
    settings: Settings, as_of_date: date | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """Collect the variables in which a run differs from `dbt_project.yml`.

    Args:
        settings: The environment's wishes.
        as_of_date: Business day of the numbers; goes before the environment.
        known_at: UTC instant of knowledge; goes before the environment.

    Returns:
        Variables for `dbt --vars`; empty if the project's defaults hold.

    Raises:
        fugou.samples.SampleError: If the settings name a sample that does not exist.
    """
    variables = dict(sample(settings.source).variables) if settings.source else {}
    day = as_of_date or settings.as_of_date
    instant = known_at or settings.known_at
    if day:
        variables["as_of_date"] = day.isoformat()
    if instant:
        variables["known_at"] = instant.isoformat(sep=" ")
    return variables


def dbt_environment(workspace: Workspace, project: Path = PROJECT_DIR) -> dict[str, str]:
    """Give the environment of a dbt process.

    Args:
        workspace: The workspace whose bronze is read and whose build file is written.
        project: Root of the dbt project.

    Returns:
        The environment of this process with the workspace in it.
    """
    wishes = settings().model_dump(include=_OF_SPARK, exclude_none=True)
    return {
        "SPARK_CONF_DIR": str(PROJECT_DIR / "orchestration" / "spark"),
        **os.environ,
        **{f"FUGOU_{name.upper()}": str(value) for name, value in wishes.items()},
        "FUGOU_ENGINE": settings().engine,
        "FUGOU_HOME": str(workspace.home),
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
    }


# Unit tests try the models on rows made by hand: they judge the code, not the day's data.
ONLY_DATA = ("--exclude-resource-type", "unit_test")


def run_dbt(
    workspace: Workspace,
    command: str,
    variables: dict[str, Any],
    *arguments: str,
    project: Path = PROJECT_DIR,
) -> subprocess.CompletedProcess[str]:
    """Run one dbt command on a workspace.

    Args:
        workspace: The workspace.
        command: For example `build` or `parse`.
        variables: See `dbt_vars`.
        *arguments: Further arguments of the command.
        project: Root of the dbt project.

    Returns:
        The finished process with its output as text; its return code is not checked.
    """
    dbt = str(Path(sys.executable).parent / "dbt")
    target = str(workspace.dbt_target)
    with built_by_engine(workspace) if command in _BUILDING else nullcontext():
        return subprocess.run(
            [dbt, command, "--vars", json.dumps(variables), "--target-path", target, *arguments],
            cwd=project,
            env=dbt_environment(workspace, project),
            capture_output=True,
            text=True,
            check=False,
        )


def built_by_engine(workspace: Workspace) -> AbstractContextManager[None]:
    """Run dbt inside of this, so that what it builds is in the build file afterwards.

    Args:
        workspace: The workspace.

    Returns:
        A context manager; it does nothing on DuckDB, which builds in that file.
    """
    return build_on_spark(workspace) if settings().engine == "spark" else nullcontext()
