"""Measures how long identities take to become people, and how much memory.

    .venv/bin/python benchmarks/identity.py 100000 1000000

Belongs here: measuring. Does not belong here: judging; no number of a machine fails a test.

For each number of people the staged pairs of identifiers are written straight into a build file of
its own, then dbt builds the identity models from them; the file is removed afterwards.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from fugou.build import run_dbt
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
RULES = PROJECT_DIR / "seeds" / "identity_rules.csv"
RESOLVED = (
    "int_identifier_hubs",
    "int_identity_pairs_judged",
    "int_identity_nodes",
    "int_identity_edges",
    "int_identity_cores",
    "int_identity_claims",
    "int_identity_groups",
    "int_identity_anchors",
    "int_identifiers_resolved",
)
MERGES = ("int_identity_links", "int_user_merges")

# Two pairs per person, over 24 loads: everybody has a member record with a unionid; half of them a
# WeCom contact, a quarter an account of the shop and a phone that a second person may have as well.
_TABLES = """
create schema user_facts;
create schema rules;
create schema staging;
create table staging.stg_ingest__person_key as select 'key' as person_key;
create table staging.stg_ingest__hubs as
select '' as identifier_type, '' as identifier, 0::bigint as link_count where false;
create table rules.identity_rules as from read_csv('{rules}');
create table user_facts.int_identity_pairs as
with people as (
    select range as person, hash(range) as draw from range({people})
),
pairs as (
    select 'crm.member_id' as record_type, 'M' || person as record, 'unionid' as identifier_type,
        md5('u' || person) as identifier, false as is_reassignable, draw // 7 % 24 as load
    from people
    union all
    select 'external_userid', md5('e' || person), 'unionid', md5('u' || person), false,
        draw // 11 % 24
    from people where draw % 100 < 50
    union all
    select 'shop.member_id', 'B' || person, 'phone', md5('p' || person // 2), true, draw // 13 % 24
    from people where draw % 100 between 50 and 75
    union all
    select 'crm.member_id', 'M' || person, 'phone', md5('p' || person // 2), true, draw // 17 % 24
    from people where draw % 100 between 50 and 75
)
select
    record_type, record, identifier_type, identifier, is_reassignable,
    cast(null as int) as valid_days, cast(1 as int) as holder_number,
    timestamp '2024-01-01' + load * interval 30 day as first_seen_at,
    timestamp '2024-01-01' + load * interval 30 day as first_loaded_at
from pairs;
create table user_facts.int_identifiers_sighted as
with sighted as (
    select record_type as identifier_type, record as identifier, first_seen_at, first_loaded_at
    from user_facts.int_identity_pairs
    union all
    select identifier_type, identifier, first_seen_at, first_loaded_at
    from user_facts.int_identity_pairs
)
select
    identifier_type, identifier, min(first_seen_at) as first_seen_at,
    min(first_loaded_at) as first_loaded_at
from sighted
group by identifier_type, identifier;
"""


def measure(people: int, scratch: Path | None) -> str:
    """Resolve the identities of some people once.

    Args:
        people: How many.
        scratch: Where the build file is put meanwhile; None: the system's temporary folder.

    Returns:
        One row of the table of results.

    Raises:
        RuntimeError: If dbt failed.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        workspace = Workspace(Path(folder))
        workspace.create()
        with duckdb.connect(str(workspace.build_file)) as connection:
            connection.execute(_TABLES.format(people=people, rules=RULES))
            ((pairs,),) = connection.execute(
                "select count(*) from user_facts.int_identity_pairs"
            ).fetchall()
            ((identifiers,),) = connection.execute(
                "select count(*) from user_facts.int_identifiers_sighted"
            ).fetchall()
        seconds = [_seconds(workspace, models) for models in (RESOLVED, MERGES)]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * RSS_UNIT
    return (
        f"| {people:,} | {identifiers / 1e6:.2f} | {pairs / 1e6:.2f} | {seconds[0]:.1f}"
        f" | {seconds[1]:.1f} | {memory / 1e9:.2f} |"
    )


def _seconds(workspace: Workspace, models: tuple[str, ...]) -> float:
    ran = run_dbt(workspace, "run", {}, "--threads", "2", "--select", *models)
    if ran.returncode != 0:
        raise RuntimeError(ran.stdout)
    # Without dbt's own start, which does not grow with the people.
    return float(ran.stdout.rsplit("(", 1)[1].split("s)")[0])


def main(
    people: Annotated[list[int], typer.Argument(help="Numbers of people, the smallest first.")],
    scratch: Annotated[Path | None, typer.Option(help="Folder with room.")] = None,
) -> None:
    """Print a table of what resolving identities takes."""
    typer.echo("| people | million identifiers | million pairs | resolve s | merges s | peak GB |")
    typer.echo("|---:|---:|---:|---:|---:|---:|")
    for count in people:
        typer.echo(measure(count, scratch))


if __name__ == "__main__":
    typer.run(main)
