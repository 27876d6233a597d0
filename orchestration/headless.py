"""Runs the job `refresh` in this process, without a Dagster instance on disk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

import dagster as dg

from fugou.settings import Settings
from fugou.workspace import Workspace
from orchestration.definitions import wire
from orchestration.project import prepare_project
from orchestration.resources import Clocks, Reporter
from orchestration.schedules import refresh_config, refresh_job

_QUIET = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}


class _Forwarder(Reporter):
    def __init__(self, show: Callable[[str, int, int, str], None]) -> None:
        self._show = show

    def advance(self, step: str, done: int, total: int, detail: str = "") -> None:
        self._show(step, done, total, detail)


def _message(event: dg.DagsterEvent) -> str:
    """Find what the op itself said, below what Dagster wrapped around it."""
    failure = event.step_failure_data
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        return str(failure.user_failure_data.description)
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    return "" if error is None else error.message.strip()


def refresh(environment: Settings, show: Callable[[str, int, int, str], None]) -> dict[str, str]:
    """Load, build, audit and publish.

    What Dagster and dbt print goes to `build/run.log`.

    Args:
        environment: Workspace, source and clocks.
        show: Called with step, parts done, parts in all, and what it is busy with.

    Returns:
        Name of each step that failed, and why; empty if all went well.

    Raises:
        orchestration.project.ManifestError: If dbt cannot parse the project.
    """
    workspace = Workspace(environment.home)
    workspace.create()
    log_file = workspace.build / "run.log"
    with (
        log_file.open("w", encoding="utf-8") as log,
        redirect_stdout(log),
        redirect_stderr(log),
        dg.DagsterInstance.ephemeral() as instance,
    ):
        definitions = wire(environment, prepare_project(environment), _Forwarder(show))
        result = definitions.resolve_job_def(refresh_job.name).execute_in_process(
            instance=instance,
            run_config={**refresh_config(Clocks()), **_QUIET},
            raise_on_error=False,
        )
    return {
        str(event.step_key): _message(event) for event in result.all_events if event.is_step_failure
    }
