"""Planted groups are found, numbered and named by rule, and equal people give equal rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from fugou.clusters import FEATURES, clustered, nearest_types, write_clusters
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

AS_OF = date(2026, 12, 31)
# Days since a purchase, since an interaction, purchase days, net revenue, interactions, discount.
BIG_SPENDERS = (5, 2, 20, 8000, 200, 0.0)
FANS = (90, 1, 0, 0, 300, 0.0)
SILENT = (400, 350, 0, 0, 0, 0.0)
BARGAIN_HUNTERS = (60, 20, 4, 400, 20, 0.5)
GROUPS = (BIG_SPENDERS, FANS, SILENT, BARGAIN_HUNTERS)
OF_EACH = 40


@pytest.fixture(scope="module")
def types() -> pd.DataFrame:
    return pd.read_csv(PROJECT_DIR / "seeds" / "cluster_types.csv").sort_values("cluster_type")


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Four groups of forty people, each within some percent of its middle."""
    drawing = np.random.default_rng(7)
    middles = np.repeat(np.array(GROUPS, dtype=float), OF_EACH, axis=0)
    values = middles * drawing.uniform(0.85, 1.15, middles.shape)
    rows = pd.DataFrame(values, columns=list(FEATURES))
    rows.insert(0, "user_id", [f"p{number:03d}" for number in range(len(rows))])
    rows["as_of_date"] = AS_OF
    return rows.sample(frac=1, random_state=1).reset_index(drop=True)


def _planted(rows: pd.DataFrame) -> pd.Series:
    return rows["user_id"].str[1:].astype(int) // OF_EACH


def _write(workspace: Workspace, people: pd.DataFrame, types: pd.DataFrame) -> int:
    workspace.create()
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.register("people", people)
        connection.register("types", types)
        for schema in ("user_facts", "rules", "marts"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute("create or replace table user_facts.int_cluster_features as from people")
        connection.execute("create or replace table rules.cluster_types as from types")
    return write_clusters(workspace)


def _rows(workspace: Workspace, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(workspace.build_file), read_only=True) as connection:
        return connection.execute(f"from marts.{table} order by all").fetchall()


def test_planted_groups_are_found_and_everybody_is_in_one(
    people: pd.DataFrame, types: pd.DataFrame
) -> None:
    users, profiles = clustered(people, types)

    assert list(users["user_id"]) == list(people["user_id"])
    assert len(profiles) == len(GROUPS)
    assert adjusted_rand_score(_planted(people), users["cluster_id"]) == 1
    assert list(profiles["user_count"]) == [OF_EACH] * len(GROUPS)
    assert profiles["stability"].between(0.999, 1).all()
    assert profiles["silhouette"].between(0.5, 1).all()


def test_clusters_are_numbered_by_mean_net_revenue_and_named_by_type(
    people: pd.DataFrame, types: pd.DataFrame
) -> None:
    _, profiles = clustered(people, types)

    assert list(profiles["cluster_id"]) == [1, 2, 3, 4]
    assert list(profiles["cluster_type"])[:2] == ["loyal", "discount"]
    assert set(profiles["cluster_type"][2:]) == {"fan", "silent"}
    assert profiles["mean_net_revenue"].iloc[0] == pytest.approx(8000, rel=0.05)
    assert profiles["centre_net_revenue"].iloc[0] == pytest.approx(8000, rel=0.05)
    assert profiles["centre_discount_share"].iloc[1] == pytest.approx(0.5, rel=0.05)
    assert profiles["centre_purchase_days"].iloc[1] == pytest.approx(4, rel=0.05)


def test_no_type_names_two_clusters_and_the_sum_of_distances_decides() -> None:
    types = pd.DataFrame([[0.0] * 6, [1.0] * 6, [9.0] * 6], columns=list(FEATURES))
    # Both centres are nearest to the second type. The first one is as far from the first type as
    # from the second; the other one would have to go further.
    centres = np.array([[0.5] * 6, [1.2] * 6])

    assert nearest_types(centres, types) == [0, 1]


def test_the_order_of_stored_rows_changes_nothing_and_twice_is_the_same(
    people: pd.DataFrame, types: pd.DataFrame, tmp_path: Path
) -> None:
    first, second = Workspace(tmp_path / "first"), Workspace(tmp_path / "second")
    assert _write(first, people, types) == len(GROUPS)
    again = [_rows(first, table) for table in ("user_clusters", "cluster_profiles")]
    _write(first, people, types)
    _write(second, *(rows.sample(frac=1, random_state=2) for rows in (people, types)))

    assert [_rows(first, table) for table in ("user_clusters", "cluster_profiles")] == again
    assert [_rows(second, table) for table in ("user_clusters", "cluster_profiles")] == again


@pytest.mark.parametrize("few", ["few people", "all the same"])
def test_too_few_people_give_tables_without_rows(
    people: pd.DataFrame, types: pd.DataFrame, tmp_path: Path, few: str
) -> None:
    same = people.assign(**dict(zip(FEATURES, BIG_SPENDERS, strict=True)))
    rows = people.head(49) if few == "few people" else same
    workspace = Workspace(tmp_path)

    assert _write(workspace, people, types) == len(GROUPS)
    assert _write(workspace, rows, types) == 0
    assert _rows(workspace, "user_clusters") == _rows(workspace, "cluster_profiles") == []


def test_a_history_without_interactions_and_discounts_is_clustered(
    people: pd.DataFrame, types: pd.DataFrame
) -> None:
    rows = people.assign(days_since_interaction=people["days_since_purchase"])
    users, profiles = clustered(rows.assign(interactions=0, discount_share=0.0), types)

    assert len(users) == len(people)
    assert profiles["user_count"].sum() == len(people)


def test_tables_and_columns_say_what_they_mean(
    people: pd.DataFrame, types: pd.DataFrame, tmp_path: Path
) -> None:
    _write(Workspace(tmp_path), people, types)
    with duckdb.connect(str(Workspace(tmp_path).build_file), read_only=True) as connection:
        silent = connection.execute(
            "select column_name from duckdb_columns() where schema_name = 'marts' "
            "and comment is null union all "
            "select table_name from duckdb_tables() where schema_name = 'marts' and comment is null"
        ).fetchall()

    assert silent == []
