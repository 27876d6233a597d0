"""Outreach, retention and erasure on a brand of five people, see `small_brand`."""

from __future__ import annotations

import csv
import json
import logging
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import small_brand as brand
from pydantic import SecretStr
from toy_build import make_build
from typer.testing import CliRunner

from fugou import cli, erasure, publish, retention, vault
from fugou.audit import NothingToAuditError, run_audit
from fugou.erasure import (
    ErasureIncompleteError,
    ErasureRefusedError,
    Proof,
    Request,
    erase,
    proof_file,
    read_requests,
)
from fugou.ingest import ingest
from fugou.leaks import find_leaks
from fugou.outreach import OutreachRefusedError, export_list
from fugou.publish import PublishRefusedError, checksums, current_version, versions
from fugou.retention import archived_files, restore_landing, retire_landing
from fugou.settings import Settings
from fugou.status import status
from fugou.vault import log_file
from fugou.workspace import Workspace

ANN = [Request("R1", "shop.member_id", "M00000001")]
# The clocks of the toy build end with 2026-11-21 in Shanghai, which is 16:00 UTC.
LONG_AGO, END_OF_DAY = "2026-01-01", "2026-11-21 16:00"
NOW = datetime.now(UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Everybody landed, loaded, built and published."""
    workspace = Workspace(tmp_path / "home")
    brand.land(workspace, brand.FILES)
    brand.load(workspace)
    brand.build(workspace, consents=[(name, LONG_AGO, None) for name in brand.NUMBERS])
    brand.publish_build(workspace)
    return workspace


def forget(workspace: Workspace, requests: list[Request] = ANN) -> tuple[Proof, ...]:
    opened = brand.vault_of(workspace)
    return erase(workspace, brand.SOURCES, requests, opened, brand.PSEUDONYM_KEY, NOW)


def landed(workspace: Workspace) -> set[str]:
    files = (path for path in workspace.landing.rglob("*") if path.is_file())
    return {path.relative_to(workspace.landing).as_posix() for path in files}


# Outreach


def exported(workspace: Workspace, wanted: str, channel: str = "sms") -> tuple[object, ...]:
    target = workspace.home.parent / "out.csv"
    report = export_list(workspace, brand.vault_of(workspace), wanted, channel, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with target.open(encoding="utf-8", newline="") as lines:
        return report, list(csv.reader(lines))


def list_of(workspace: Workspace, *user_ids: str) -> str:
    file = workspace.home.parent / "list.csv"
    file.write_text("\n".join(["score,user_id", *(f"5,{one}" for one in user_ids)]) + "\n")
    return str(file)


def test_a_list_holds_user_and_contact_id_of_those_who_may_be_written_to(
    workspace: Workspace,
) -> None:
    # Cat's phone is nobody's; twice Ann is one person; an unknown id is counted, not handed out.
    ids = [brand.user_id("ann"), brand.user_id("ann"), brand.user_id("cat"), "nobody"]
    report, lines = exported(workspace, list_of(workspace, *ids))
    assert lines == [["user_id", "phone"], [brand.user_id("ann"), "13800000001"]]
    assert (report.asked_for, report.handed_out) == (3, 1)
    assert report.left_out == {"no such channel": 1, "unknown user": 1}


@pytest.mark.parametrize(
    ("start", "end", "is_in_force"),
    [
        (LONG_AGO, None, True),
        ("2026-11-21 15:59:59", None, True),
        (END_OF_DAY, None, False),
        (LONG_AGO, "2026-11-21 15:59:59", False),
        (LONG_AGO, END_OF_DAY, True),
    ],
)
def test_consent_counts_if_it_is_in_force_at_the_end_of_the_day_of_the_numbers(
    workspace: Workspace, start: str, end: str | None, is_in_force: bool
) -> None:
    brand.build(workspace, "second", consents=[("ann", start, end)])
    brand.publish_build(workspace)
    report, lines = exported(workspace, list_of(workspace, brand.user_id("ann")))
    assert report.handed_out == len(lines) - 1 == is_in_force
    assert report.left_out == ({} if is_in_force else {"no consent in force": 1})


def test_who_asked_to_be_erased_is_left_out(workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute(
            "insert into user_facts.int_erasure_requests_united values ('shop.member_id', ?)",
            [brand.NUMBERS["ann"]],
        )
    report, lines = exported(workspace, list_of(workspace, brand.user_id("ann")))
    assert (len(lines), report.left_out) == (1, {"asked to be erased": 1})


def test_who_withdrew_after_the_day_of_the_numbers_is_left_out(workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.executemany(
            "insert into user_facts.int_consents_united"
            " values ('shop.member_id', ?, ?, ?, timestamp '2999-01-01 00:00:00')",
            [
                [brand.NUMBERS["ann"], "marketing", "withdrawn"],
                [brand.NUMBERS["bob"], "marketing", "granted"],
                [brand.NUMBERS["bob"], "surveys", "withdrawn"],
            ],
        )
    people = [brand.user_id("ann"), brand.user_id("bob")]
    report, lines = exported(workspace, list_of(workspace, *people))
    assert (len(lines), report.left_out) == (2, {"no consent in force": 1})


@pytest.mark.parametrize("mart", ["marts.scores", "scores"])
def test_a_list_can_be_a_query_of_the_marts(workspace: Workspace, mart: str) -> None:
    query = f" (SELECT\nuser_id from {mart} where score = 5 order by user_id)"
    report, lines = exported(workspace, query)
    assert (report.asked_for, report.handed_out) == (5, 3)
    assert {phone for _, phone in lines[1:]} == {"13800000001", "13800000002", "13800000005"}


def test_a_query_reads_the_marts_and_nothing_else(workspace: Workspace) -> None:
    file = list_of(workspace, brand.user_id("ann"))
    for query in (f"select user_id from '{file}'", "select 1 as score", "from marts.nothing"):
        with pytest.raises(OutreachRefusedError, match="gives no user_id"):
            exported(workspace, query)


def test_the_access_is_logged_without_naming_anybody(workspace: Workspace) -> None:
    exported(workspace, list_of(workspace, brand.user_id("ann"), brand.user_id("bob")))
    exported(workspace, f"select '{brand.user_id('eve')}' as user_id")
    first, second = map(json.loads, log_file(workspace).read_text().splitlines())
    assert (first["why"], first["entries"]) == ("outreach list for sms", 2)
    assert first["for"].startswith("file ")
    assert second["for"].startswith("query ")
    assert brand.user_id("eve") not in log_file(workspace).read_text()


def test_no_list_is_written_if_the_access_cannot_be_logged(workspace: Workspace) -> None:
    log_file(workspace).mkdir()
    with pytest.raises(OSError, match="access_log"):
        exported(workspace, list_of(workspace, brand.user_id("ann")))
    assert not (workspace.home.parent / "out.csv").exists()


def test_a_build_that_nobody_audited_gives_no_list(workspace: Workspace) -> None:
    brand.build(workspace, "second", consents=[("ann", LONG_AGO, None)])
    with pytest.raises(OutreachRefusedError, match="not the published one"):
        exported(workspace, list_of(workspace, brand.user_id("ann")))


def with_a_second_phone_of_ann(workspace: Workspace) -> None:
    brand.land(workspace, {"shop/calls/b.csv": "call_id,phone\n9,13700000009\n"})
    ingest(
        workspace,
        brand.SOURCES,
        pseudonym_key=brand.PSEUDONYM_KEY,
        vault_key=brand.VAULT_KEY,
        loaded_at=brand.LOADED_AT + timedelta(days=1),
    )
    brand.build(workspace, "second", consents=[("ann", LONG_AGO, None)])
    brand.publish_build(workspace)
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute(
            "insert into user_facts.int_identifiers_resolved values ('phone', ?, ?)",
            [brand.hashed("13700000009"), brand.user_id("ann")],
        )


def test_of_several_ids_of_a_channel_the_last_known_one_is_handed_out(
    workspace: Workspace,
) -> None:
    with_a_second_phone_of_ann(workspace)
    _, lines = exported(workspace, list_of(workspace, brand.user_id("ann")))
    assert lines[1:] == [[brand.user_id("ann"), "13700000009"]]


def test_who_has_the_old_number_again_is_written_to_by_that(workspace: Workspace) -> None:
    with_a_second_phone_of_ann(workspace)
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.executemany(
            "insert into user_facts.int_identity_pairs values (?, ?)",
            [
                [brand.hashed(brand.PHONES["ann"]), "2026-01-01"],
                [brand.hashed("13700000009"), "2026-02-01"],
                [brand.hashed(brand.PHONES["ann"]), "2026-03-01"],
            ],
        )
    _, lines = exported(workspace, list_of(workspace, brand.user_id("ann")))
    assert lines[1:] == [[brand.user_id("ann"), brand.PHONES["ann"]]]


def test_a_build_that_does_not_know_the_last_load_gives_no_list(workspace: Workspace) -> None:
    brand.land(workspace, {"shop/calls/b.csv": "call_id,phone\n9,13700000009\n"})
    brand.load(workspace)
    with pytest.raises(OutreachRefusedError, match="does not know every loaded file"):
        exported(workspace, list_of(workspace, brand.user_id("ann")))


def test_an_interrupted_erasure_lets_nothing_out(workspace: Workspace) -> None:
    workspace.erasure_plan.write_bytes(b"sealed")
    with pytest.raises(OutreachRefusedError, match="an erasure was interrupted"):
        exported(workspace, list_of(workspace, brand.user_id("ann")))
    with pytest.raises(PublishRefusedError, match="an erasure was interrupted"):
        brand.publish_build(workspace)
    assert status(workspace).to_json()["is_erasure_interrupted"] is True


def test_a_list_for_wecom_holds_live_contacts_only(workspace: Workspace) -> None:
    # Bob ended the contact as the day of the numbers began, Eve as the next one began. The vault of
    # this brand has phones only: they stand for what WeCom calls a contact.
    spells = [
        ("ann", "contact", LONG_AGO, None),
        ("bob", "contact", LONG_AGO, "2026-11-20 16:00:00"),
        ("bob", "group", LONG_AGO, None),
        ("eve", "contact", LONG_AGO, END_OF_DAY),
    ]
    with duckdb.connect(str(workspace.build_file)) as connection:
        for name in ("ann", "bob", "eve"):
            connection.execute(
                "insert into user_facts.int_identifiers_resolved values ('external_userid', ?, ?)",
                [brand.hashed(brand.PHONES[name]), brand.user_id(name)],
            )
        connection.executemany(
            "insert into user_facts.fct_relations values (?, ?, ?, ?)",
            [[brand.user_id(name), kind, start, end] for name, kind, start, end in spells],
        )
    people = [brand.user_id(name) for name in ("ann", "bob", "eve")]
    report, lines = exported(workspace, list_of(workspace, *people), "wecom")
    assert sorted(contact for _, contact in lines[1:]) == [
        brand.PHONES["ann"],
        brand.PHONES["eve"],
    ]
    assert report.left_out == {"no contact any more": 1}


# Retention


def retire(workspace: Workspace, policy: str, days_later: float) -> tuple[int, int]:
    opened = brand.vault_of(workspace)
    retired = retire_landing(workspace, opened, policy, 30, NOW + timedelta(days=days_later))
    return retired.encrypted, retired.removed


def test_the_age_of_a_landed_file_counts_from_its_load_by_the_clock(workspace: Workspace) -> None:
    # Loaded a moment ago; `_loaded_at` and the files' own times say otherwise.
    for path in workspace.landing.rglob("*.csv"):
        os.utime(path, (0, 0))
    assert retire(workspace, "encrypt", 29.9) == (0, 0)
    assert retire(workspace, "encrypt", 30.1) == (len(brand.FILES), 0)
    assert landed(workspace) == set()


def test_a_replayed_history_stays_for_its_days(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    brand.land(workspace, brand.FILES)
    for path in workspace.landing.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    ingest(
        workspace,
        brand.SOURCES,
        pseudonym_key=brand.PSEUDONYM_KEY,
        vault_key=brand.VAULT_KEY,
        replay=True,
    )
    assert retire(workspace, "remove", 0) == (0, 0)
    assert retire(workspace, "remove", 31) == (0, len(brand.FILES))


@pytest.mark.parametrize(("policy", "retired"), [("encrypt", (1, 0)), ("remove", (0, 1))])
def test_a_file_that_comes_back_is_known_and_goes_again(
    workspace: Workspace, policy: str, retired: tuple[int, int]
) -> None:
    retire(workspace, policy, 31)
    brand.land(workspace, {"shop/members/again.csv": brand.FILES["shop/members/a.csv"]})
    report = ingest(
        workspace, brand.SOURCES, pseudonym_key=brand.PSEUDONYM_KEY, vault_key=brand.VAULT_KEY
    )
    assert report.already_loaded == ("shop/members/again.csv",)
    assert retire(workspace, policy, 31) == retired
    assert b"M00000001" not in brand.all_bytes(workspace.archive)


def test_what_was_not_loaded_stays(workspace: Workspace) -> None:
    brand.land(workspace, {"shop/members/new.csv": "member_no\nM00000009\n", "x/y/z.csv": "1\n"})
    retire(workspace, "remove", 31)
    assert landed(workspace) == {"shop/members/new.csv", "x/y/z.csv"}


def test_the_archive_gives_landing_back_as_it_was(workspace: Workspace) -> None:
    files = {path: path.read_bytes() for path in workspace.landing.rglob("*.*")}
    times = {path: path.stat().st_mtime_ns for path in files}
    retire(workspace, "encrypt", 31)
    assert restore_landing(workspace, brand.vault_of(workspace), "a test") == len(files)
    assert {path: path.read_bytes() for path in workspace.landing.rglob("*.*")} == files
    assert {path: path.stat().st_mtime_ns for path in files} == times
    assert archived_files(workspace) == {}
    assert json.loads(log_file(workspace).read_text())["entries"] == len(files)


def test_a_retirement_that_was_killed_is_made_good(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(folder: Path) -> None:
        raise KeyboardInterrupt

    # One file has left landing, another one is half archived.
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(retention, "sync_folder", die)
        retire(workspace, "encrypt", 31)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(vault, "move_into_place", lambda *words: die(Path()))
        retire(workspace, "encrypt", 31)
    rubbish = workspace.archive / "shop" / ".b.csv.sealed.tmp"
    rubbish.write_bytes(b"half")
    retire(workspace, "encrypt", 31)
    assert landed(workspace) == set()
    assert len(archived_files(workspace)) == len(brand.FILES)
    assert not rubbish.exists()


# Erasure


def test_the_rows_of_the_erased_person_go_and_those_of_others_stay(workspace: Workspace) -> None:
    before = {table: brand.everything(workspace, table) for table in ("members", "calls")}
    forget(workspace)
    assert brand.everything(workspace, "members") == [
        row for row in before["members"] if row[0] != "M00000001"
    ]
    assert len(before["members"]) == 7
    # Bob's order went to Ann's phone: it stays his, and tells nothing of her.
    assert brand.everything(workspace, "orders") == [("B1", "M00000002", None, None, "20.50")]
    assert brand.everything(workspace, "lines") == [("B1", "cup"), ("B1", "pot")]
    # Bob invited somebody; that Ann invited Eve says nothing without Ann.
    assert brand.everything(workspace, "invitations") == [("M00000002", None), ("M00000002", None)]
    assert {call for call, _ in brand.everything(workspace, "calls")} == {"2", "3", "4"}


def test_a_hub_and_a_phone_of_two_people_take_nobody_along(workspace: Workspace) -> None:
    forget(workspace, [Request("R1", "user_id", brand.user_id("cat"))])
    members = brand.everything(workspace, "members")
    assert [row[0] for row in members] == [f"M0000000{number}" for number in (1, 1, 2, 4, 5, 5)]
    [dan] = [row for row in members if row[0] == "M00000004"]
    assert dan[2] == brand.hashed("13800000034")
    assert len(brand.everything(workspace, "calls")) == 4


def test_a_phone_of_two_people_goes_with_the_second_of_them(workspace: Workspace) -> None:
    both = [Request("R1", "user_id", brand.user_id(name)) for name in ("cat", "dan")]
    [proof] = forget(workspace, both)
    assert proof.people == 2
    assert proof.vault_entries_removed == 1
    assert {call for call, _ in brand.everything(workspace, "calls")} == {"1", "3", "4"}
    assert brand.vault_of(workspace).known_since([brand.hashed("13800000034")]) == {}


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        ("user_id", brand.user_id("ann")),
        ("shop.member_id", "M00000001"),
        ("phone", "+86 138 0000 0001"),
        ("phone", brand.hashed("13800000001")),
    ],
)
def test_a_person_is_found_by_each_of_his_identifiers(
    workspace: Workspace, kind: str, identifier: str
) -> None:
    [proof] = forget(workspace, [Request("R1", kind, identifier)])
    assert proof.rows_erased == {
        "shop.calls": 1,
        "shop.invitations": 1,
        "shop.lines": 2,
        "shop.members": 2,
        "shop.orders": 1,
    }
    assert proof.cells_emptied == {"shop.invitations": 1, "shop.orders": 2}


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [("phone", "13800000034"), ("phone", brand.STORE_PHONE), ("shop.member_id", "M00000077")],
)
def test_an_identifier_that_is_nobodys_erases_nothing(
    workspace: Workspace, kind: str, identifier: str
) -> None:
    before = brand.all_bytes(workspace.home)
    with pytest.raises(ErasureRefusedError, match="request R1: its") as refused:
        forget(workspace, [Request("R1", kind, identifier)])
    assert identifier not in str(refused.value)
    assert brand.all_bytes(workspace.home) == before


def test_what_joined_nobody_is_remembered_without_the_erased_people(workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute(
            "insert into user_facts.int_identifier_hubs values ('shop.member_id', ?, 30)",
            [brand.NUMBERS["eve"]],
        )
    forget(workspace)
    hubs = pq.read_table(workspace.hubs).to_pylist()
    assert [(one["identifier"], one["link_count"]) for one in hubs] == [
        (brand.hashed(brand.STORE_PHONE), 2),
        (brand.NUMBERS["eve"], 30),
    ]

    brand.build(workspace, "second", without=["ann"])
    forget(workspace, [Request("R2", "shop.member_id", brand.NUMBERS["eve"])])
    # Nobody else had the phone of the store.
    assert pq.read_table(workspace.hubs).to_pylist() == []


def test_no_byte_of_the_person_is_left_anywhere(workspace: Workspace) -> None:
    """With a search of its own: names of files, raw bytes, and every value of every table."""
    forget(workspace)
    values = ["M00000001", "13800000001", brand.hashed("13800000001"), brand.user_id("ann")]
    texts = [brand.all_bytes(workspace.home).decode("latin-1")]
    with duckdb.connect() as connection:
        for path in workspace.home.rglob("*.parquet"):
            texts.append(str(connection.execute(f"from '{path}'").fetchall()))
        for number, path in enumerate(workspace.versions.rglob("*.duckdb")):
            connection.execute(f"attach '{path}' as version_{number} (read_only)")
        for catalog, schema, table in connection.execute(
            "select database_name, schema_name, table_name from duckdb_tables()"
        ).fetchall():
            texts.append(str(connection.execute(f"from {catalog}.{schema}.{table}").fetchall()))
    assert len(texts) > 20
    assert [value for value in values for text in texts if value in text] == []


def test_landed_files_with_the_person_go_and_stay_known(workspace: Workspace) -> None:
    forget(workspace)
    assert landed(workspace) == {"shop/members/b.csv", "shop/lines/b.csv"}
    brand.land(workspace, {"shop/members/a.csv": brand.FILES["shop/members/a.csv"]})
    report = ingest(
        workspace, brand.SOURCES, pseudonym_key=brand.PSEUDONYM_KEY, vault_key=brand.VAULT_KEY
    )
    assert (report.loaded, len(report.already_loaded)) == ((), 3)
    assert len(brand.everything(workspace, "members")) == 5


def test_archived_files_with_the_person_go(workspace: Workspace) -> None:
    retire(workspace, "encrypt", 31)
    [proof] = forget(workspace)
    assert set(archived_files(workspace).values()) == {"shop/members/b.csv", "shop/lines/b.csv"}
    assert (proof.landed_files_removed, proof.archived_files_removed) == (0, 5)
    assert proof.files_searched["archive"] == 2


def test_a_landed_line_that_could_not_be_read_names_the_person_too(workspace: Workspace) -> None:
    # The second line has a value too many: it is not in bronze, only in the file.
    brand.land(workspace, {"shop/calls/c.csv": "call_id,phone\n7,138-0000-0001,x\n8,\n"})
    brand.load(workspace)
    brand.build(workspace, "second")
    forget(workspace)
    assert "shop/calls/c.csv" not in landed(workspace)


def test_the_vault_forgets_the_person_and_nobody_else(workspace: Workspace) -> None:
    everybody = {brand.hashed(phone) for phone in brand.PHONES.values()}
    before = brand.vault_of(workspace).known_since(everybody)
    [proof] = forget(workspace)
    after = brand.vault_of(workspace).known_since(everybody)
    assert set(before) - set(after) == {brand.hashed("13800000001")}
    assert proof.vault_entries_removed == 1


def test_every_version_loses_the_person_and_keeps_its_totals(workspace: Workspace) -> None:
    brand.build(workspace, "second")
    brand.publish_build(workspace)
    folder = workspace.current.resolve()
    totals = {one.name: checksums(one.file)["totals"] for one in versions(workspace)}
    [proof] = forget(workspace)
    assert workspace.current.resolve() == folder
    assert proof.published_rows_removed == 2
    assert len(versions(workspace)) == 2
    for version in versions(workspace):
        found = checksums(version.file)
        assert found == {name: table.checksum for name, table in version.tables.items()}
        assert found["totals"] == totals[version.name]
        assert version.tables["scores"].rows == 4
        assert stat.S_IMODE(version.file.stat().st_mode) == 0o444
        assert brand.user_id("ann").encode() not in version.file.read_bytes()
        with duckdb.connect(str(version.file), read_only=True) as connection:
            [comment] = connection.execute(
                "select comment from duckdb_columns() where column_name = 'amount'"
                " and table_name = 'orders'"
            ).fetchone() or ("",)
            assert comment == "CNY, null never"
            assert connection.execute("from meta.publication").fetchone() is not None


def test_who_has_a_version_open_reads_on(workspace: Workspace) -> None:
    code = (
        "import duckdb, sys; reader = duckdb.connect(sys.argv[1], read_only=True);"
        "print('open', flush=True); input();"
        "print(reader.execute('select count(*) from marts.scores').fetchone()[0])"
    )
    counts = []
    for act in (lambda: forget(workspace), lambda: None):
        reader = subprocess.Popen(
            [sys.executable, "-c", code, str(workspace.published_file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        act()
        counts.append(reader.communicate("\n", timeout=60)[0])
    assert counts == ["5\n", "4\n"]


def test_the_build_and_its_audit_go(workspace: Workspace) -> None:
    forget(workspace)
    assert [path.name for path in workspace.build.iterdir()] == ["ingest_report.json"]
    with pytest.raises(NothingToAuditError):
        run_audit(workspace, suites=())


def test_the_rows_erased_are_counted_per_loaded_file(workspace: Workspace) -> None:
    forget(workspace)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"""
            select loads.file, loads.rows_loaded, erasures.rows_erased
            from read_parquet('{workspace.erasures}/*.parquet') as erasures
            join read_parquet('{workspace.loads}/*.parquet') as loads
                using (source_system, source_table, content_sha256)
            order by loads.file
            """
        ).fetchall()
    assert rows == [
        ("shop/calls/a.csv", 4, 1),
        ("shop/invitations/a.csv", 3, 1),
        ("shop/lines/a.csv", 3, 2),
        ("shop/members/a.csv", 3, 2),
        ("shop/orders/a.jsonl", 2, 1),
    ]


def test_a_proof_says_where_it_searched_and_names_nobody(workspace: Workspace) -> None:
    [proof] = forget(workspace)
    text = proof_file(workspace, "R1").read_text()
    assert json.loads(text)["hits"] == proof.hits == 0
    # Member number, phone as pseudonym and in plain, and two ids made of the two identifiers.
    assert (proof.values_searched, proof.values_too_short) == (5, 0)
    assert proof.files_searched["landing"] == 2
    assert proof.files_searched["published"] == 2
    assert proof.tables_searched > 10
    for value in ("M00000001", "1380000", brand.hashed("13800000001"), brand.user_id("ann")):
        assert value not in text


def _plant_text(path: Path) -> None:
    path.write_text("王安 called from 138 0000 0001 yesterday", encoding="gb18030")


def _plant_utf16(path: Path) -> None:
    path.write_text("about M00000001, again", encoding="utf-16")


def _plant_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "<t>M00000001</t>")


def _plant_parquet(path: Path) -> None:
    pq.write_table(pa.table({"a": [1, 2], "b": [["x"], ["M00000001"]]}), path)


def _plant_number(path: Path) -> None:
    pq.write_table(pa.table({"phone": [13800000001.0, None]}), path)


def _plant_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"create table notes as select {{'user': '{brand.user_id('ann')}'}} as note"
            " from range(3000)"
        )


PLANTS: dict[str, Callable[[Path], None]] = {
    "notes.txt": _plant_text,
    "notes_utf16.txt": _plant_utf16,
    "published/notes.xlsx": _plant_workbook,
    "bronze/_other/a.parquet": _plant_parquet,
    "bronze/_other/b.parquet": _plant_number,
    "published/notes.duckdb": _plant_database,
    "dagster/M00000001.log": lambda path: path.write_text("nothing"),
}


@pytest.mark.parametrize("place", PLANTS)
def test_what_is_left_is_found_told_and_gone_after_another_run(
    workspace: Workspace, place: str
) -> None:
    path = workspace.home / place
    path.parent.mkdir(exist_ok=True)
    PLANTS[place](path)
    with pytest.raises(ErasureIncompleteError) as incomplete:
        forget(workspace)
    assert incomplete.value.hits
    for hit in incomplete.value.hits:
        assert hit.startswith(place.split("/")[0])
    assert "M00000001" not in str(incomplete.value)
    assert not proof_file(workspace, "R1").exists()
    path.unlink()
    [proof] = forget(workspace)
    assert proof.hits == 0


@pytest.mark.parametrize("other", ["M000000012", "138000000012", "AM00000001"])
def test_longer_numbers_are_other_numbers(workspace: Workspace, other: str) -> None:
    (workspace.home / "notes.txt").write_text(f"about {other}, again\n")
    assert forget(workspace)[0].hits == 0


STEPS = [
    "_clean_bronze",
    "_remove_files",
    "_remove_build",
    "forget_users",
    "_record",
    "search_workspace",
    "_proofs",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_an_erasure_that_was_interrupted_is_brought_to_its_end(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    is_before: bool,
) -> None:
    undisturbed = Workspace(tmp_path / "undisturbed")
    shutil.copytree(workspace.home, undisturbed.home, symlinks=True)
    [expected] = forget(undisturbed)
    original = getattr(erasure, step)

    def die(*words: object, **more: object) -> None:
        if not is_before:
            original(*words, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(erasure, step, die)
        forget(workspace)
    assert current_version(workspace) is not None
    [proof] = forget(workspace)
    assert proof == expected
    for table in brand.SOURCES["shop"].tables:
        assert brand.everything(workspace, table) == brand.everything(undisturbed, table)
    assert landed(workspace) == landed(undisturbed)
    assert checksums(workspace.published_file) == checksums(undisturbed.published_file)
    assert not (workspace.vault / "erasure.plan").exists()


def test_a_version_half_rewritten_is_made_good(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(publish, "_write_manifest", die)
        forget(workspace)
    forget(workspace)
    [version] = versions(workspace)
    assert checksums(version.file) == {
        name: table.checksum for name, table in version.tables.items()
    }


def test_the_plan_of_an_erasure_names_nobody_in_plain(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "_finish", lambda *words: ())
    forget(workspace)
    plan = (workspace.vault / "erasure.plan").read_bytes()
    assert b"M0000" not in plan
    # In quotes, as it would stand there: two letters alone occur in ciphertext by chance.
    assert b'"R1"' not in plan


def test_a_file_dropped_under_the_name_of_a_doomed_one_is_left_alone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(erasure, "_remove_files", die)
        forget(workspace)
    brand.land(workspace, {"shop/members/a.csv": "member_no\nM00000009\n"})
    forget(workspace)
    assert "shop/members/a.csv" in landed(workspace)


def test_a_request_that_is_done_is_not_done_again(workspace: Workspace) -> None:
    forget(workspace)
    before = brand.all_bytes(workspace.bronze)
    assert forget(workspace) == ()
    assert brand.all_bytes(workspace.bronze) == before


def test_files_that_wait_to_be_loaded_are_loaded_first(workspace: Workspace) -> None:
    brand.land(workspace, {"shop/calls/b.csv": "call_id,phone\n5,13800000001\n"})
    with pytest.raises(ErasureRefusedError, match="fugou ingest"):
        forget(workspace)
    brand.load(workspace)
    with pytest.raises(ErasureRefusedError, match="fugou build"):
        forget(workspace)
    brand.build(workspace, "second")
    assert forget(workspace)[0].rows_erased["shop.calls"] == 2


def test_a_file_that_cannot_be_loaded_and_names_the_person_is_left_to_its_owner(
    workspace: Workspace,
) -> None:
    brand.land(workspace, {"shop/calls/notes.doc": "call 13800000001\n"})
    brand.load(workspace)
    with pytest.raises(ErasureRefusedError, match="could not be loaded"):
        forget(workspace)
    assert len(brand.everything(workspace, "members")) == 7


def test_without_a_build_nobody_knows_what_belongs_to_a_person(workspace: Workspace) -> None:
    workspace.build_file.unlink()
    with pytest.raises(NothingToAuditError, match="fugou build"):
        forget(workspace)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "request_id,identifier_type,identifier\nR1,shop.member_id,M00000001\n"),
        ("b.csv", f"request_id,user_id\nR1,{brand.user_id('ann')}\n"),
        ("c.json", json.dumps([{"request_id": "R1", "user_id": brand.user_id("ann")}])),
    ],
)
def test_requests_are_read_from_csv_and_json(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    [request] = read_requests(tmp_path / name)
    assert request.request_id == "R1"
    assert request.identifier in {"M00000001", brand.user_id("ann")}
    assert request.identifier not in repr(request)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("request_id,user_id\n../R1,u\n", "request 1: request_id must match"),
        ("request_id,identifier_type,identifier\nR1,name,王安\n", "R1: identifier_type must be"),
        ("request_id,identifier_type,identifier\nR1,phone,\n", "R1: identifier is missing"),
        ("request_id,user_id\n", "holds no request"),
    ],
)
def test_an_incomplete_request_is_refused_without_quoting_it(
    tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ErasureRefusedError, match=message) as refused:
        read_requests(tmp_path / "a.csv")
    assert "王安" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b'{"request_id": "R1"}', "no list of objects"),
        ("a.json", b"[1, 2]", "no list of objects"),
        ("a.json", b'[{"request_id"', "no CSV or JSON in UTF-8"),
        ("a.csv", "request_id,user_id,name\nR1,u,王安\n".encode("gb18030"), "no CSV or JSON"),
    ],
)
def test_a_file_that_is_no_list_of_requests_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ErasureRefusedError, match=message):
        read_requests(tmp_path / name)


def test_the_command_line_prints_and_logs_no_identifier(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    environment = Settings(
        home=workspace.home,
        pseudonym_key=SecretStr(brand.PSEUDONYM_KEY.get_secret_value()),
        vault_key=brand.VAULT_KEY,
    )
    monkeypatch.setattr(cli, "settings", lambda: environment)
    monkeypatch.setattr("fugou.sources.read_sources", lambda folder: brand.SOURCES)
    requests = workspace.home.parent / "requests.csv"
    requests.write_text(
        "request_id,identifier_type,identifier\nR1,phone,13800000001\nR2,shop.member_id,M00000002\n"
    )
    query = "select user_id from marts.scores"
    target = str(workspace.home.parent / "out.csv")
    printed = ""
    with caplog.at_level(logging.DEBUG):
        for words in (
            ["export-list", "--list", query, "--channel", "sms", "--out", target],
            ["retire-landing"],
            ["erase", "--request", str(requests)],
            ["erase", "--request", str(requests)],
        ):
            done = CliRunner().invoke(cli.app, words)
            assert done.exit_code == 0, done.output
            printed += done.output
    assert "3 of 5 people" in printed.replace("\n", " ")
    assert "Request R2" in printed
    assert "done before" in printed
    for text in (printed, caplog.text):
        for secret in ("1380000", "M0000000", brand.hashed("13800000001"), brand.user_id("ann")):
            assert secret not in text


# What readers see

LOOKS = {
    "13812345678": "a mobile number",
    "call +86 138-1234-5678 now": "a mobile number",
    "ann.wang@example.com": "an e-mail address",
    "11010519491231002X": "an identity number",
    "oMj4Nq6B8vS2xYt0kLr5pWc3Zd1F": "a unionid or openid",
    "wmQyFkCQAA7b3dEx9TtR1ZpLw0VhNs5g": "an external_userid",
    "7f" * 32: "a pseudonym",
    "王安": "Chinese text in a column not declared for it, such as a name",
}
HARMLESS = [
    "v1.13812345678901",
    "2026-11-22 13:81:23.456",
    "0b242304aa96eb86d4cb518594b583a3d634354b-dirty",
    "8b1d69b4-024b-4e26-a77c-f6fce79c66c0",
    "orders_paid_by_refund_date_x",
    "00007640a3c56f5f69be8b5549377bfc",
]


@pytest.mark.parametrize("value", LOOKS)
def test_a_mart_with_a_direct_identifier_is_not_published(tmp_path: Path, value: str) -> None:
    workspace = Workspace(tmp_path / "home")
    make_build(workspace)
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute("create table marts.plain as select 1 as a, ? as city", [value])
    report = run_audit(workspace, suites=())
    assert [check.name for check in report.failing] == ["marts.plain holds no direct identifier"]
    assert report.failing[0].message == f"column city: 1 values look like {LOOKS[value]}"
    assert value not in json.dumps(report.to_json(), ensure_ascii=False)
    with pytest.raises(PublishRefusedError, match="the audit is red"):
        publish.publish(workspace, keep_versions=5)


def test_what_resembles_an_identifier_from_afar_is_published(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    make_build(workspace)
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute("create table marts.plain as select unnest(?) as city", [HARMLESS])
        assert find_leaks(connection, "marts")["plain"] == ()


def test_a_phone_is_found_as_a_number_and_inside_a_list(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute(
            "create schema marts; create table marts.plain as"
            " select 13812345678 as amount, ['13812345678'] as tags"
        )
        assert [one.column for one in find_leaks(connection, "marts")["plain"]] == [
            "amount",
            "tags",
        ]


def test_only_declared_columns_may_hold_chinese(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute(
            "create schema marts; create table marts.kpi_definitions as"
            " select '复购率' as name_zh, '复购率' as name_en"
        )
        [leak] = find_leaks(connection, "marts")["kpi_definitions"]
    assert leak.column == "name_en"


def test_what_is_published_beside_the_marts_is_looked_at_as_well(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.build(workspace, "second")
    run_audit(workspace, suites=())
    monkeypatch.setattr(publish, "commit_of_project", lambda: "by ann.wang@example.com")
    with pytest.raises(PublishRefusedError, match=r"meta\.publication, column commit"):
        publish.publish(workspace, keep_versions=5)
    current = current_version(workspace)
    assert current is not None
    assert current.number == 1
