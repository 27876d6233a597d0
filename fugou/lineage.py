"""Where a published number comes from: the models that measure it, and what those read.

Belongs here: lineage as it is published with a version. Does not belong here: what a model does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

TABLES = """
    create table meta.lineage (child varchar, parent varchar, parent_kind varchar);
    comment on table meta.lineage is 'One row per model and each model, seed or source it reads.';
    create table meta.metric_models (metric_id varchar, model varchar);
    comment on table meta.metric_models is 'One row per metric and model that measures it.';
"""


@dataclass(frozen=True)
class Lineage:
    """What stands behind a metric.

    Args:
        measured_by: Models that measure it.
        models: Models they read, directly or not, with themselves.
        seeds: Rule tables among what they read.
        sources: Landed tables at the end, as `source_system.table`.
    """

    measured_by: tuple[str, ...]
    models: tuple[str, ...]
    seeds: tuple[str, ...]
    sources: tuple[str, ...]


def copy_lineage(connection: duckdb.DuckDBPyConnection, build: str) -> None:
    """Publish the lineage of a build.

    Args:
        connection: To the published file, which has a schema `meta` and no lineage yet.
        build: Name under which the build is attached.
    """
    connection.execute(TABLES)
    if not connection.execute(
        "select 1 from duckdb_tables() where database_name = ? and schema_name = 'audit'"
        " and table_name = 'lineage'",
        [build],
    ).fetchone():
        return
    connection.execute(f"insert into meta.lineage from {build}.audit.lineage order by all")
    parts = connection.execute(
        "select distinct schema_name, table_name from duckdb_columns()"
        " where database_name = ? and column_name = 'mature_count'"
        " and table_name like 'int\\_kpi\\_%' escape '\\' order by all",
        [build],
    ).fetchall()
    for schema, table in parts:
        connection.execute(
            "insert into meta.metric_models"
            f" select distinct metric_id, '{table}' from {build}.{schema}.{table} order by all"
        )


def lineage_of(connection: duckdb.DuckDBPyConnection, metric_id: str) -> Lineage:
    """Tell where a published metric comes from.

    Args:
        connection: To a published file.
        metric_id: The metric.

    Returns:
        Its lineage, each part sorted; empty for a metric that no model measures.
    """
    measured_by = [
        model
        for (model,) in connection.execute(
            "select model from meta.metric_models where metric_id = ? order by 1", [metric_id]
        ).fetchall()
    ]
    edges: dict[str, list[tuple[str, str]]] = {}
    for child, parent, kind in connection.execute("from meta.lineage").fetchall():
        edges.setdefault(child, []).append((parent, kind))
    found = _reached(measured_by, edges)
    return Lineage(
        tuple(measured_by),
        *(
            tuple(sorted(name for name, kind in found.items() if kind == wanted))
            for wanted in ("model", "seed", "source")
        ),
    )


def _reached(starts: Iterable[str], edges: Mapping[str, list[tuple[str, str]]]) -> dict[str, str]:
    """Go through the graph from some models on: name to kind."""
    found = dict.fromkeys(starts, "model")
    waiting = list(found)
    while waiting:
        for parent, kind in edges.get(waiting.pop(), ()):
            if parent not in found:
                found[parent] = kind
                waiting.append(parent)
    return found
