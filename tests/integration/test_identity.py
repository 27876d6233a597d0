"""Pairs of identifiers become people: known cases by hand, random graphs by brute force."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import duckdb
import networkx
import pytest

from fugou.build import run_dbt
from fugou.workspace import Workspace

_DAY = datetime(2026, 1, 1, 3)
_PERSONAL = ("unionid", "card", "external_userid")
_MODELS = (
    "int_identifier_hubs",
    "int_identity_pairs_judged",
    "int_identity_nodes",
    "int_identity_edges",
    "int_identity_cores",
    "int_identity_claims",
    "int_identity_groups",
    "int_identity_anchors",
    "int_identity_conflicts",
    "int_identifiers_resolved",
    "int_identity_links",
    "int_user_merges",
)

Identifier = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """A record and an identifier seen together.

    Args:
        record: A member number.
        kind: Kind of identifier.
        identifier: The identifier.
        load: Day of the load that brought the pair, from 1.
        holder: Which of its holders, one after another, has the identifier.
    """

    record: str
    kind: str
    identifier: str
    load: int = 1
    holder: int = 1

    @property
    def ends(self) -> tuple[Identifier, Identifier]:
        """Record and identifier, with their kinds."""
        return ("crm.member_id", self.record), (self.kind, self.identifier)


@dataclass(frozen=True)
class People:
    """What the warehouse made of pairs.

    Args:
        of: Identifier to person.
        merges: Old person to (older person, day of the load).
        conflicts: Identifier to decision.
    """

    of: dict[Identifier, str]
    merges: dict[str, tuple[str, int]]
    conflicts: dict[Identifier, str]

    def together(self, *records: str) -> bool:
        """Whether member records are of one person."""
        return len({self.of["crm.member_id", record] for record in records}) == 1


def user_id(kind: str, identifier: str) -> str:
    """The person named by an identifier."""
    digest = hashlib.md5(f"key|{kind}|{identifier}".encode()).digest()
    return base64.b64encode(digest[:9]).decode().replace("+", ".").replace("/", "_")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One workspace for all cases: dbt parses the project once."""
    workspace = Workspace(tmp_path_factory.mktemp("cases"))
    workspace.create()
    return workspace


def resolve(workspace: Workspace, pairs: Iterable[Pair], most_links: int = 4) -> People:
    """Let dbt build the identity models from pairs, from an empty file."""
    workspace.build_file.unlink(missing_ok=True)
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute("create schema user_facts; create schema rules")
        connection.execute("create schema staging")
        connection.execute("create table staging.stg_ingest__person_key as select 'key' person_key")
        connection.execute(
            "create table staging.stg_ingest__hubs as"
            " select 'phone' as identifier_type, 'g' as identifier, 5::bigint as link_count"
        )
        connection.execute(
            "create table rules.identity_rules (identifier_type varchar, node_type varchar,"
            " most_links int, is_reassignable boolean, valid_days int)"
        )
        kinds = {"member_id": False, "phone": True, **dict.fromkeys(_PERSONAL, False)}
        connection.executemany(
            "insert into rules.identity_rules values (?, ?, ?, ?, null)",
            [[kind, kind, most_links, reassignable] for kind, reassignable in kinds.items()],
        )
        connection.execute(
            "create table user_facts.int_identity_pairs (record_type varchar, record varchar,"
            " identifier_type varchar, identifier varchar, is_reassignable boolean,"
            " valid_days int, holder_number int, first_seen_at timestamp,"
            " first_loaded_at timestamp)"
        )
        instants = [(pair, _DAY + timedelta(days=pair.load)) for pair in pairs]
        connection.executemany(
            "insert into user_facts.int_identity_pairs values (?, ?, ?, ?, ?, null, ?, ?, ?)",
            [
                [*one.ends[0], *one.ends[1], one.kind == "phone", one.holder, at, at]
                for one, at in instants
            ],
        )
        first: dict[Identifier, datetime] = {}
        for one, at in instants:
            for end in one.ends:
                first[end] = min(first.get(end, at), at)
        connection.execute(
            "create table user_facts.int_identifiers_sighted (identifier_type varchar,"
            " identifier varchar, first_seen_at timestamp, first_loaded_at timestamp)"
        )
        connection.executemany(
            "insert into user_facts.int_identifiers_sighted values (?, ?, ?, ?)",
            [[*end, at, at] for end, at in first.items()],
        )
    ran = run_dbt(workspace, "run", {}, "--select", *_MODELS)
    assert ran.returncode == 0, ran.stdout
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query).fetchall()

        left_behind = rows(
            "select table_name from duckdb_tables() where table_name like '%\\_\\_%'"
        )
        assert left_behind == []
        return People(
            of={
                (kind, identifier): user
                for kind, identifier, user in rows("from user_facts.int_identifiers_resolved")
            },
            merges={
                old: (new, (known_at - _DAY).days)
                for old, new, known_at in rows(
                    "select old_user_id, user_id, known_at from user_facts.int_user_merges"
                )
            },
            conflicts={
                (kind, identifier): decision
                for kind, identifier, decision in rows("from user_facts.int_identity_conflicts")
            },
        )


@pytest.fixture(scope="module")
def people(workspace: Workspace) -> People:
    """People of one build; every case has letters of its own."""
    return resolve(
        workspace,
        [
            # A couple with one phone, each with a WeChat account; the child's record has only that.
            Pair("a1", "unionid", "a1"),
            Pair("a2", "unionid", "a2"),
            Pair("a1", "phone", "a"),
            Pair("a2", "phone", "a"),
            Pair("a3", "phone", "a"),
            # A chain of phones between two WeChat users: no phone alone is in conflict.
            Pair("b1", "unionid", "b1"),
            Pair("b1", "phone", "b1"),
            Pair("b2", "phone", "b1"),
            Pair("b2", "phone", "b2"),
            Pair("b3", "phone", "b2"),
            Pair("b3", "unionid", "b3"),
            # Somebody changed the WeChat account and kept the member number.
            Pair("c", "unionid", "c-old"),
            Pair("c", "unionid", "c-new"),
            # The phone of a store on five members, where four may share one.
            *(Pair(f"d{number}", "phone", "d") for number in range(5)),
            # The same, of which three members were erased.
            Pair("g0", "phone", "g"),
            Pair("g1", "phone", "g"),
            # e1 and the account e0 had a phone, e1 gave it up, e2 and e3 have it now.
            Pair("e0", "phone", "e"),
            Pair("e1", "phone", "e"),
            Pair("e1", "phone", "e-new"),
            Pair("e2", "phone", "e", load=2, holder=2),
            Pair("e3", "phone", "e", load=2, holder=2),
            # Three people, known since days 1, 2 and 3, of whom the last two become one on day 4
            # and all on day 6. What came on day 6 never was a person.
            Pair("f3", "card", "f3", load=1),
            Pair("f2", "card", "f2", load=2),
            Pair("f1", "card", "f1", load=3),
            Pair("f1", "card", "f2", load=4),
            Pair("f3", "unionid", "f", load=6),
            Pair("f1", "unionid", "f", load=6),
            Pair("f0", "unionid", "f", load=6),
        ],
    )


def test_a_phone_of_two_wechat_users_joins_nobody(people: People) -> None:
    assert len({people.of["crm.member_id", name] for name in ("a1", "a2", "a3")}) == 3
    assert ("phone", "a") not in people.of
    assert people.conflicts["phone", "a"] == "phone or device joins nobody"


def test_what_was_a_hub_before_people_were_erased_joins_nobody(people: People) -> None:
    assert not people.together("g0", "g1")


def test_a_chain_of_phones_with_two_wechat_users_is_cut(people: People) -> None:
    assert len({people.of["crm.member_id", name] for name in ("b1", "b2", "b3")}) == 3
    assert people.together("b1")
    assert people.of["crm.member_id", "b1"] == people.of["unionid", "b1"]
    cut = "cut off from its phones and devices"
    assert {end for end, decision in people.conflicts.items() if decision == cut} == {
        ("crm.member_id", "b1"),
        ("crm.member_id", "b2"),
        ("crm.member_id", "b3"),
        ("unionid", "b1"),
        ("unionid", "b3"),
    }


def test_two_unionids_of_one_record_stay_one_person(people: People) -> None:
    assert people.of["unionid", "c-old"] == people.of["unionid", "c-new"]
    kept = [end for end, decision in people.conflicts.items() if decision == "kept as one person"]
    assert len(kept) == 1


def test_a_hub_joins_nobody(people: People) -> None:
    assert len({people.of["crm.member_id", f"d{number}"] for number in range(5)}) == 5
    assert ("phone", "d") not in people.of


def test_a_phone_that_passed_on_takes_nothing_of_its_old_holder_along(people: People) -> None:
    assert people.together("e0", "e1")
    assert people.of["phone", "e-new"] == people.of["crm.member_id", "e1"]
    assert people.together("e2", "e3")
    assert not people.together("e1", "e2")
    # Whoever calls from it now is the new holder.
    assert people.of["phone", "e"] == people.of["crm.member_id", "e2"]


def test_a_merge_keeps_the_older_id_and_is_in_the_ledger(people: People) -> None:
    assert people.together("f0", "f1", "f2", "f3")
    # By kind and text, the card is the first of the two identifiers that came on a day.
    oldest, second, third = (user_id("card", name) for name in ("f3", "f2", "f1"))
    assert people.of["crm.member_id", "f0"] == oldest
    mine = {old: new for old, new in people.merges.items() if old in (oldest, second, third)}
    assert mine == {third: (second, 4), second: (oldest, 6)}
    assert user_id("crm.member_id", "f0") not in people.merges


def _random_pairs(random: Random) -> list[Pair]:
    pairs = []
    for graph in range(300):
        size = random.randint(1, 9)
        for _ in range(random.randint(1, 14)):
            record, identifier = f"{graph}-{random.randrange(size)}", random.randrange(size)
            pairs.append(Pair(record, "card", f"{graph}-{identifier}", random.randint(1, 9)))
    # A path whose numbers are in no order, and a load a link: as many rounds as it takes.
    names = random.sample(range(10_000), 60)
    for load, (left, right) in enumerate(itertools.pairwise(names), start=1):
        pairs += [Pair(f"p{left}", "card", f"p{load}", load)]
        pairs += [Pair(f"p{right}", "card", f"p{load}", random.randint(1, 60))]
    return pairs


def _brute_force(pairs: list[Pair]) -> tuple[dict[Identifier, str], dict[str, tuple[str, int]]]:
    """People and merges by going through the loads one by one."""
    born: dict[Identifier, int] = {}
    for pair in pairs:
        for end in pair.ends:
            born[end] = min(born.get(end, pair.load), pair.load)
    by_load: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_load[pair.load].append(pair)
    graph: networkx.Graph[Identifier] = networkx.Graph()
    of: dict[Identifier, str] = {}
    merges: dict[str, tuple[str, int]] = {}
    for load in sorted(by_load):
        graph.add_edges_from(pair.ends for pair in by_load[load])
        for component in networkx.connected_components(graph):
            person = user_id(*min(component, key=lambda end: (born[end], *end)))
            for end in component:
                if of.get(end, person) != person:
                    merges[of[end]] = (person, load)
                of[end] = person
    return of, merges


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.full)])
def test_random_graphs_give_the_people_and_merges_of_brute_force(
    workspace: Workspace, seed: int
) -> None:
    # One pair is loaded once: its first load counts.
    pairs = {pair.ends: pair for pair in reversed(_random_pairs(Random(seed)))}
    people = resolve(workspace, pairs.values(), most_links=1000)
    of, merges = _brute_force(list(pairs.values()))
    assert len(merges) > 100
    assert people.of == of
    assert people.merges == merges


@pytest.mark.full
def test_a_person_who_came_together_over_many_loads_is_one(workspace: Workspace) -> None:
    # Of a chain of 300 known from the first day on, each load joins the next link from the far end.
    records = [f"h{number:03}" for number in range(300)]
    pairs = [Pair(record, "card", record) for record in records]
    pairs += [
        Pair(left, "card", right, 300 - number)
        for number, (left, right) in enumerate(itertools.pairwise(records))
    ]
    people = resolve(workspace, pairs)
    of, merges = _brute_force(pairs)
    assert len(merges) == 299
    assert (people.of, people.merges) == (of, merges)
