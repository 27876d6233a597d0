"""The vault gives out what it holds to whoever leaves a trace, and to nobody else."""

from __future__ import annotations

import json
import stat
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import SecretStr

from fugou.keys import PSEUDONYM_KEY, VAULT_KEY, KeyChangedError, read_key
from fugou.pseudonyms import pseudonym
from fugou.vault import Access, SealBrokenError, Vault, entries_folder, log_file
from fugou.workspace import Workspace

SECRET = SecretStr("the key of the vault only")
KEY = b"a key only for the tests"
MONDAY, TUESDAY = datetime(2026, 11, 16), datetime(2026, 11, 17)
WHY = Access("a test", "list 1")


def hashed(phone: str) -> str:
    found = pseudonym(KEY, "phone", phone)
    assert found is not None
    return found


ANN, BOB, EVE = (hashed(f"1380000000{last}") for last in (1, 2, 5))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path / "home")
    workspace.create()
    return workspace


@pytest.fixture
def vault(workspace: Workspace) -> Vault:
    """Ann came on Monday, Bob on Tuesday with a file that names Ann again."""
    vault = Vault(workspace, SECRET)
    monday, tuesday = vault.newcomers(MONDAY), vault.newcomers(TUESDAY)
    monday.add("phone", ANN, "13800000001")
    vault.write(monday, "crm.members.monday.parquet")
    monday.settle()
    tuesday.add("phone", ANN, "13800000001")
    tuesday.add("phone", BOB, "13800000002")
    vault.write(tuesday, "crm.members.tuesday.parquet")
    tuesday.settle()
    return vault


def log(workspace: Workspace) -> list[dict[str, object]]:
    return [json.loads(line) for line in log_file(workspace).read_text().splitlines()]


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_an_identifier_comes_back(vault: Vault) -> None:
    assert vault.reveal([ANN, BOB, EVE], WHY) == {ANN: "13800000001", BOB: "13800000002"}


def test_each_pseudonym_is_kept_once_since_the_file_that_brought_it(vault: Vault) -> None:
    assert vault.known_since([ANN, BOB, EVE]) == {ANN: MONDAY, BOB: TUESDAY}


def test_what_is_there_or_cannot_be_written_to_is_not_kept(
    vault: Vault, workspace: Workspace
) -> None:
    later = Vault(workspace, SECRET).newcomers(TUESDAY)
    later.add("phone", ANN, "13800000001")
    later.add("name", EVE, "王")
    assert later.entries == {}


def test_no_plain_identifier_is_in_any_file(vault: Vault, workspace: Workspace) -> None:
    vault.reveal([ANN], WHY)
    assert b"3800000" not in all_bytes(workspace.home)


def test_the_files_are_private(vault: Vault, workspace: Workspace) -> None:
    vault.reveal([ANN], WHY)
    files = [path for path in workspace.vault.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    for folder in (workspace.vault, entries_folder(workspace)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_each_access_is_logged_with_the_number_of_entries_and_no_person(
    vault: Vault, workspace: Workspace
) -> None:
    vault.reveal([ANN, BOB, EVE], WHY)
    vault.reveal([EVE], Access("another test", "list 2"))
    first, second = log(workspace)
    assert (first["why"], first["for"], first["entries"]) == ("a test", "list 1", 2)
    assert (second["why"], second["for"], second["entries"]) == ("another test", "list 2", 0)
    assert set(first) == {"at", "who", "why", "for", "entries"}
    assert first["who"]


def test_nothing_is_given_out_if_the_access_cannot_be_logged(
    vault: Vault, workspace: Workspace
) -> None:
    log_file(workspace).mkdir()
    with pytest.raises(OSError, match="access_log"):
        vault.reveal([ANN], WHY)
    with pytest.raises(OSError, match="access_log"):
        next(vault.open_files({}, WHY), None)
    with pytest.raises(OSError, match="access_log"):
        vault.open_text(vault.seal_text("a plan"), WHY)


def test_a_forgotten_entry_leaves_no_trace(vault: Vault, workspace: Workspace) -> None:
    assert vault.forget([ANN, EVE]) == 1
    assert vault.forget([ANN]) == 0
    assert vault.reveal([ANN, BOB], WHY) == {BOB: "13800000002"}
    assert ANN.encode() not in all_bytes(entries_folder(workspace))
    assert [path.name for path in entries_folder(workspace).iterdir()] == [
        "crm.members.tuesday.parquet"
    ]


def test_entries_that_were_swapped_are_noticed(vault: Vault, workspace: Workspace) -> None:
    ann_file, bob_file = sorted(entries_folder(workspace).iterdir())
    sealed = pq.read_table(bob_file).column("sealed")
    forged = pq.read_table(ann_file).set_column(2, "sealed", sealed)
    pq.write_table(forged, ann_file)
    with pytest.raises(SealBrokenError):
        vault.reveal([ANN], WHY)


def test_another_key_than_the_first_one_is_refused(vault: Vault, workspace: Workspace) -> None:
    with pytest.raises(KeyChangedError, match="FUGOU_VAULT_KEY is not the key"):
        Vault(workspace, SecretStr("another key of the vault")).reveal([ANN], WHY)


def test_one_key_for_pseudonyms_and_vault_is_refused(tmp_path: Path) -> None:
    for name, first, second in (("a", PSEUDONYM_KEY, VAULT_KEY), ("b", VAULT_KEY, PSEUDONYM_KEY)):
        home = tmp_path / name
        home.mkdir()
        read_key(home, first, SECRET)
        with pytest.raises(KeyChangedError, match="are the same"):
            read_key(home, second, SECRET)


def test_without_a_key_a_private_one_is_made_and_warned_about(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    vault = Vault(workspace, None)
    assert vault.open_text(vault.seal_text("a plan"), WHY) == "a plan"
    file = workspace.home / ".development_vault_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "FUGOU_VAULT_KEY is not set" in caplog.text
    assert file.read_text() not in caplog.text


@pytest.mark.parametrize("size", [0, 1, 2**20, 3 * 2**20 + 5])
def test_a_sealed_file_opens_to_its_bytes_under_its_name_only(
    vault: Vault, tmp_path: Path, size: int
) -> None:
    content = (b"M00000001 " * (size // 10 + 1))[:size]
    source, target = tmp_path / "a.csv", tmp_path / "archive" / "a.csv.sealed"
    source.write_bytes(content)
    vault.seal_file(source, target, "crm/members/a.csv")
    assert b"M00000001" not in target.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    [(name, plain)] = [
        (name, handle.read())
        for name, handle in vault.open_files({target: "crm/members/a.csv"}, WHY)
    ]
    assert (name, plain) == ("crm/members/a.csv", content)
    with pytest.raises(SealBrokenError):
        list(vault.open_files({target: "crm/members/b.csv"}, WHY))


@pytest.mark.parametrize("place", [0, 20, -1])
def test_a_sealed_file_that_was_changed_does_not_open(
    vault: Vault, tmp_path: Path, place: int
) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "a.csv.sealed"
    source.write_bytes(b"1,2,3\n" * 100)
    vault.seal_file(source, target, "a.csv")
    forged = bytearray(target.read_bytes())
    forged[place] ^= 1
    target.write_bytes(forged)
    with pytest.raises(SealBrokenError):
        list(vault.open_files({target: "a.csv"}, WHY))
    target.write_bytes(forged[:10])
    with pytest.raises(SealBrokenError):
        list(vault.open_files({target: "a.csv"}, WHY))


def test_entries_have_the_declared_columns(vault: Vault, workspace: Workspace) -> None:
    for path in entries_folder(workspace).iterdir():
        schema = pq.read_schema(path)
        assert schema.names == ["kind", "pseudonym", "sealed", "_loaded_at"]
        assert schema.field("sealed").type == pa.binary()
