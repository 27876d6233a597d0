"""What several named parts need.

Belongs here: named parts of `outline.yml`, one function each, and what only they need. Does not
belong here: what all sections have in common (`fugou.reports.parts`).
"""

from __future__ import annotations

from fugou.reports.document import (
    Paragraph,
    Reference,
)
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
