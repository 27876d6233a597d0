"""The outline of the reports: `outline.yml`, read and checked.

Belongs here: its shape. Does not belong here: what stands in it (the file), how it is filled
(`composing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("outline.yml")
Words = Annotated[tuple[str, str], Field(description="Chinese, English")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lines(_Entry):
    """A line chart of metrics over time."""

    metrics: tuple[str, ...]
    grain: str | None = None


class Bars(_Entry):
    """A bar chart of a metric by a dimension."""

    metric: str
    by: str


class Shares(_Entry):
    """A bar chart of metrics that are parts of a whole."""

    title: Words
    metrics: tuple[str, ...]


class Grid(_Entry):
    """A table of metrics named by row and column."""

    title: Words
    name: str
    rows: Mapping[str, Words]
    columns: tuple[int, ...]


class Split(_Entry):
    """A table of metrics by a dimension."""

    metrics: tuple[str, ...]
    by: str


class Section(_Entry):
    """A section of a chapter."""

    title: Words
    say: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    lines: tuple[Lines, ...] = ()
    bars: tuple[Bars, ...] = ()
    shares: Shares | None = None
    grid: Grid | None = None
    split: tuple[Split, ...] = ()
    is_association: bool = False


class Chapter(_Entry):
    """A chapter of a report."""

    id: str
    title: Words
    sections: tuple[Section, ...]


class Outline(_Entry):
    """All reports, by the grain of their period."""

    headlines: Mapping[str, tuple[str, ...]]
    areas: Mapping[str, str]
    year: tuple[Chapter, ...]
    quarter: tuple[Chapter, ...]
    month: tuple[Chapter, ...]
    week: tuple[Chapter, ...]
    day: tuple[Chapter, ...]

    def chapters(self, grain: str) -> tuple[Chapter, ...]:
        """Give the chapters of a report.

        Args:
            grain: The grain of its period.

        Returns:
            The chapters in their order.
        """
        return {
            "year": self.year,
            "quarter": self.quarter,
            "month": self.month,
            "week": self.week,
            "day": self.day,
        }[grain]


def read_outline() -> Outline:
    """Read the outline.

    Returns:
        The outline.

    Raises:
        pydantic.ValidationError: If the file has an entry that is none.
    """
    return Outline.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
