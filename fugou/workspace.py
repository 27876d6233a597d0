"""The folders of a workspace, its lock, and writes that are whole or absent.

Belongs here: where things lie and how a file appears atomically. Does not belong here: what is
in the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout


class WorkspaceBusyError(RuntimeError):
    """Another process is writing to the workspace."""


@dataclass(frozen=True)
class Workspace:
    """The layout of one workspace.

    Args:
        home: Root folder; it need not exist yet.
    """

    home: Path

    @property
    def landing(self) -> Path:
        """Files that exporters drop: `landing/<source>/<table>/*`."""
        return self.home / "landing"

    @property
    def truth(self) -> Path:
        """What the simulator knows about the brand that it simulated."""
        return self.home / "truth"

    @property
    def bronze(self) -> Path:
        """Append-only Parquet of everything that was landed."""
        return self.home / "bronze"

    @property
    def loads(self) -> Path:
        """One row per loaded file."""
        return self.bronze / "_loads"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be read, with file, row and reason."""
        return self.bronze / "_quarantine"

    @property
    def erasures(self) -> Path:
        """Rows per loaded file that were erased with the people whom they named."""
        return self.bronze / "_erasures"

    @property
    def hubs(self) -> Path:
        """Identifiers that joined nobody when people were erased whose rows showed that."""
        return self.bronze / "_hubs"

    @property
    def person_key(self) -> Path:
        """The keyed text that goes into every `user_id`."""
        return self.bronze / "_person_key"

    @property
    def half_written(self) -> Path:
        """Files that are being written; whatever a killed process left here is rubbish."""
        return self.bronze / "_tmp"

    @property
    def vault(self) -> Path:
        """Encrypted identifiers of people to whom outreach may be sent, and who read them."""
        return self.home / "vault"

    @property
    def erasure_plan(self) -> Path:
        """What an erasure is about to do, sealed; it exists until that is done."""
        return self.vault / "erasure.plan"

    @property
    def archive(self) -> Path:
        """Landed files that were loaded some time ago, encrypted."""
        return self.home / "archive"

    @property
    def proofs(self) -> Path:
        """One proof per erasure request."""
        return self.home / "erasures"

    @property
    def build(self) -> Path:
        """The dbt build and the audit of it."""
        return self.home / "build"

    @property
    def build_file(self) -> Path:
        """The DuckDB file that dbt builds."""
        return self.build / "warehouse.duckdb"

    @property
    def spark(self) -> Path:
        """The tables and the metastore of a build on Spark."""
        return self.build / "spark"

    @property
    def dbt_target(self) -> Path:
        """Artifacts of dbt runs on this workspace; runs by hand have `target/` for themselves."""
        return self.build / "dbt"

    @property
    def published(self) -> Path:
        """Immutable versions and the pointer to the current one."""
        return self.home / "published"

    @property
    def versions(self) -> Path:
        """One folder per published version."""
        return self.published / "versions"

    @property
    def current(self) -> Path:
        """Symbolic link to the version that readers open."""
        return self.published / "current"

    @property
    def published_file(self) -> Path:
        """The DuckDB file that readers open; marts are in its schema `marts`."""
        return self.current / "fugou.duckdb"

    def create(self) -> None:
        """Create the folders that do not exist yet; rows of people are for their owner only."""
        self.home.mkdir(parents=True, exist_ok=True)
        for private in (self.bronze, self.build):
            private.mkdir(exist_ok=True)
            private.chmod(0o700)
        for folder in (
            self.landing,
            self.loads,
            self.quarantine,
            self.erasures,
            self.hubs,
            self.person_key,
            self.half_written,
            self.versions,
        ):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lock(self, timeout_seconds: float = 0) -> Iterator[None]:
        """Hold the right to write; the operating system frees it when the process dies.

        Args:
            timeout_seconds: How long to wait for another writer.

        Raises:
            WorkspaceBusyError: If another process still holds the lock after that time.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / ".lock"
        try:
            with FileLock(path, timeout=timeout_seconds):
                yield
        except Timeout as busy:
            raise WorkspaceBusyError(f"another process is writing to {self.home}") from busy


def open_private(path: Path) -> IO[bytes]:
    """Begin a file that only its owner may read.

    Args:
        path: The file; one of that name is replaced.

    Returns:
        The open file.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb")


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut.

    Args:
        folder: An existing folder.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_into_place(finished: Path, target: Path) -> None:
    """Let a finished file appear under its name in one step.

    Args:
        finished: A complete file on the same file system as the target.
        target: Its final path; a file of that name is replaced.
    """
    with finished.open("rb") as handle:
        os.fsync(handle.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    finished.replace(target)
    sync_folder(target.parent)
