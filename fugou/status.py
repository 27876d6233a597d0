"""Tells how a workspace stands: what readers see, how old it is, what went wrong last.

Belongs here: putting together what ingest, audit and publish wrote down. Does not belong here:
how it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fugou.audit import AuditReport, last_audit
from fugou.ingest import report_file
from fugou.publish import Version, current_version, load_freshness, version_names
from fugou.workspace import Workspace


@dataclass(frozen=True)
class Freshness:
    """How fresh one source table is.

    Args:
        source_system: The source.
        source_table: Its table.
        last_loaded_at: UTC instant of the last load, ISO 8601.
        rows: Rows loaded in all.
    """

    source_system: str
    source_table: str
    last_loaded_at: str
    rows: int


@dataclass(frozen=True)
class Status:
    """The state of one workspace.

    Args:
        home: The workspace.
        current: What readers open; None before the first publish.
        kept: Names of the versions that can be gone back to, the current one included.
        freshness: One entry per loaded source table.
        audit: The last audit, of whatever build; None before the first.
        ingest: The last ingest report as it was written down; None before the first.
        is_erasure_interrupted: Whether an erasure was begun and not finished.
    """

    home: Path
    current: Version | None
    kept: tuple[str, ...]
    freshness: tuple[Freshness, ...]
    audit: AuditReport | None
    ingest: Mapping[str, Any] | None
    is_erasure_interrupted: bool

    @property
    def is_audit_of_current(self) -> bool:
        """Whether readers see the build that was audited last."""
        return (
            self.audit is not None
            and self.current is not None
            and self.audit.invocation_id == self.current.invocation_id
        )

    def to_json(self) -> dict[str, Any]:
        """Give the status for programs."""
        current, audit = self.current, self.audit
        return {
            "home": str(self.home),
            "published": None
            if current is None
            else {
                "version": current.name,
                "file": str(current.file),
                "published_at": current.published_at,
                "commit": current.commit,
                "invocation_id": current.invocation_id,
                "clocks": dict(current.clocks),
                "tables": {name: asdict(table) for name, table in current.tables.items()},
            },
            "versions": list(self.kept),
            "freshness": [asdict(one) for one in self.freshness],
            "audit": None
            if audit is None
            else {
                "is_green": audit.is_green,
                "is_published": self.is_audit_of_current,
                "invocation_id": audit.invocation_id,
                "counts": audit.counts,
                "failing": [asdict(check) for check in audit.failing],
            },
            "ingest": self.ingest,
            "is_erasure_interrupted": self.is_erasure_interrupted,
        }


def status(workspace: Workspace) -> Status:
    """Read the state of a workspace; nothing is locked or changed.

    Args:
        workspace: The workspace.

    Returns:
        Its state.
    """
    report = report_file(workspace)
    return Status(
        home=workspace.home,
        current=current_version(workspace),
        kept=version_names(workspace),
        freshness=tuple(
            Freshness(system, table, loaded_at.isoformat(), rows)
            for system, table, loaded_at, rows in load_freshness(workspace)
        ),
        audit=last_audit(workspace),
        ingest=json.loads(report.read_text(encoding="utf-8")) if report.exists() else None,
        is_erasure_interrupted=workspace.erasure_plan.exists(),
    )
