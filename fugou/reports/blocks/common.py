"""What several named parts need.

Belongs here: named parts of `outline.yml`, one function each, and what only they need. Does not
belong here: what all sections have in common (`fugou.reports.parts`).
"""

from __future__ import annotations

from dataclasses import replace

from fugou.reports.document import (
    Paragraph,
    Reference,
    Table,
)
from fugou.reports.figures import Number
from fugou.reports.parts import (
    Scene,
)

MOST_ROWS = 10


def part_name(scene: Scene, dimension: str, value: str) -> str:
    return f"{scene.by(dimension)} = {scene.one(dimension, value)}"


def as_of_line(scene: Scene, metric_id: str, zh: str, en: str) -> Paragraph:
    day = scene.published.as_of.isoformat()
    return Paragraph(
        (
            scene.say(zh, en),
            Reference(metric_id),
            scene.say(f":截至 {day} 的状态。", f": as of {day}."),
        )
    )


def without_no_data(table: Table) -> Table:
    """Leave out the columns that hold nothing but 0: their source tells of nobody."""
    kept = [
        place
        for place in range(len(table.head))
        if not all(
            isinstance(part, Number) and not part.value for row in table.rows for part in row[place]
        )
    ]
    return replace(
        table,
        head=tuple(table.head[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )
