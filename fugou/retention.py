"""Landed files do not stay: some days after they were loaded they are encrypted or removed.

Belongs here: which files are due, the archive. Does not belong here: how a file is sealed (vault).
Ingest knows a file by its content, so one that comes back is still known.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq

from fugou.vault import Access, Vault
from fugou.workspace import Workspace, move_into_place, sync_folder

Policy = Literal["encrypt", "remove"]
SEALED = ".sealed"
_KEY = ("source_system", "source_table", "bytes")


@dataclass(frozen=True)
class RetiredFiles:
    """What left landing.

    Args:
        encrypted: Number of files that went into the archive.
        removed: Number of files that were deleted.
    """

    encrypted: int
    removed: int


def retire_landing(
    workspace: Workspace,
    vault: Vault,
    policy: Policy,
    days: int,
    now: datetime | None = None,
) -> RetiredFiles:
    """Encrypt or remove the landed files that were loaded long enough ago.

    The age counts from the clock of the machine at the load, also for files that were replayed.
    Files that were not loaded stay: nobody else has their rows.

    Args:
        workspace: The workspace; it is locked meanwhile.
        vault: Seals the files.
        policy: What becomes of them.
        days: How long a file stays; 0 retires everything that is loaded.
        now: UTC instant, with zone; None takes the clock.

    Returns:
        Numbers of files.

    Raises:
        fugou.workspace.WorkspaceBusyError: If another process writes to the workspace.
    """
    limit = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None) - timedelta(days=days)
    encrypted = removed = 0
    with workspace.lock():
        _clear_rubbish(workspace)
        for path, content in _due(workspace, limit):
            if policy == "encrypt":
                name = path.relative_to(workspace.landing).as_posix()
                vault.seal_file(path, _sealed_path(workspace, name, content), name)
                encrypted += 1
            else:
                removed += 1
            path.unlink()
            sync_folder(path.parent)
    return RetiredFiles(encrypted, removed)


def archived_files(workspace: Workspace) -> dict[Path, str]:
    """List the sealed files.

    Args:
        workspace: The workspace.

    Returns:
        Sealed file to its path below landing, by which it is opened.
    """
    return {
        path: path.relative_to(workspace.archive).as_posix().rsplit(".", 2)[0]
        for path in sorted(workspace.archive.rglob(f"*{SEALED}"))
    }


def restore_landing(workspace: Workspace, vault: Vault, reason: str) -> int:
    """Put every archived file back into landing, for a bronze that is loaded anew.

    Args:
        workspace: The workspace; it is locked meanwhile.
        vault: Opens the files and logs it.
        reason: What for; it is logged.

    Returns:
        Number of files restored.

    Raises:
        fugou.vault.SealBrokenError: If a file was tampered with.
        fugou.workspace.WorkspaceBusyError: If another process writes to the workspace.
    """
    with workspace.lock():
        _clear_rubbish(workspace)
        files = archived_files(workspace)
        contents = vault.open_files(files, Access(reason, "landed files"))
        for path, (name, content) in zip(files, contents, strict=True):
            target = workspace.landing / name
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f".{target.name}.tmp")
            with unfinished.open("wb") as handle:
                shutil.copyfileobj(content, handle)
            # A replay loads a file as of its time.
            status = path.stat()
            os.utime(unfinished, ns=(status.st_atime_ns, status.st_mtime_ns))
            move_into_place(unfinished, target)
            path.unlink()
    return len(files)


def _sealed_path(workspace: Workspace, name: str, content: str) -> Path:
    return workspace.archive / f"{name}.{content}{SEALED}"


def _clear_rubbish(workspace: Workspace) -> None:
    for path in workspace.archive.rglob(f".*{SEALED}.tmp"):
        path.unlink()


def _due(workspace: Workspace, limit: datetime) -> Iterator[tuple[Path, str]]:
    """Give the landed files that were loaded before an instant, and their contents' hashes."""
    loads = pq.read_table(workspace.loads, columns=[*_KEY, "content_sha256", "ingested_at"])
    due: dict[tuple[str, str, int], set[str]] = {}
    for load in loads.to_pylist():
        if load["ingested_at"] <= limit:
            system, table, size = (load[name] for name in _KEY)
            due.setdefault((system, table, size), set()).add(load["content_sha256"])
    for system, table in sorted({key[:2] for key in due}):
        for path in sorted((workspace.landing / system / table).rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            # The size tells most files apart without reading them.
            contents = due.get((system, table, path.stat().st_size), ())
            if contents and (content := hash_of(path)) in contents:
                yield path, content


def hash_of(path: Path) -> str:
    """Give the identity of a file's content, as ingest has it.

    Args:
        path: The file.

    Returns:
        SHA-256 of its bytes, 64 hexadecimal digits.
    """
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
