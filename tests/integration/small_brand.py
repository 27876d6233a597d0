"""A shop with a handful of people, and the tables of a build that outreach and erasure read.

| person | member number | phone | else |
|---|---|---|---|
| Ann | M00000001 | 13800000001 | order A1 of two lines; lent her phone for Bob's order B1 |
| Bob | M00000002 | 13800000002 | order B1 to Ann's phone; invited Ann |
| Cat, Dan | M00000003, M00000004 | 13800000034 | in conflict, so nobody's |
| Eve | M00000005 | 13800000005 | was invited by Ann; called once |

13900000000 is the phone of a store, on a second record of Ann and on one of Eve: a hub.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
from pydantic import SecretStr
from toy_build import make_build

from fugou.audit import run_audit
from fugou.ingest import ingest
from fugou.pseudonyms import pseudonym
from fugou.publish import Version, publish
from fugou.sources import Column, Source, Table
from fugou.vault import Vault
from fugou.workspace import Workspace

PSEUDONYM_KEY = SecretStr("the key of the pseudonyms")
VAULT_KEY = SecretStr("the key of the vault only")
LOADED_AT = datetime(2026, 11, 20, 4)
PHONES = {
    "ann": "13800000001",
    "bob": "13800000002",
    "cat": "13800000034",
    "dan": "13800000034",
    "eve": "13800000005",
}
NUMBERS = {name: f"M0000000{number}" for number, name in enumerate(PHONES, start=1)}
STORE_PHONE = "13900000000"
FILES = {
    "shop/members/a.csv": (
        "member_no,name,phone,city\n"
        "M00000001,王安,+86 138-0000-0001,上海\n"
        "M00000001,王安,13900000000,上海\n"
        "M00000002,李波,13800000002,\n"
    ),
    "shop/members/b.csv": (
        "member_no,name,phone,city\n"
        "M00000003,赵嘉,13800000034,\n"
        "M00000004,赵丹,13800000034,\n"
        "M00000005,孙一,13900000000,\n"
        "M00000005,孙一,13800000005,\n"
    ),
    "shop/orders/a.jsonl": (
        '{"order_id": "A1", "buyer_no": "M00000001", "receiver_name": "王安", '
        '"receiver_phone": "13800000001", "amount": "10.00"}\n'
        '{"order_id": "B1", "buyer_no": "M00000002", "receiver_name": "王安", '
        '"receiver_phone": "13800000001", "amount": "20.50"}\n'
    ),
    "shop/lines/a.csv": "order_id,product\nA1,cup\nA1,pot\nB1,cup\n",
    "shop/lines/b.csv": "order_id,product\nB1,pot\n",
    "shop/invitations/a.csv": (
        "inviter_no,invitee_no\nM00000002,M00000001\nM00000001,M00000005\nM00000002,\n"
    ),
    "shop/calls/a.csv": (
        "call_id,phone\n1,13800000001\n2,13800000034\n3,13900000000\n4,13800000005\n"
    ),
}


def _member(name: str, required: bool = True) -> Column:
    return Column(name, required=required, member_of="shop")


SOURCES = {
    "shop": Source(
        "shop",
        {
            "members": Table(
                "members",
                (
                    _member("member_no"),
                    Column("name", identifier="name"),
                    Column("phone", identifier="phone"),
                    Column("city"),
                ),
            ),
            "orders": Table(
                "orders",
                (
                    Column("order_id", required=True),
                    _member("buyer_no"),
                    Column("receiver_name", identifier="name"),
                    Column("receiver_phone", identifier="phone"),
                    Column("amount"),
                ),
            ),
            "lines": Table(
                "lines", (Column("order_id", required=True, part_of="orders"), Column("product"))
            ),
            "invitations": Table(
                "invitations", (_member("inviter_no"), _member("invitee_no", required=False))
            ),
            "calls": Table(
                "calls", (Column("call_id", required=True), Column("phone", identifier="phone"))
            ),
        },
    )
}


def hashed(phone: str) -> str:
    """Give the pseudonym of a phone.

    Args:
        phone: The phone.

    Returns:
        64 hexadecimal digits.
    """
    found = pseudonym(PSEUDONYM_KEY.get_secret_value().encode(), "phone", phone)
    assert found is not None
    return found


def user_id(name: str) -> str:
    """Give the id of a person, which comes from the member number.

    Args:
        name: One of `NUMBERS`.

    Returns:
        The id.
    """
    key = hmac.digest(PSEUDONYM_KEY.get_secret_value().encode(), b"user_id:", "sha256").hex()
    digest = hashlib.md5(f"{key}|shop.member_id|{NUMBERS[name]}".encode()).digest()
    return base64.b64encode(digest[:9]).decode().replace("+", ".").replace("/", "_")


def vault_of(workspace: Workspace) -> Vault:
    """Open the vault as another process would.

    Args:
        workspace: The workspace.

    Returns:
        The vault.
    """
    return Vault(workspace, VAULT_KEY)


def land(workspace: Workspace, files: dict[str, str]) -> None:
    """Drop files into landing.

    Args:
        workspace: The workspace.
        files: Path below landing to content.
    """
    for name, content in files.items():
        path = workspace.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def load(workspace: Workspace) -> None:
    """Load what is landed.

    Args:
        workspace: The workspace.
    """
    ingest(
        workspace,
        SOURCES,
        pseudonym_key=PSEUDONYM_KEY,
        vault_key=VAULT_KEY,
        loaded_at=LOADED_AT,
    )


def build(
    workspace: Workspace,
    invocation_id: str = "first",
    consents: Sequence[tuple[str, str, str | None]] = (),
    without: Sequence[str] = (),
) -> None:
    """Make the build of what is loaded, without dbt.

    Args:
        workspace: The workspace.
        invocation_id: Of the dbt invocation that is played.
        consents: Person, start and end of a consent to marketing, UTC.
        without: People that the build does not know.
    """
    make_build(workspace, invocation_id)
    known = {name: number for name, number in NUMBERS.items() if name not in without}
    owned = [name for name in known if name not in {"cat", "dan"}]
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute(
            f"""
            create schema user_facts;
            create table user_facts.int_identifiers_resolved (
                identifier_type varchar, identifier varchar, user_id varchar
            );
            create table user_facts.int_identities_united (
                linked_identifier_type varchar, linked_identifier varchar
            );
            create table user_facts.fct_consents (
                user_id varchar, purpose varchar, started_at timestamp, ended_at timestamp
            );
            create table user_facts.fct_relations (
                user_id varchar, relation_kind varchar, started_at timestamp, ended_at timestamp
            );
            create table user_facts.int_identity_pairs (
                identifier varchar, last_held_at timestamp
            );
            create table user_facts.int_identifier_hubs (
                identifier_type varchar, identifier varchar, link_count bigint
            );
            create table user_facts.int_consents_united (
                identifier_type varchar, identifier varchar, purpose varchar,
                consent_status varchar, changed_at timestamp
            );
            create table user_facts.int_erasure_requests_united (
                identifier_type varchar, identifier varchar
            );
            create table marts.scores (user_id varchar, score integer);
            create table marts.row_reconciliation as
            select
                'landing to bronze' as step, 'in' as outcome,
                (select sum(rows_in) from read_parquet('{workspace.loads}/*.parquet')) as row_count;
            update audit.clocks set sources = 'shop'
            """
        )
        insert = "insert into user_facts.int_identifiers_resolved values (?, ?, ?)"
        for name, number in known.items():
            connection.execute(insert, ["shop.member_id", number, user_id(name)])
            connection.execute("insert into marts.scores values (?, 5)", [user_id(name)])
        for name in owned:
            connection.execute(insert, ["phone", hashed(PHONES[name]), user_id(name)])
        connection.execute(
            "insert into user_facts.int_identifier_hubs values ('phone', ?, 2)",
            [hashed(STORE_PHONE)],
        )
        for name, start, end in consents:
            connection.execute(
                "insert into user_facts.fct_consents values (?, 'marketing', ?, ?)",
                [user_id(name), start, end],
            )


def publish_build(workspace: Workspace) -> Version:
    """Audit and publish the build.

    Args:
        workspace: The workspace.

    Returns:
        The version.
    """
    assert run_audit(workspace, suites=()).is_green
    return publish(workspace, keep_versions=5)


def everything(workspace: Workspace, table: str) -> list[tuple[object, ...]]:
    """Read the declared columns of a bronze table.

    Args:
        workspace: The workspace.
        table: Name of the table.

    Returns:
        Its rows in order.
    """
    files = workspace.bronze / "shop" / table / "*.parquet"
    with duckdb.connect() as connection:
        return connection.execute(
            f"select * exclude (_loaded_at, _file, _row) from read_parquet('{files}') order by all"
        ).fetchall()


def all_bytes(folder: Path) -> bytes:
    """Read every file of a folder.

    Args:
        folder: The folder.

    Returns:
        Their bytes, one after the other.
    """
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
