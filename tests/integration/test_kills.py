"""A run may be killed at any instant: readers never notice, and the next run makes it good.

The kills fall one into each of as many equal parts of the time that an undisturbed run takes, at
an instant drawn within its part.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import FUGOU, environment, fugou
from small_shop import land_first_file, land_second_file

from fugou.publish import checksums, current_version
from fugou.restatement import LEDGER
from fugou.workspace import Workspace

_SEED = 20110601
_SECONDS = 300


@dataclass(frozen=True)
class Undisturbed:
    """A workspace in which nothing was ever killed.

    Args:
        before: Home of a copy of it as it was after the first file.
        first_file: The file that both runs name as their data.
        seconds: Time that the run on the second file took.
        checksums: Of the marts after the second file.
    """

    before: Path
    first_file: Path
    seconds: float
    checksums: dict[str, str]


def _words(first_file: Path) -> tuple[str, ...]:
    return ("run", "--source", "online_retail", "--data", str(first_file))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    first_file = land_first_file(Workspace(folder / "exporter"))
    workspace = Workspace(folder / "home")
    fugou(workspace.home, *_words(first_file))
    shutil.copytree(workspace.home, folder / "before", symlinks=True)
    land_second_file(workspace)
    started = time.monotonic()
    fugou(workspace.home, *_words(first_file))
    seconds = time.monotonic() - started
    return Undisturbed(folder / "before", first_file, seconds, _marts(workspace))


def _marts(workspace: Workspace) -> dict[str, str]:
    """Fingerprints of the published marts; the ledger also tells when it was published."""
    found = checksums(workspace.published_file)
    del found[LEDGER]
    return found


def _kill_after(seconds: float, workspace: Workspace, first_file: Path) -> bool:
    """Start a run and kill it with all its processes; say whether it was still running."""
    process = subprocess.Popen(
        [FUGOU, *_words(first_file)],
        env=environment(workspace.home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=_SECONDS)
        return True
    return False


def _instants(kills: int, seconds: float) -> Iterator[float]:
    draw = random.Random(_SEED)
    return ((part + draw.random()) * seconds / kills for part in range(kills))


def _is_complete(workspace: Workspace) -> bool:
    """Whether the version that readers open holds what its manifest says."""
    version = current_version(workspace)
    assert version is not None
    expected = {name: table.checksum for name, table in version.tables.items()}
    return checksums(workspace.published_file) == expected


@pytest.mark.full
@pytest.mark.parametrize("kills", [30])
def test_readers_never_notice_a_kill_and_the_next_run_makes_it_good(
    undisturbed: Undisturbed, tmp_path: Path, kills: int
) -> None:
    workspace = Workspace(tmp_path / "home")
    shutil.copytree(undisturbed.before, workspace.home, symlinks=True)
    before = _marts(workspace)
    assert before != undisturbed.checksums
    land_second_file(workspace)
    killed = 0
    for seconds in _instants(kills, undisturbed.seconds):
        killed += _kill_after(seconds, workspace, undisturbed.first_file)
        assert _is_complete(workspace)
        assert _marts(workspace) in (before, undisturbed.checksums)
    assert killed >= kills // 2
    fugou(workspace.home, *_words(undisturbed.first_file))
    assert _marts(workspace) == undisturbed.checksums
    assert list(workspace.half_written.iterdir()) == []
