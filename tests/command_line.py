"""Runs the command line as a user does, in a workspace of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FUGOU = str(Path(sys.executable).parent / "fugou")
_SECONDS = 1200


def environment(home: Path, **variables: str) -> dict[str, str]:
    """Give the environment of a run: that of the tests without any wish of its own.

    Args:
        home: The workspace.
        **variables: Further variables, with their prefix.

    Returns:
        Variables by name.
    """
    others = {name: value for name, value in os.environ.items() if not name.startswith("FUGOU_")}
    return {**others, "FUGOU_HOME": str(home), "COLUMNS": "200", **variables}


def fugou(home: Path, *words: str, **variables: str) -> str:
    """Run one command to its end.

    Args:
        home: The workspace.
        *words: The command and its options.
        **variables: Further environment variables, with their prefix.

    Returns:
        What it printed.

    Raises:
        AssertionError: If it failed; with what it printed.
        subprocess.TimeoutExpired: If it took longer than twenty minutes.
    """
    done = subprocess.run(
        [FUGOU, *words],
        env=environment(home, **variables),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"fugou {' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout
