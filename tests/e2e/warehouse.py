"""A workspace after `fugou run`, and where the sample data lie."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from fugou.workspace import Workspace

UCI_FILE = "FUGOU_ONLINE_RETAIL_FILE"


@dataclass(frozen=True)
class Warehouse:
    """A workspace after `fugou run`.

    Args:
        workspace: Its folders.
        summary: What the run printed.
    """

    workspace: Workspace
    summary: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Query the build, the published file (catalog `fugou`) and files, all read-only."""
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            for file in (self.workspace.build_file, self.workspace.published_file):
                connection.execute(f"attach '{file}' as {file.stem} (read_only)")
            return connection.execute(query).fetchall()


def package_folder(package: str) -> Path:
    """Say where a package with data lies, without importing it."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def uci_file() -> str | None:
    """Name the UCI file, or None where the machine does not have it."""
    return os.environ.get(UCI_FILE) or None
