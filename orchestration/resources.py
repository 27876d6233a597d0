"""What ops are given: configuration of a run, and somebody who listens to its progress."""

from datetime import date, datetime

import dagster as dg
from pydantic import Field

POOL = "build_file"


class Clocks(dg.Config):
    """The two clocks of a run."""

    as_of_date: str | None = Field(
        default=None, description="Business day, YYYY-MM-DD; the environment's, then dbt's."
    )
    known_at: str | None = Field(
        default=None, description="UTC instant, ISO 8601; the environment's, then dbt's."
    )

    @property
    def day(self) -> date | None:
        """The business day."""
        return date.fromisoformat(self.as_of_date) if self.as_of_date else None

    @property
    def instant(self) -> datetime | None:
        """The instant of knowledge."""
        return datetime.fromisoformat(self.known_at) if self.known_at else None


class Reporter:
    """Hears how far a run is. This one keeps silent; the command line has one that draws."""

    def advance(self, step: str, done: int, total: int, detail: str = "") -> None:
        """Hear that a step is a bit further.

        Args:
            step: ingest, build, audit or publish.
            done: Parts done.
            total: Parts in all; the step is over when they are equal.
            detail: What it is busy with.
        """
