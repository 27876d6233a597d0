"""Writes the metric pages of the docs from the seed `kpi_definitions`: one page per area.

Belongs here: the pages' wording. Does not belong here: what a metric means (the seed).
"""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

from fugou.settings import PROJECT_DIR

PAGES = PROJECT_DIR / "docs" / "metrics"
_SEEDS = PROJECT_DIR / "seeds"
_DIRECTIONS = {
    "up": "more is better 越高越好",
    "down": "less is better 越低越好",
    "none": "neither",
}
_INTERVALS = {
    "wilson": "95 % Wilson interval of numerator and denominator",
    "own": "95 % interval by its own formula",
    "none": "none",
}
Row = dict[str, str]


def _read(name: str) -> list[Row]:
    with (_SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def metric_pages() -> dict[str, str]:
    """Word the pages.

    Returns:
        File name to Markdown: a page per area, and the index `README.md`.
    """
    dimensions = {row["dimension"]: row["name_zh"] for row in _read("kpi_dimensions")}
    definitions = _read("kpi_definitions")
    by_area = [
        (area, list(rows)) for area, rows in groupby(definitions, key=lambda row: row["area"])
    ]
    index = [
        "# Metrics 指标",
        "",
        "One page per area, written by `python -m fugou.metric_pages` from the seed"
        " `kpi_definitions`.",
        "`fugou explain METRIC PERIOD [DIMENSION=VALUE]` tells everything about one number.",
        "",
        "| area | metrics |",
        "|---|---|",
        *(f"| [{area}]({area}.md) | {len(rows)} |" for area, rows in by_area),
        "",
    ]
    pages = {f"{area}.md": _page(area, rows, dimensions) for area, rows in by_area}
    return {"README.md": "\n".join(index), **pages}


def _page(area: str, rows: list[Row], dimensions: dict[str, str]) -> str:
    lines = [f"# {area}", ""]
    for row in rows:
        lines += [
            f"## {row['name_zh']} · {row['name_en']}",
            f"`{row['metric_id']}`"
            + ("" if row["is_published"] == "true" else " · **not published yet 尚未发布**"),
            "",
            f"{row['formula_zh']}。",
            "",
            f"{row['formula_en'][0].upper()}{row['formula_en'][1:]}.",
            "",
            "| | |",
            "|---|---|",
            f"| stands in | {_words(row['published_in'])} |",
            f"| unit, kind | {row['unit']}, {row['kind']} |",
            *([f"| definition family | {row['family']} |"] if row["family"] else []),
            f"| interval | {_INTERVALS[row['interval_method']]} |",
            f"| direction | {_DIRECTIONS[row['direction']]} |",
            f"| periods | {row['grains'] or 'none'} |",
            f"| by | {_split(row, dimensions)} |",
            f"| adds up over periods | {'yes' if row['is_additive'] == 'true' else 'no'} |",
            f"| complete when | {_completion(row)} |",
            f"| owner | {row['owner']} |",
            "",
        ]
    return "\n".join(lines)


def _completion(row: Row) -> str:
    if row["can_still_rise"] == "true":
        return "never: it can still rise"
    mature = " and its people are mature" if row["matures"] == "true" else ""
    return f"the period is over{mature}"


def _words(text: str) -> str:
    return ", ".join(f"`{word}`" for word in text.split())


def _split(row: Row, dimensions: dict[str, str]) -> str:
    additive, shares = (set(row[f"{kind}_dimensions"].split()) for kind in ("additive", "share"))
    words = []
    for name in row["dimensions"].split():
        note = (
            ", shares of one base"
            if name in shares
            else ""
            if name in additive
            else ", parts do not add up"
        )
        words.append(f"{dimensions[name]} `{name}`{note}")
    return "; ".join(words) or "the total only"


def write_pages(folder: Path = PAGES) -> None:
    """Write the pages anew; a page of an area that is no more goes.

    Args:
        folder: Where to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = metric_pages()
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages()
