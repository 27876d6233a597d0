"""The command line says what to do next, and ends with 1 when something is not as it should be."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import fugou.audit
from fugou.audit import AuditReport, Check, audit_file
from fugou.cli import app
from fugou.settings import settings
from fugou.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("FUGOU_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    settings.cache_clear()
    yield Workspace(tmp_path)
    settings.cache_clear()


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    "command", ["init", "land", "ingest", "build", "audit", "publish", "restate", "status", "run"]
)
def test_every_command_shows_an_example(command: str) -> None:
    answer = call(command, "--help")

    assert answer.exit_code == 0
    assert re.search(rf"Examples.*fugou {command}", answer.output, re.DOTALL)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, fugou.cli; "
        "heavy = {'dagster', 'dbt', 'duckdb', 'great_expectations', 'pandas', 'pyarrow'}; "
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["audit"], "there is no build at"),
        (["publish"], "nothing was audited yet; run `fugou audit` first"),
        (["publish", "--rollback"], "nothing was published yet"),
        (
            ["restate", "orders", "2025"],
            "nothing was published yet",
        ),
        (["land", "atlantis"], "no sample is called 'atlantis'"),
    ],
)
def test_a_mistake_of_the_user_ends_with_a_message_and_1(
    workspace: Workspace, words: list[str], message: str
) -> None:
    answer = call(*words)

    assert answer.exit_code == 1
    assert message in answer.output
    assert "Traceback" not in answer.output


def test_a_version_without_rollback_is_a_usage_error(workspace: Workspace) -> None:
    assert call("publish", "v000001").exit_code == 2


def test_a_busy_workspace_is_named(workspace: Workspace) -> None:
    with workspace.lock():
        answer = call("publish")

    assert answer.exit_code == 1
    assert "another process is writing to" in answer.output


def test_a_red_audit_shows_what_where_and_by_how_much_and_ends_with_1(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Check("test", "amounts_add_up", "fail", 2, "Got 2 results", ({"order": "[x]"},))
    report = AuditReport("first", {}, (Check("model", "orders", "success"), failing))
    monkeypatch.setattr(fugou.audit, "run_audit", lambda _: report)
    answer = call("audit")

    assert answer.exit_code == 1
    assert "test amounts_add_up fail, 2 rows: Got 2 results" in answer.output
    assert "[x]" in answer.output
    assert "Audit is red: 1 of 2 checks failed." in answer.output


def test_status_of_an_empty_workspace_says_what_to_run(workspace: Workspace) -> None:
    answer = call("status")

    assert answer.exit_code == 0
    assert "nothing yet; run: fugou run" in answer.output


def test_status_as_json_is_for_programs(workspace: Workspace) -> None:
    workspace.create()
    report = AuditReport("first", {}, (Check("test", "amounts_add_up", "fail", 2),))
    audit_file(workspace).write_text(json.dumps(report.to_json()), encoding="utf-8")
    content = json.loads(call("status", "--json").output)

    assert content["published"] is None
    assert content["audit"]["is_green"] is False
    assert [check["name"] for check in content["audit"]["failing"]] == ["amounts_add_up"]
