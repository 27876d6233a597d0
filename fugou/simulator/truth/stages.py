"""The lifecycle stage of each person on each day, as the days go by.

Belongs here: the rules, in their order, and the changes they bring. Does not belong here: what
people do (activity, purchases).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.rows import labels
from fugou.simulator.truth.activity import DORMANT_DAYS
from fugou.simulator.truth.facts import LAPSE_DAYS, Facts
from fugou.simulator.truth.purchases import LONG_BEFORE

NEW_DAYS = 30
WARNING_DAYS = 30
LOGIN_DAYS = 14
STAGES = ("dormant", "churned", "new", "warning", "potential_churn", "active")
DORMANT, CHURNED, NEW, WARNING, POTENTIAL_CHURN, ACTIVE = range(len(STAGES))
NOBODY_YET = -1


class Doings(NamedTuple):
    """What people did on a day.

    Attributes:
        active: Whether each person interacted or bought.
        logged_in: Whether each person logged in.
        buyers: Person indexes of those with a kept order.
    """

    active: NDArray[np.bool_]
    logged_in: NDArray[np.bool_]
    buyers: NDArray[np.int32]


class Changes(NamedTuple):
    """Changes of stage in the order of days, then persons; entering the first stage is one.

    Attributes:
        person: Person index.
        day: First day in the stage.
        stage: Place in STAGES.
    """

    person: NDArray[np.int32]
    day: NDArray[np.int32]
    stage: NDArray[np.int8]


def stages(facts: Facts) -> pa.Table:
    """Give one row per person and stay in a stage.

    Args:
        facts: Of a world.

    Returns:
        person_id, lifecycle_stage, started_on, ended_on (null while it lasts); by person, then day.
    """
    changes = walk(_days(facts), facts.people.join_day)
    order = np.argsort(changes.person, kind="stable")
    person, day = changes.person[order], changes.day[order]
    is_last = np.append(person[1:] != person[:-1], True)[: len(person)]
    return pa.table(
        {
            "person_id": person.astype(np.int64),
            "lifecycle_stage": labels(STAGES, changes.stage[order]),
            "started_on": facts.world.clock.dates(day),
            "ended_on": facts.world.clock.dates(np.roll(day, -1), is_last),
        }
    )


def walk(days: Iterable[Doings], join_day: NDArray[np.int32]) -> Changes:
    """Go through the days and note who changes from one stage into another.

    Args:
        days: What people did, day by day.
        join_day: Day index by person, ascending; people are in no stage before it.

    Returns:
        The changes.
    """
    count = len(join_day)
    # Joining stands for the first interaction and the first log-in.
    interacted, logged_in = join_day.copy(), join_day.copy()
    bought = np.full(count, LONG_BEFORE, dtype=np.int32)
    before = np.full(count, NOBODY_YET, dtype=np.int8)
    persons: list[NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]
    entered: list[NDArray[np.int8]] = [np.zeros(0, dtype=np.int8)]
    sizes: list[int] = []
    for day, doings in enumerate(days):
        bought[doings.buyers] = day
        interacted[doings.active] = np.maximum(join_day[doings.active], day)
        logged_in[doings.logged_in] = np.maximum(join_day[doings.logged_in], day)
        joined = int(np.searchsorted(join_day, day, side="right"))
        stage = _stages_on(
            day, join_day[:joined], interacted[:joined], logged_in[:joined], bought[:joined]
        )
        changed = np.flatnonzero(stage != before[:joined]).astype(np.int32)
        persons.append(changed)
        entered.append(stage[changed])
        sizes.append(len(changed))
        before[:joined] = stage
    return Changes(
        person=np.concatenate(persons),
        day=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        stage=np.concatenate(entered),
    )


def _stages_on(
    day: int,
    join_day: NDArray[np.int32],
    interacted: NDArray[np.int32],
    logged_in: NDArray[np.int32],
    bought: NDArray[np.int32],
) -> NDArray[np.int8]:
    """Apply the rules to who has joined; the last one that is written has precedence."""
    stage = np.full(len(join_day), ACTIVE, dtype=np.int8)
    quiet = day - interacted
    stage[day - logged_in > LOGIN_DAYS] = POTENTIAL_CHURN
    stage[quiet > WARNING_DAYS] = WARNING
    stage[day - join_day < NEW_DAYS] = NEW
    stage[(bought != LONG_BEFORE) & (day - bought > LAPSE_DAYS)] = CHURNED
    stage[quiet > DORMANT_DAYS] = DORMANT
    return stage


def _days(facts: Facts) -> Iterator[Doings]:
    history, purchases = facts.world.history, facts.purchases
    for day in range(facts.days):
        buyers = purchases.person[purchases.within(day, day)]
        active = history.active_on(day)
        active[buyers] = True
        yield Doings(active, history.logged_in_on(day), buyers)
