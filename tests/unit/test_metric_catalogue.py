"""What the field's reports ask for is defined: the catalogue, row by row, and our definitions.

metric_catalogue.csv lists the metrics that teams of this field report; nothing in it is of ours.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from fugou.restatement import LEDGER
from fugou.settings import PROJECT_DIR

_NOT_YET = {"ltv_predicted", "repurchase_probability", "churn_risk_score", "next_purchase_date"}
# Places that are no dbt model: the ledger is written by publishing, the check is a command.
_OTHER_PLACES = {LEDGER, "audit_report"}
_UNITS = {"CNY": "currency"}
Row = dict[str, str]


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


CATALOGUE = _read(Path(__file__).with_name("metric_catalogue.csv"))
DEFINITIONS = _read(PROJECT_DIR / "seeds" / "kpi_definitions.csv")
DIMENSIONS = {row["dimension"] for row in _read(PROJECT_DIR / "seeds" / "kpi_dimensions.csv")}


def _of(row: Row) -> list[Row]:
    return [one for one in DEFINITIONS if one["catalogue_id"] == row["metric_id"]]


def _places(text: str) -> set[str]:
    return {
        place.strip().replace("fugou audit-report", "audit_report") for place in text.split(",")
    }


def _said(rows: list[Row], column: str) -> set[str]:
    return {word for row in rows for word in row[column].split()}


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE) == 144
    assert len({row["metric_id"] for row in CATALOGUE}) == 144


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row["metric_id"])
def test_a_row_of_the_catalogue_stands_where_it_says_for_its_grains_and_dimensions(
    row: Row,
) -> None:
    ours = _of(row)
    assert ours, "no definition"
    assert {one["area"] for one in ours} == {row["area"]}
    places = _places(row["published_in"])
    assert places <= _said(ours, "published_in")
    if places == {"kpi_values"}:
        dimensions = set(row["dimension_ids"].split())
        assert dimensions <= _said(ours, "dimensions")
        assert set(row["grains"].split()) <= _said(ours, "grains")
    # The headline: by the name of the catalogue, unless that has a parameter in it.
    names = {one["metric_id"] for one in ours}
    stem = row["metric_id"].replace("_n_days", "").removesuffix("_n")
    assert row["metric_id"] in names or all(name.startswith(stem) for name in names)
    unit = _UNITS.get(row["unit"], row["unit"])
    assert unit in {one["unit"] for one in ours} or row["kind"] in ("quantile", "other", "ratio")


def test_nothing_is_defined_that_the_catalogue_does_not_know() -> None:
    assert {one["catalogue_id"] for one in DEFINITIONS} <= {row["metric_id"] for row in CATALOGUE}


def test_exactly_the_predicted_ones_are_not_published_yet() -> None:
    waiting = {one["metric_id"] for one in DEFINITIONS if one["is_published"] != "true"}
    assert waiting == _NOT_YET


@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one["metric_id"])
def test_a_definition_is_consistent(one: Row) -> None:
    dimensions = set(one["dimensions"].split())
    assert dimensions <= DIMENSIONS
    assert set(one["additive_dimensions"].split()) <= dimensions
    assert set(one["share_dimensions"].split()) <= set(one["additive_dimensions"].split()) | (
        dimensions
    )
    if "kpi_values" in one["published_in"].split():
        assert one["grains"]
        assert one["interval_method"] != "wilson" or one["kind"] == "proportion"


def test_every_place_of_publication_exists() -> None:
    models = {path.stem for path in (PROJECT_DIR / "models").rglob("*.sql")}
    made_in_python = {"user_clusters"}
    published = [one for one in DEFINITIONS if one["is_published"] == "true"]
    assert _said(published, "published_in") <= models | made_in_python | _OTHER_PLACES


def _examples() -> Iterator[tuple[str, str]]:
    """Give area and metric of each row that a hand-worked example expects."""
    for path in (PROJECT_DIR / "models" / "kpis").rglob("*.yml"):
        tests = yaml.safe_load(path.read_text(encoding="utf-8")).get("unit_tests", ())
        for test in tests:
            rows = test["expect"]["rows"]
            for row in rows if isinstance(rows, list) else ():
                if "metric_id" in row:
                    yield path.parent.name, row["metric_id"]


def test_each_metric_has_a_hand_worked_example_in_its_area() -> None:
    examples = set(_examples())
    without = [
        one["metric_id"]
        for one in DEFINITIONS
        if "kpi_values" in one["published_in"].split()
        and one["is_published"] == "true"
        # A family of one formula with a parameter needs one example of the formula.
        and not any(
            area == one["area"] and _family(metric) == _family(one["metric_id"])
            for area, metric in examples
        )
    ]
    assert without == []


def _family(metric_id: str) -> str:
    return re.sub(r"\d+", "N", metric_id)
