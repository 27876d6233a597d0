"""Measures one build of all models on DuckDB and on Spark, in total and per model.

    .venv/bin/python benchmarks/engines.py 20000 200000 --days 365 --scratch /a/folder/with/room

Belongs here: measuring. Does not belong here: judging; no number of a machine fails a test.

Each size is simulated and loaded once; both engines build the same bronze, one after the other.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer

from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

ENGINES = {"duckdb": ".venv", "spark": ".venv-spark"}
SLOWEST = 16


def _run(home: Path, program: str, *words: str, **variables: str) -> float:
    """Run a command to its end and give the seconds by the clock."""
    environment = {**os.environ, "FUGOU_HOME": str(home), "TZ": "UTC", **variables}
    started = time.monotonic()
    subprocess.run(
        [program, *words], cwd=PROJECT_DIR, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return time.monotonic() - started


def prepare(home: Path, people: int, days: int) -> int:
    """Simulate a brand and load it.

    Args:
        home: An empty folder.
        people: Size of the brand.
        days: Length of its history.

    Returns:
        Rows in bronze.
    """
    fugou = str(PROJECT_DIR / ".venv" / "bin" / "fugou")
    _run(home, fugou, "simulate", "--people", str(people), "--days", str(days))
    _run(home, fugou, "ingest", "--replay")
    loads = pq.read_table(Workspace(home).loads, columns=["rows_loaded"])
    return sum(loads["rows_loaded"].to_pylist())


def build(home: Path, engine: str) -> tuple[float, dict[str, float]]:
    """Build every model and seed once.

    Args:
        home: A loaded workspace.
        engine: One of `ENGINES`.

    Returns:
        Seconds by the clock of the whole command, and seconds per model.
    """
    target = home / "build" / f"dbt_{engine}"
    seconds = _run(
        home,
        str(PROJECT_DIR / ENGINES[engine] / "bin" / "dbt"),
        *("build", "--target", engine, "--target-path", str(target)),
        *("--exclude-resource-type", "test", "unit_test"),
    )
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    models = {
        one["unique_id"].rsplit(".", 1)[1]: float(one["execution_time"])
        for one in results
        if one["unique_id"].startswith("model.")
    }
    return seconds, models


def main(
    sizes: Annotated[list[int], typer.Argument(help="People of each brand.")],
    days: Annotated[int, typer.Option(help="Days of history.")] = 731,
    scratch: Annotated[Path | None, typer.Option(help="Folder with room.")] = None,
) -> None:
    """Print a table of totals, and the models that take longest on Spark."""
    typer.echo("| people | days | million rows | DuckDB s | Spark s | ratio | load before |")
    typer.echo("|---:|---:|---:|---:|---:|---:|---:|")
    slowest = []
    for people in sizes:
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            home = Path(folder)
            rows = prepare(home, people, days)
            load = os.getloadavg()[0]
            ours, our_models = build(home, "duckdb")
            theirs, their_models = build(home, "spark")
            typer.echo(
                f"| {people:,} | {days} | {rows / 1e6:.1f} | {ours:.0f} | {theirs:.0f} "
                f"| {theirs / ours:.1f} | {load:.1f} |",
            )
            for name in sorted(their_models, key=lambda one: -their_models[one])[:SLOWEST]:
                slowest.append((people, name, our_models[name], their_models[name]))
    typer.echo("\n| people | model | DuckDB s | Spark s |\n|---:|---|---:|---:|")
    for people, name, our_time, their_time in slowest:
        typer.echo(f"| {people:,} | `{name}` | {our_time:.1f} | {their_time:.1f} |")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    typer.echo(
        f"\nLargest process: {peak * (1 if sys.platform == 'darwin' else 1024) / 1e9:.2f} GB."
    )


if __name__ == "__main__":
    typer.run(main)
