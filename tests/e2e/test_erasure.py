"""Two people of the demo brand are erased, the rest is built anew, and a search finds nothing.

The search is this file's own, and it knows the people from the truth, not from the warehouse.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from command_line import fugou
from warehouse import Warehouse

from fugou.pseudonyms import KINDS, load_key, pseudonym
from fugou.publish import checksums, versions
from fugou.workspace import Workspace

pytestmark = pytest.mark.full  # a second run of the whole demo brand

_FOLDERS = ("landing", "bronze", "vault", "build", "published")


@dataclass(frozen=True)
class Erased:
    """The demo brand before and after.

    Args:
        before: As it was published.
        after: A copy, from which two people were erased, and which was then run again.
        values: What names the two, in plain and as pseudonym.
    """

    before: Warehouse
    after: Warehouse
    values: frozenset[str]


def _two_people(warehouse: Warehouse) -> dict[str, str]:
    """Choose two buyers whose phone and card are their own: crm number to user_id."""
    return dict(
        warehouse.rows(
            """
            select max(identifier) filter (identifier_type = 'crm.member_id') as number, user_id
            from warehouse.user_facts.int_identifiers_resolved
            where user_id in (select user_id from warehouse.user_facts.fct_orders)
            group by user_id
            having count(*) filter (identifier_type = 'crm.member_id') = 1
                and count(distinct identifier_type) >= 8
            order by number limit 2
            """
        )
    )


def _values_of(home: Path, numbers: set[str]) -> set[str]:
    truth = pq.read_table(home / "truth" / "identities.parquet").to_pylist()
    people = {
        one["person_id"]
        for one in truth
        if one["identifier_type"] == "crm.member_id" and one["identifier"] in numbers
    }
    assert len(people) == 2
    key = load_key(home, None)
    values = set()
    for one in truth:
        if one["person_id"] in people:
            values.add(one["identifier"])
            if one["identifier_type"] in KINDS:
                values.add(str(pseudonym(key, one["identifier_type"], one["identifier"])))
    return values


def _copy(home: Path, target: Path) -> None:
    """Copy a workspace without what other tests wrote into it."""
    for folder in (*_FOLDERS, "truth"):
        shutil.copytree(home / folder, target / folder, symlinks=True)
    for file in home.glob(".*key*"):
        shutil.copy2(file, target)


@pytest.fixture(scope="module")
def erased(demo_brand: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Erased:
    home = tmp_path_factory.mktemp("erased") / "home"
    _copy(demo_brand.workspace.home, home)
    people = _two_people(demo_brand)
    values = _values_of(home, set(people)) | set(people.values())
    requests = home.parent / "requests.csv"
    lines = [f"R{row},crm.member_id,{number}" for row, number in enumerate(people, start=1)]
    requests.write_text("\n".join(["request_id,identifier_type,identifier", *lines]) + "\n")
    printed = fugou(home, "erase", "--request", str(requests))
    assert not [value for value in values if value in printed]
    return Erased(demo_brand, Warehouse(Workspace(home), fugou(home, "run")), frozenset(values))


def _texts(path: Path) -> list[str]:
    """Give the names and everything that is in a file, as text."""
    texts = [path.name]
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            texts += [archive.read(name).decode("latin-1") for name in archive.namelist()]
    else:
        texts.append(path.read_bytes().decode("latin-1"))
    return texts


def _search(home: Path, values: frozenset[str]) -> Counter[str]:
    """Count, per top folder, the files and tables in which a value occurs."""
    # A phone is also eleven digits in the middle of a longer number, which is nobody's phone.
    pattern = f"(^|[^0-9A-Za-z]|86)({'|'.join(sorted(map(re.escape, values)))})($|[^0-9A-Za-z])"
    hits: Counter[str] = Counter()
    with duckdb.connect() as connection:
        for path in sorted(home.rglob("*")):
            top = path.relative_to(home).parts[0]
            if not path.is_file() or path.is_symlink() or top not in (*_FOLDERS, "erasures"):
                continue
            tables = []
            if path.suffix == ".parquet":
                tables = [f"'{path}'"]
            elif path.suffix == ".duckdb":
                connection.execute(f"attach or replace '{path}' as looked_at (read_only)")
                found = connection.execute(
                    "select schema_name, table_name from duckdb_tables()"
                    " where database_name = 'looked_at'"
                ).fetchall()
                tables = [f'looked_at."{schema}"."{table}"' for schema, table in found]
            if not tables and any(re.search(pattern, text) for text in _texts(path)):
                hits[top] += 1
            for table in tables:
                [count] = connection.execute(
                    f"select count(*) from {table} as one"
                    " where regexp_matches(cast(one as varchar), ?)",
                    [pattern],
                ).fetchone() or (0,)
                hits[top] += count > 0
    return hits


def test_the_two_were_everywhere_before(erased: Erased) -> None:
    found = _search(erased.before.workspace.home, erased.values)
    assert set(+found) == set(_FOLDERS)
    assert found["bronze"] > 50


def test_nothing_of_the_two_is_left_after_the_next_run(erased: Erased) -> None:
    assert _search(erased.after.workspace.home, erased.values) == Counter()


def test_exactly_two_people_are_missing(erased: Erased) -> None:
    people = "select user_id from warehouse.user_facts.dim_users"
    before, after = (set(one.rows(people)) for one in (erased.before, erased.after))
    assert len(before) - len(after) == 2
    assert after < before


def test_what_was_published_before_keeps_its_totals(erased: Erased) -> None:
    [old] = versions(erased.before.workspace)
    kept, new = versions(erased.after.workspace)
    before, after = checksums(old.file), checksums(kept.file)
    assert before["kpi_values"] == after["kpi_values"]
    assert before["user_segments"] != after["user_segments"]
    assert after == {name: table.checksum for name, table in kept.tables.items()}
    assert checksums(new.file)["kpi_values"] != before["kpi_values"]


def test_the_proofs_name_nobody_and_found_nothing(erased: Erased) -> None:
    files = sorted((erased.after.workspace.home / "erasures").iterdir())
    assert [file.name for file in files] == ["R1.json", "R2.json"]
    for file in files:
        proof = json.loads(file.read_text())
        assert proof["hits"] == 0
        assert proof["values_searched"] >= 2 * 8
        assert proof["rows_erased"]["crm.members"] >= 2
        assert not [value for value in erased.values if value in file.read_text()]
