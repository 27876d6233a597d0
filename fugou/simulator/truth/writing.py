"""Writes what is true about a simulated brand, beside landing and never through the warehouse.

Belongs here: the files of the truth. Does not belong here: how a value is computed (the other
truth modules), the rows of dirt (landing).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fugou.simulator.truth.calibration import calibration
from fugou.simulator.truth.campaigns import CampaignLift, campaign_lifts
from fugou.simulator.truth.facts import Facts
from fugou.simulator.truth.metrics import HEADER, METRIC_NOTES, metric_rows
from fugou.simulator.truth.periods import calendar_periods
from fugou.simulator.truth.persons import identities, lapses, persons
from fugou.simulator.truth.stages import stages
from fugou.simulator.world import World


def write_truth(world: World, folder: Path) -> None:
    """Write the truth; equal worlds give equal bytes.

    Args:
        world: On the evening of its last day; it loses its ids.
        folder: Outside of landing; it is there already.
    """
    facts = Facts(world, calendar_periods(world.clock.first_day, world.days))
    _write_parquet(folder / "identities.parquet", identities(facts))
    # The rest names nobody, and the ids of a million people are heavy.
    del world.ids
    figures = (
        (one.name, one.target, one.tolerance, one.year, str(one.is_within).lower())
        for one in calibration(world)
    )
    header = ("figure", "target", "tolerance", "year", "is_within")
    _write_csv(folder / "calibration.csv", header, figures)
    _write_parquet(folder / "persons.parquet", [persons(facts)])
    _write_parquet(folder / "lapses.parquet", [lapses(facts)])
    _write_parquet(folder / "stages.parquet", [stages(facts)])
    lifts = (astuple(lift) for lift in campaign_lifts(facts))
    _write_csv(folder / "campaign_lifts.csv", [one.name for one in fields(CampaignLift)], lifts)
    _write_csv(folder / "metrics.csv", HEADER, metric_rows(facts))
    notes = sorted(METRIC_NOTES.items())
    _write_csv(folder / "metric_notes.csv", ("metric_id", "note"), notes)


def _write_parquet(path: Path, tables: Iterable[pa.Table]) -> None:
    rest = iter(tables)
    first = next(rest)
    with pq.ParquetWriter(path, first.schema) as writer:
        for table in chain([first], rest):
            writer.write_table(table)
    pa.default_memory_pool().release_unused()


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
