"""Simulates a brand: lands its files and writes what is true about it.

Belongs here: what is simulated, and the order life, landing, truth. Does not belong here: any of
the three.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from fugou.simulator import SimulationError
from fugou.simulator.exports.dirt import Dirt
from fugou.simulator.exports.landing import Landing
from fugou.simulator.exports.tables import TABLES
from fugou.simulator.life import Progress, live
from fugou.simulator.profiles import profile
from fugou.simulator.truth.writing import write_truth

FINISHED = "simulation.json"
BEGUN = ".simulation.json"


def _ignore(done: int, total: int) -> None:
    """Hear progress and do nothing."""


@dataclass(frozen=True)
class Simulation:
    """What to simulate; equal ones give equal files, byte for byte.

    Attributes:
        people: How many join within the days.
        days: How many days; the last one is as_of.
        seed: Seed of all randomness.
        as_of: Last business day.
        profile: Name of a profile.
        dirt: Rates of dirt by kind.
    """

    people: int
    days: int
    seed: int
    as_of: date
    profile: str
    dirt: Dirt

    def to_json(self) -> str:
        """Write it as JSON.

        Returns:
            Text that is equal for equal simulations.
        """
        content = asdict(self) | {"as_of": self.as_of.isoformat()}
        return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


DEMO_BRAND = Simulation(
    people=20_000,
    days=731,
    seed=1,
    as_of=date(2025, 12, 31),
    profile="field_report",
    dirt=Dirt.default(),
)


def simulate(
    simulation: Simulation, landing: Path, truth: Path, on_progress: Progress = _ignore
) -> None:
    """Land the files of a simulated brand and write the truth about it.

    What is there already from an equal simulation is not made again; one that was interrupted is
    begun anew.

    Args:
        simulation: What to simulate.
        landing: Landing folder, without files of these source systems.
        truth: Folder of the truth; it lies outside landing.
        on_progress: Called with days done and days in total.

    Raises:
        SimulationError: If there is no such profile, a year lies outside the retail calendar, or
            the landing folder holds files of something else.
    """
    chosen = profile(simulation.profile)
    if _is_there(simulation, landing, truth):
        on_progress(simulation.days, simulation.days)
        return
    drops = Landing(
        landing,
        first_day=simulation.as_of - timedelta(days=simulation.days - 1),
        days=simulation.days,
        seed=simulation.seed,
        dirt=simulation.dirt,
    )
    world = live(
        chosen,
        drops,
        people=simulation.people,
        days=simulation.days,
        seed=simulation.seed,
        as_of=simulation.as_of,
        dirt=simulation.dirt,
        on_progress=on_progress,
    )
    drops.close(world.dirt_rows).write(truth / "dirt.csv")
    # What the drops needed, the truth needs next.
    pa.default_memory_pool().release_unused()
    write_truth(world, truth)
    (truth / BEGUN).rename(truth / FINISHED)


def _is_there(simulation: Simulation, landing: Path, truth: Path) -> bool:
    """Tell whether the simulation is finished; if not, note that it has begun."""
    wanted = simulation.to_json()
    finished, begun = truth / FINISHED, truth / BEGUN
    held = [spec.name for spec in TABLES.values() if any((landing / spec.name).glob("[!.]*"))]
    if held and finished.exists() and finished.read_text(encoding="utf-8") == wanted:
        return True
    is_again = begun.exists() and begun.read_text(encoding="utf-8") == wanted
    if held and not is_again:
        raise SimulationError(
            f"{landing} holds files of {', '.join(held)} that are not of this simulation: take "
            "another FUGOU_HOME, or remove landing, bronze and truth of this one"
        )
    truth.mkdir(parents=True, exist_ok=True)
    # From here on the truth of a simulation before is none of these files.
    finished.unlink(missing_ok=True)
    begun.write_text(wanted, encoding="utf-8")
    return False


def chosen_dirt(without: Iterable[str], rates: Iterable[str]) -> Dirt:
    """Read the switches of dirt as the command line has them.

    Args:
        without: Kinds to leave out; `all` leaves out every one.
        rates: Further rates, each `KIND=SHARE`.

    Returns:
        The default rates, changed so.

    Raises:
        SimulationError: If a kind is unknown or a share is none; the message lists what is valid.
    """
    left_out = set(without)
    dirt = Dirt.default(left_out - {"all"})
    if "all" in left_out:
        dirt = Dirt.none()
    chosen = dict(dirt.rates)
    for text in rates:
        kind, _, share = text.partition("=")
        try:
            chosen[kind] = float(share)
        except ValueError:
            raise SimulationError(
                f"a rate reads KIND=SHARE, for example late=0.01, not {text}"
            ) from None
    return Dirt(chosen)
