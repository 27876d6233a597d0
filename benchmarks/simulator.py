"""Measures `fugou simulate`: time, memory, and what it writes.

    .venv/bin/python benchmarks/simulator.py 20000:field_report 200000:plain

Belongs here: measuring. Does not belong here: judging; no number of a machine fails a test.

Every size runs in a process and a workspace of its own; the workspace is removed afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer

BLOCK_BYTES = 1 << 24
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
HEADER = (
    "| people | profile | wall s | CPU s | peak GB | landing GB | million rows | load before |",
    "|---:|---|---:|---:|---:|---:|---:|---:|",
)


@dataclass(frozen=True)
class Result:
    """What one simulation took and gave.

    Attributes:
        wall: Seconds by the clock.
        cpu: Seconds of all cores, user and system.
        memory: Peak resident bytes.
        size: Bytes of landing.
        rows: Rows of landing, dirty ones and re-sent files included.
    """

    wall: float
    cpu: float
    memory: int
    size: int
    rows: int


def measure(people: int, profile: str, scratch: Path | None) -> Result:
    """Simulate once.

    Args:
        people: How many.
        profile: Behaviour of the brand.
        scratch: Where the workspace is put for the time being; None: the system's temporary folder.

    Returns:
        What was measured.

    Raises:
        CalledProcessError: If the simulation fails.
    """
    command = [sys.executable, "-c", "from fugou.cli import app; app()", "simulate"]
    command += ["--people", str(people), "--profile", profile]
    with tempfile.TemporaryDirectory(dir=scratch) as home:
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=os.environ | {"FUGOU_HOME": home})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        if status:
            raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
        files = [path for path in Path(home, "landing").rglob("*.*") if path.is_file()]
        return Result(
            wall=wall,
            cpu=usage.ru_utime + usage.ru_stime,
            memory=usage.ru_maxrss * RSS_UNIT,
            size=sum(path.stat().st_size for path in files),
            rows=sum(map(count_rows, files)),
        )


def count_rows(path: Path) -> int:
    """Count the rows of a landed file.

    Args:
        path: The file.

    Returns:
        Rows without the header; a broken line is one.
    """
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return book.read("xl/worksheets/sheet1.xml").count(b"<row ") - 1
    lines = sum(block.count(b"\n") for block in _blocks(path))
    return lines - (path.suffix == ".csv")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block


def main(
    sizes: Annotated[list[str], typer.Argument(help="Each PEOPLE:PROFILE, as 20000:field_report.")],
    scratch: Annotated[
        Path | None, typer.Option(help="Folder with room for the files; else the system's.")
    ] = None,
) -> None:
    """Measure `fugou simulate` and write a table of the results."""
    rows = list(HEADER)
    for size in sizes:
        people, _, profile = size.partition(":")
        load = os.getloadavg()[0]
        result = measure(int(people), profile, scratch)
        rows.append(
            f"| {int(people):,} | {profile} | {result.wall:.0f} | {result.cpu:.0f} "
            f"| {result.memory / 1e9:.2f} | {result.size / 1e9:.2f} | {result.rows / 1e6:.1f} "
            f"| {load:.1f} |"
        )
    typer.echo("\n".join(rows))


if __name__ == "__main__":
    typer.run(main)
