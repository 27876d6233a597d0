"""Whatever order rows come in, a build that went on from earlier builds equals one made anew.

The rows are a small simulated brand with all its dirt: late orders, refunds, identities that merge
later. Its files are landed in random loads; after each load the warehouse is built on.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fugou.build import run_dbt
from fugou.erasure import Request, erase
from fugou.ingest import ingest
from fugou.publish import checksums
from fugou.settings import PROJECT_DIR
from fugou.simulator.exports.dirt import Dirt
from fugou.simulator.simulate import Simulation, simulate
from fugou.sources import read_sources
from fugou.vault import Vault
from fugou.workspace import Workspace

_AS_OF = date(2025, 12, 31)
_FIRST_LOAD = datetime(2026, 1, 1, 3)
_LOADS = 2
# What goes on from earlier builds, and who reads it; the long test builds the metrics as well.
_MODELS = ("+int_user_periods", "+fct_interactions", "+user_merges")

Rows = Mapping[str, str]


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landed files of a small brand."""
    home = tmp_path_factory.mktemp("landed")
    simulation = Simulation(120, 150, 7, _AS_OF, "plain", Dirt.default())
    simulate(simulation, home / "landing", home / "truth")
    return home / "landing"


@dataclass(frozen=True)
class Brand:
    """A workspace that takes files load by load.

    Args:
        workspace: The workspace.
    """

    workspace: Workspace

    def load(self, landed: Path, files: list[Path], loaded_at: datetime) -> None:
        """Land some files and load them."""
        for file in files:
            target = self.workspace.landing / file.relative_to(landed)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
        ingest(self.workspace, read_sources(PROJECT_DIR), pseudonym_key=None, loaded_at=loaded_at)

    def build(self, known_at: datetime, models: Sequence[str] = _MODELS, **rules: int) -> Rows:
        """Build on from what is there; give the checksums of all facts and marts."""
        clocks = {"as_of_date": _AS_OF.isoformat(), "known_at": known_at.isoformat(sep=" ")}
        unproven = ("--exclude-resource-type", "test", "unit_test")
        built = run_dbt(
            self.workspace, "build", {**clocks, **rules}, *unproven, "--select", *models
        )
        assert built.returncode == 0, built.stdout
        schemas = ("staging", "user_facts", "marts")
        return {
            f"{schema}.{table}": checksum
            for schema in schemas
            for table, checksum in checksums(self.workspace.build_file, schema).items()
        }

    def erase(self, random: Random) -> None:
        """Erase one of the people who have interacted so far."""
        with duckdb.connect(str(self.workspace.build_file), read_only=True) as connection:
            users = connection.execute(
                "select distinct user_id from user_facts.fct_user_days order by 1"
            ).fetchall()
        request = Request("r1", "user_id", random.choice(users)[0])
        sources = read_sources(PROJECT_DIR)
        erase(self.workspace, sources, [request], Vault(self.workspace, None), None)

    def build_anew(self, known_at: datetime, models: Sequence[str] = _MODELS, **rules: int) -> Rows:
        """Build from an empty file."""
        self.workspace.build_file.unlink()
        return self.build(known_at, models, **rules)


def _differing(one: Rows, other: Rows) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def _check(
    landed: Path, home: Path, random: Random, models: Sequence[str] = _MODELS, also: str = ""
) -> None:
    """Build on over loads; also `erase` somebody in between, or `replay` each load afterwards."""
    brand = Brand(Workspace(home))
    brand.workspace.create()
    files = sorted(path for path in landed.rglob("*") if path.is_file())
    random.shuffle(files)
    loads = [files[number::_LOADS] for number in range(_LOADS)]
    instants = [_FIRST_LOAD + timedelta(days=number) for number in range(_LOADS)]
    # Another clock has dbt parse anew; who replays nothing needs one only.
    clocks = instants if also == "replay" else [instants[-1]] * _LOADS
    then = []
    for some_files, instant, known_at in zip(loads, instants, clocks, strict=True):
        brand.load(landed, some_files, instant)
        then.append(brand.build(known_at, models))
        if also == "erase" and instant == instants[0]:
            brand.erase(random)
    assert len({tuple(sorted(rows.items())) for rows in then}) == _LOADS
    if also == "replay":
        # A past that is built again after all that has come since, and the present after that.
        assert _differing(brand.build(instants[0], models), then[0]) == []
        assert _differing(brand.build(instants[-1], models), then[-1]) == []
    assert _differing(brand.build_anew(instants[-1], models), then[-1]) == []


@given(random=st.randoms(use_true_random=False))
@settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_building_on_equals_building_anew(
    landed: Path, tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    _check(landed, tmp_path_factory.mktemp("brand"), random)


@pytest.mark.full
@given(random=st.randoms(use_true_random=True))
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_building_on_equals_building_anew_in_any_order(
    landed: Path, tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    also = "erase" if random.random() < 0.5 else "replay"
    models = (*_MODELS, "+row_reconciliation")
    _check(landed, tmp_path_factory.mktemp("brand"), random, models, also)


@pytest.mark.full
def test_a_changed_rule_makes_what_was_built_with_the_old_one_anew(
    landed: Path, tmp_path: Path
) -> None:
    brand = Brand(Workspace(tmp_path))
    brand.workspace.create()
    brand.load(landed, [path for path in landed.rglob("*") if path.is_file()], _FIRST_LOAD)
    days = ("+int_identifier_days",)
    before = brand.build(_FIRST_LOAD, days)
    after = brand.build(_FIRST_LOAD, days, session_gap_minutes=2)
    assert "user_facts.int_identifier_days" in _differing(before, after)
    assert _differing(after, brand.build_anew(_FIRST_LOAD, days, session_gap_minutes=2)) == []
