"""One run of the whole warehouse per sample data set, shared by all tests of it."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import fugou
from warehouse import UCI_FILE, Warehouse, uci_file

from fugou.pseudonyms import load_key, pseudonym
from fugou.workspace import Workspace


@pytest.fixture(scope="session")
def demo_brand(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A small simulated brand with all kinds of dirt, replayed and published."""
    home = tmp_path_factory.mktemp("demo_brand")
    more = [f"--rate={kind}=0.01" for kind in ("clock_errors", "orphans", "negative_amounts")]
    size = ["--people", "2500", "--days", "500", "--seed", "3"]
    fugou(home, "simulate", *size, *more, "--rate=shared_phones=0.05")
    fugou(home, "ingest", "--replay")
    return Warehouse(Workspace(home), fugou(home, "run"))


@pytest.fixture(scope="session")
def people_of_users(demo_brand: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A query of users and true persons of the demo brand: the truth says who is who."""
    workspace = demo_brand.workspace
    key = load_key(workspace.home, None)
    people = [
        {
            "identifier_type": one["identifier_type"],
            "identifier": one["identifier"]
            if one["identifier_type"] == "crm.member_id"
            else pseudonym(key, one["identifier_type"], one["identifier"]),
            "person_id": one["person_id"],
        }
        for one in pq.read_table(workspace.truth / "identities.parquet").to_pylist()
        if one["identifier_type"] in ("crm.member_id", "external_userid")
    ]
    file = tmp_path_factory.mktemp("truth") / "people_of_identifiers.parquet"
    pq.write_table(pa.Table.from_pylist(people), file)
    return (
        f"(select distinct user_id, person_id from '{file}'"
        " join warehouse.user_facts.int_identifiers_resolved using (identifier_type, identifier))"
    )


def _sample(tmp_path_factory: pytest.TempPathFactory, name: str, *options: str) -> Warehouse:
    home = tmp_path_factory.mktemp(name)
    return Warehouse(Workspace(home), fugou(home, "run", "--source", name, *options))


@pytest.fixture(scope="session")
def complete_journey(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The Complete Journey, published."""
    return _sample(tmp_path_factory, "complete_journey")


@pytest.fixture(scope="session")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The CDNOW sample of 2,357 customers, published."""
    return _sample(tmp_path_factory, "cdnow")


@pytest.fixture(scope="session")
def online_retail(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The UCI Online Retail file, published."""
    file = uci_file()
    if file is None:
        pytest.skip(f"the UCI Online Retail file is not here; {UCI_FILE} names it")
    return _sample(tmp_path_factory, "online_retail", "--data", file)
