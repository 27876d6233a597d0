"""Groups people by how they behave: k-means over the features that dbt built.

Belongs here: scaling, the choice of k, numbering, naming, stability, and writing the two marts into
the build file. Does not belong here: the features (`int_cluster_features`), the types that give the
names (seed `cluster_types`), columns and their meaning (`models/segments/_sources.yml`).

The same people give the same rows, in whatever order they are read: they are sorted by a digest of
their id, which also decides who is in a sample; one thread adds up; numbers are rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_samples
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from fugou.literals import literal
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

MODEL_VERSION = "1"
FEATURES = (
    "days_since_purchase",
    "days_since_interaction",
    "purchase_days",
    "net_revenue",
    "interactions",
    "discount_share",
)
CONTRACTS = PROJECT_DIR / "models" / "segments" / "_sources.yml"
FEATURES_TABLE = "user_facts.int_cluster_features"
TYPES_TABLE = "rules.cluster_types"
SCHEMA = "marts"

_ON_LOG_SCALE = np.array([feature != "discount_share" for feature in FEATURES])
_CHOICES_OF_K = (4, 5)
_LEAST_PEOPLE = 50
_SEED = 20_260_101
_STARTS = 10
_FITTED_PEOPLE = 50_000
_COMPARED_PEOPLE = 5_000  # silhouettes compare each with each
_BOOTSTRAPS = 10
_DECIMALS = 12


class ContractError(RuntimeError):
    """A mart has other columns than its declaration."""


Matrix = NDArray[np.float64]
Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Clusters:
    """People in clusters.

    Args:
        labels: Cluster of each person, from 0.
        distances: Distance of each person from the centre, in standard deviations.
        centres: One row per cluster, in standard deviations from the mean.
        typical: The same in the units of the features.
        silhouettes: Mean silhouette per cluster; nan where nobody was sampled.
        mean_silhouette: Mean silhouette of all sampled people.
        stability: Mean adjusted Rand index of bootstrap fits.
    """

    labels: Labels
    distances: Matrix
    centres: Matrix
    typical: Matrix
    silhouettes: Matrix
    mean_silhouette: float
    stability: float


def write_clusters(workspace: Workspace) -> int:
    """Make `marts.user_clusters` and `marts.cluster_profiles` in the build file.

    Args:
        workspace: The workspace, locked by the caller; dbt has built in it.

    Returns:
        Number of clusters; 0 where there are too few people, which leaves both tables empty.
    """
    with duckdb.connect(str(workspace.build_file)) as connection:
        people = connection.execute(f"from {FEATURES_TABLE} order by md5(user_id), user_id").df()
        types = connection.execute(f"from {TYPES_TABLE} order by cluster_type").df()
        users, profiles = clustered(people, types)
        connection.execute("begin")
        _write(connection, "user_clusters", users)
        _write(connection, "cluster_profiles", profiles)
        connection.execute("commit")
    return len(profiles)


def clustered(people: pd.DataFrame, types: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cluster people and name the clusters.

    Args:
        people: `user_id`, `FEATURES` and `as_of_date`, in an order that does not depend on how they
            were stored: the first ones are the sample.
        types: Rows of the seed `cluster_types`.

    Returns:
        Rows of `user_clusters` and of `cluster_profiles`.
    """
    raw = people[list(FEATURES)].to_numpy(dtype=np.float64)
    if len(raw) < _LEAST_PEOPLE or len(np.unique(raw, axis=0)) <= max(_CHOICES_OF_K):
        return pd.DataFrame(), pd.DataFrame()
    with threadpool_limits(1):  # sums of several threads differ from run to run
        found = find_clusters(raw)
    revenue = people["net_revenue"].to_numpy(dtype=np.float64)
    counts = np.bincount(found.labels, minlength=len(found.centres))
    means = np.bincount(found.labels, weights=revenue, minlength=len(counts)) / counts
    order = sorted(range(len(counts)), key=lambda one: (-_rounded(means[one]), *found.centres[one]))
    numbers = np.empty(len(order), dtype=np.int32)
    numbers[order] = np.arange(1, len(order) + 1)
    named = types.iloc[nearest_types(found.centres[order], types)].reset_index(drop=True)
    day = people["as_of_date"].iloc[0]
    profiles = pd.DataFrame(
        {
            "cluster_id": np.arange(1, len(order) + 1),
            **{name: named[name] for name in ("cluster_type", "name_zh", "name_en")},
            "user_count": counts[order],
            "mean_net_revenue": _all_rounded(means[order]),
            **{
                f"centre_{feature}": _all_rounded(found.typical[order, column])
                for column, feature in enumerate(FEATURES)
            },
            "silhouette": _all_rounded(found.silhouettes[order]),  # nan becomes null
            "mean_silhouette": _rounded(found.mean_silhouette),
            "stability": _rounded(found.stability),
            "k": len(order),
            "seed": _SEED,
            "model_version": MODEL_VERSION,
            "as_of_date": day,
        }
    )
    users = pd.DataFrame(
        {
            "user_id": people["user_id"],
            "cluster_id": numbers[found.labels],
            "cluster_name": named["name_en"].to_numpy()[numbers[found.labels] - 1],
            "distance": np.round(found.distances, _DECIMALS),
            "model_version": MODEL_VERSION,
            "as_of_date": day,
        }
    )
    return users, profiles


def find_clusters(raw: Matrix) -> Clusters:
    """Fit on the first people, choose k, and place everybody.

    Args:
        raw: One row per person, one column per feature of `FEATURES`, in its unit.

    Returns:
        The clusters, in the order in which k-means found them.
    """
    values = np.where(_ON_LOG_SCALE, np.log1p(np.maximum(raw, 0)), raw)
    scaler = StandardScaler().fit(values[:_FITTED_PEOPLE])
    scaled = np.ascontiguousarray(scaler.transform(values))
    fitted, compared = scaled[:_FITTED_PEOPLE], scaled[:_COMPARED_PEOPLE]
    models = [_fit(fitted, k, _SEED) for k in _CHOICES_OF_K]
    silhouettes = [silhouette_samples(compared, model.predict(compared)) for model in models]
    best = max(range(len(models)), key=lambda one: _rounded(silhouettes[one].mean()))
    model, chosen = models[best], silhouettes[best]
    sampled = model.predict(compared)
    labels = model.predict(scaled)
    centres = np.asarray(model.cluster_centers_, dtype=np.float64)
    back = scaler.inverse_transform(centres)
    return Clusters(
        labels=labels,
        distances=np.linalg.norm(scaled - centres[labels], axis=1),
        centres=centres,
        # What is left of 0 after there and back is no digit; adding 0 makes -0 one.
        typical=np.round(np.where(_ON_LOG_SCALE, np.expm1(back), back), 9) + 0.0,
        silhouettes=np.array(
            [
                chosen[sampled == one].mean() if (sampled == one).any() else np.nan
                for one in range(len(centres))
            ]
        ),
        mean_silhouette=float(chosen.mean()),
        stability=_stability(fitted, compared, model),
    )


def nearest_types(centres: Matrix, types: pd.DataFrame) -> Sequence[int]:
    """Find the type of each cluster, another one for each, with the least squared distance in all.

    Args:
        centres: One row per cluster, in standard deviations.
        types: Rows of the seed `cluster_types`, at least as many as clusters.

    Returns:
        Row number in `types` per cluster.
    """
    positions = types[list(FEATURES)].to_numpy(dtype=np.float64)
    squares = ((centres[:, None, :] - positions[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(squares)
    return [int(one) for one in chosen]


def _fit(people: Matrix, k: int, seed: int) -> KMeans:
    return KMeans(n_clusters=k, n_init=_STARTS, random_state=seed, algorithm="lloyd").fit(people)


def _stability(fitted: Matrix, compared: Matrix, model: KMeans) -> float:
    reference = model.predict(compared)
    drawing = np.random.default_rng(_SEED)
    scores = []
    for number in range(_BOOTSTRAPS):
        drawn = fitted[drawing.integers(0, len(fitted), len(compared))]
        again = _fit(drawn, model.n_clusters, _SEED + 1 + number)
        scores.append(adjusted_rand_score(reference, again.predict(compared)))
    return float(np.mean(scores))


def _rounded(value: Any) -> float:
    return float(f"{value:.{_DECIMALS}g}")


def _all_rounded(values: Matrix) -> list[float]:
    return [_rounded(value) for value in values]


def _contract(table: str) -> dict[str, Any]:
    (source,) = yaml.safe_load(CONTRACTS.read_text(encoding="utf-8"))["sources"]
    (contract,) = [one for one in source["tables"] if one["name"] == table]
    return dict(contract)


def _write(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    contract, name = _contract(table), f"{SCHEMA}.{table}"
    columns = contract["columns"]
    declared = ", ".join(f"{one['name']} {one['data_type']}" for one in columns)
    connection.execute(f"create or replace table {name} ({declared})")
    if len(rows):
        undeclared = set(rows.columns) ^ {one["name"] for one in columns}
        if undeclared:
            raise ContractError(f"{name} and its declaration differ in {sorted(undeclared)}")
        connection.register("found", rows)
        connection.execute(f"insert into {name} by name from found order by 1")
        connection.unregister("found")
    connection.execute(f"comment on table {name} is {literal(contract['description'])}")
    for one in columns:
        comment = literal(one["description"])
        connection.execute(f"comment on column {name}.{one['name']} is {comment}")
