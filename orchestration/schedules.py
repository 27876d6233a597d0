"""When the warehouse is refreshed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg

from orchestration.resources import Clocks

EVERY_DAY_AT_FIVE = "0 5 * * *"

refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Load what was landed, build, audit, publish what is green, put old files away.",
)


def day_before(moment: datetime, time_zone: str) -> str:
    """Name the last business day that is over.

    Args:
        moment: Instant with a zone.
        time_zone: Business time zone, for example `Asia/Shanghai`.

    Returns:
        YYYY-MM-DD.
    """
    return (moment.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=1)).isoformat()


def refresh_config(clocks: Clocks) -> dict[str, Any]:
    """Give the run configuration of the job.

    Args:
        clocks: Its clocks.

    Returns:
        Run configuration.
    """
    return {"ops": {"dbt_build": {"config": clocks.model_dump(exclude_none=True)}}}


def daily_refresh(time_zone: str) -> dg.ScheduleDefinition:
    """Make the schedule that refreshes the day before, every morning.

    Args:
        time_zone: Business time zone.

    Returns:
        The schedule.
    """

    def config(context: dg.ScheduleEvaluationContext) -> dict[str, Any]:
        day = day_before(context.scheduled_execution_time, time_zone)
        return refresh_config(Clocks(as_of_date=day))

    return dg.ScheduleDefinition(
        name="daily_refresh",
        job=refresh_job,
        cron_schedule=EVERY_DAY_AT_FIVE,
        execution_timezone=time_zone,
        run_config_fn=config,
    )
