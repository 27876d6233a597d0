"""Outreach lists: the people of a list to whom one channel may write, with their contact ids.

Belongs here: who may be on a list, the file that is handed out. Does not belong here: how
identifiers are kept (vault), who should be written to (whoever brings the list).
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import TextIOWrapper
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from fugou.audit import invocation_of, knows_every_load, open_build
from fugou.publish import Version, current_version
from fugou.vault import Access, Vault
from fugou.workspace import Workspace, move_into_place, open_private

PURPOSE = "marketing"
CHANNELS = {"wecom": "external_userid", "sms": "phone", "openid": "openid"}
_QUERY = re.compile(r"[\s(]*(select|with|from)\b", re.IGNORECASE)


class OutreachRefusedError(RuntimeError):
    """No list can be handed out; the message says what is missing."""


@dataclass(frozen=True)
class OutreachReport:
    """What was handed out, in numbers.

    Args:
        asked_for: Different people on the list.
        handed_out: People in the file.
        left_out: Reason to number of people; the first reason that holds counts.
    """

    asked_for: int
    handed_out: int
    left_out: dict[str, int]


def export_list(
    workspace: Workspace, vault: Vault, wanted: str, channel: str, target: Path
) -> OutreachReport:
    """Write the people of a list who may be written to, with their ids of one channel.

    Args:
        workspace: The workspace; its build must be the published one.
        vault: Its vault.
        wanted: A CSV file with a column `user_id`, or a query of the published marts that gives
            one.
        channel: One of `CHANNELS`.
        target: CSV file with `user_id` and the contact id, readable by its owner only; a file of
            that name is replaced.

    Returns:
        How many are in it, and why the others are not.

    Raises:
        OutreachRefusedError: If nothing is published, the build is another one or does not know
            every load, an erasure was interrupted, the list cannot be read or the channel is
            unknown.
        OSError: If the access cannot be logged; no list is written then.
    """
    if channel not in CHANNELS:
        raise OutreachRefusedError(f"no channel {channel!r}; there are: {', '.join(CHANNELS)}")
    with workspace.lock():
        if workspace.erasure_plan.exists():
            raise OutreachRefusedError("an erasure was interrupted; finish it: fugou erase")
        version = current_version(workspace)
        if version is None:
            raise OutreachRefusedError("nothing was published yet; run: fugou run")
        people = _people(wanted, version)
        with open_build(workspace.build_file) as connection:
            if invocation_of(connection) != version.invocation_id:
                raise OutreachRefusedError(
                    "the build is not the published one, so nobody audited it; run: fugou run"
                )
            if not knows_every_load(connection, workspace):
                raise OutreachRefusedError(
                    "the build does not know every loaded file, so it cannot tell who has "
                    "withdrawn since; run: fugou run"
                )
            chosen, left_out = _allowed(connection, vault, people, version, channel)
        contacts = vault.reveal(
            chosen.values(), Access(f"outreach list for {channel}", _subject(wanted))
        )
        _write(target, CHANNELS[channel], {user: contacts[p] for user, p in chosen.items()})
    return OutreachReport(len(people), len(chosen), dict(sorted(left_out.items())))


def _is_query(wanted: str) -> bool:
    return bool(_QUERY.match(wanted))


def _subject(wanted: str) -> str:
    """Name a list in the log; the text of a query or a folder could name somebody."""
    if _is_query(wanted):
        return f"query {hashlib.sha256(wanted.encode()).hexdigest()[:16]}"
    return f"file {hashlib.sha256(Path(wanted).read_bytes()).hexdigest()[:16]}"


def _people(wanted: str, version: Version) -> set[str]:
    if not _is_query(wanted):
        try:
            with Path(wanted).open(encoding="utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines)
                if "user_id" not in (reader.fieldnames or ()):
                    raise OutreachRefusedError(f"{Path(wanted).name} has no column user_id")
                return {row["user_id"].strip() for row in reader if row["user_id"]}
        except (UnicodeDecodeError, csv.Error) as unreadable:
            raise OutreachRefusedError(f"{Path(wanted).name} is no CSV in UTF-8") from unreadable
    with open_build(version.file) as connection:
        # A query reads the marts, which need no schema, and nothing else: no files, no settings.
        connection.execute(
            "set search_path = 'marts'; set enable_external_access = false; "
            "set lock_configuration = true"
        )
        try:
            found = connection.execute(f"select user_id from ({wanted.strip().rstrip(';')})")
        except duckdb.Error as wrong:
            raise OutreachRefusedError(f"the query gives no user_id: {wrong}") from wrong
        return {str(user) for (user,) in found.fetchall() if user is not None}


def _allowed(
    connection: duckdb.DuckDBPyConnection,
    vault: Vault,
    people: set[str],
    version: Version,
    channel: str,
) -> tuple[dict[str, str], Counter[str]]:
    """Choose one contact id per person: the one that a record said last."""
    identifiers = _identifiers(connection, people)
    end_of_day = _end_of_day(version)
    consenting = _consenting(connection, end_of_day)
    reachable = _contacts(connection, end_of_day) if channel == "wecom" else set(identifiers)
    asked_to_go = _asked_to_be_erased(connection)
    every_id = {one for ids in identifiers.values() for _, one in ids}
    last_said = _last_said(connection, every_id)
    known = vault.known_since(every_id)
    chosen: dict[str, str] = {}
    left_out: Counter[str] = Counter()
    for user in sorted(people):
        ids = [one for its_kind, one in identifiers.get(user, ()) if its_kind == CHANNELS[channel]]
        if user not in identifiers:
            left_out["unknown user"] += 1
        elif user not in consenting:
            left_out["no consent in force"] += 1
        elif user in asked_to_go:
            left_out["asked to be erased"] += 1
        elif not any(one in known for one in ids):
            left_out["no such channel"] += 1
        elif user not in reachable:
            left_out["no contact any more"] += 1
        else:
            chosen[user] = max(
                (one for one in ids if one in known),
                key=lambda one: (last_said.get(one, datetime.min), known[one], one),
            )
    return chosen, left_out


def _identifiers(
    connection: duckdb.DuckDBPyConnection, people: Iterable[str]
) -> dict[str, list[tuple[str, str]]]:
    found = connection.execute(
        """
        select user_id, identifier_type, identifier
        from user_facts.int_identifiers_resolved
        where list_contains(?, user_id) and identifier not in (
            -- WeCom gives a contact a temporary id first; nobody can write to it later.
            select linked_identifier from user_facts.int_identities_united
            where linked_identifier_type = 'pending_external_userid'
        )
        """,
        [sorted(people)],
    ).fetchall()
    identifiers: dict[str, list[tuple[str, str]]] = {}
    for user, kind, identifier in found:
        identifiers.setdefault(user, []).append((kind, identifier))
    return identifiers


def _last_said(
    connection: duckdb.DuckDBPyConnection, identifiers: Iterable[str]
) -> dict[str, datetime]:
    """Give the UTC instant of the last record with an identifier: old numbers come back."""
    found = connection.execute(
        """
        select identifier, max(last_held_at)
        from user_facts.int_identity_pairs
        where last_held_at is not null and identifier in (select unnest(?))
        group by identifier
        """,
        [sorted(identifiers)],
    ).fetchall()
    return dict(found)


def _end_of_day(version: Version) -> datetime:
    """Give the UTC instant at which the last day of the numbers is over."""
    day = date.fromisoformat(version.clocks["as_of_date"])
    zone = ZoneInfo(version.clocks["business_time_zone"])
    midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return midnight.replace(tzinfo=None)


def _contacts(connection: duckdb.DuckDBPyConnection, end_of_day: datetime) -> set[str]:
    """List who is a contact of an employee: to others WeCom delivers nothing."""
    found = connection.execute(
        """
        select distinct user_id
        from user_facts.fct_relations
        where
            relation_kind = 'contact' and started_at < ?
            and (ended_at is null or ended_at >= ?)
        """,
        [end_of_day, end_of_day],
    ).fetchall()
    return {user for (user,) in found}


def _consenting(connection: duckdb.DuckDBPyConnection, end_of_day: datetime) -> set[str]:
    found = connection.execute(
        """
        select distinct user_id
        from user_facts.fct_consents
        where purpose = ? and started_at < ? and (ended_at is null or ended_at >= ?)
        """,
        [PURPOSE, end_of_day, end_of_day],
    ).fetchall()
    # The numbers end with their day, what people said since does not.
    withdrawn = connection.execute(
        """
        select distinct user_id
        from user_facts.int_consents_united
        inner join user_facts.int_identifiers_resolved using (identifier_type, identifier)
        where purpose = ? and consent_status <> 'granted' and changed_at >= ?
        """,
        [PURPOSE, end_of_day],
    ).fetchall()
    return {user for (user,) in found} - {user for (user,) in withdrawn}


def _asked_to_be_erased(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        """
        select distinct user_id
        from user_facts.int_erasure_requests_united
        inner join user_facts.int_identifiers_resolved using (identifier_type, identifier)
        """
    ).fetchall()
    return {user for (user,) in found}


def _write(target: Path, column: str, contacts: dict[str, str]) -> None:
    unfinished = target.with_name(f".{target.name}.tmp")
    with open_private(unfinished) as raw, TextIOWrapper(raw, "utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["user_id", column])
        writer.writerows(sorted(contacts.items()))
    move_into_place(unfinished, target)
