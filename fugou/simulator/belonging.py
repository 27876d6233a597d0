"""People belong: membership, its levels and bindings, consent, erasure.

Belongs here: what the loyalty programme knows of its members. Does not belong here: contacts and
communities (joining), points (rewarding).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.joining import SIGN_UP_STEPS
from fugou.simulator.people import CITIES, GENDERS, OCCUPATIONS
from fugou.simulator.rows import DAY_SECONDS, labels, numbers, table
from fugou.simulator.world import World

SOURCE_NAMES = ("广告", "KOL", "门店", "推荐", "其他")
LEVELS = ("普通", "银卡", "金卡", "钻石")
LEVEL_BOUNDS = (50_000, 200_000, 500_000)  # fen of the last 365 days
WITHDRAWING = {"engaged": 0.00008, "gone": 0.0006}
CLOSED_AFTER = 120
CLOSING = 0.0009  # of those who are gone
ERASING = 0.000008


class Belonging:
    """Draws beginnings, changes and ends of membership.

    Args:
        world: The shared state.
        random: Source of randomness of all that ties people to the brand.
        second: Local second of the day at which each person joins.
    """

    def __init__(
        self, world: World, random: np.random.Generator, second: NDArray[np.int64]
    ) -> None:
        self._world = world
        self._random = random
        self._second = second
        self._bindings = self._consents = self._requests = 0
        self._by_registration = np.argsort(world.people.registered_day, kind="stable")
        self._registrations = world.people.registered_day[self._by_registration]
        self._closed_day = np.full(world.people.count, -1, dtype=np.int32)

    def begin(self, day: int) -> None:
        """Register the people whose day has come.

        Args:
            day: Day index.
        """
        bounds = np.searchsorted(self._registrations, (day, day + 1))
        due = self._by_registration[slice(*bounds)]
        self._register(day, np.sort(due[~self._world.is_registered[due]]))

    def change(self, day: int) -> None:
        """End memberships and consents, take requests of erasure, grade on the first of a month.

        Args:
            day: Day index.
        """
        self._close_memberships(day)
        self._withdraw(day)
        self._ask_for_erasure(day)
        if (self._world.clock.first_day + timedelta(days=day)).day == 1:
            self._grade(day)

    def close(self) -> None:
        """Remember the memberships as they stand at the horizon (-1: open)."""
        world = self._world
        members = np.flatnonzero(world.is_registered)
        world.history.add(
            "memberships",
            person=members,
            start_day=world.people.registered_day[members],
            end_day=self._closed_day[members],
        )

    def bind_cards(self, day: int, who: NDArray[Any]) -> None:
        """Tie new store cards to memberships; who is no member becomes one at the till.

        Args:
            day: Day index.
            who: Person indexes.
        """
        self._register(day, who[~self._world.is_registered[who]])
        self._bind(day, who, np.full(len(who), day), with_card=True)

    def _was_member(self, day: int) -> NDArray[np.bool_]:
        """Tell who of those who joined was registered before a day: versions have an order."""
        world = self._world
        count = int(world.joined[day])
        return world.is_registered[:count] & (world.people.registered_day[:count] < day)

    def _register(self, day: int, who: NDArray[Any]) -> None:
        """Make people members: record, bindings, consent."""
        world, people, random = self._world, self._world.people, self._random
        count = len(who)
        world.is_registered[who] = True
        people.registered_day[who] = day
        self._emit_members(day, who)
        late = (random.random(count) < world.late_identity_share) & (day + 150 < world.days)
        now = np.full(count, day)
        due = np.where(late, day + 30 + random.integers(0, 120, count), day)
        self._bind(day, who, now, with_phone=True)
        self._bind(day, who, due, with_unionid=True)
        world.dirt_rows["late_identities", "crm/bindings"] += int(late.sum())
        agrees = who[people.has_consent[who]]
        world.has_consent[agrees] = True
        self._emit_consents(day, agrees, "granted", self._second[agrees] + 200)
        late_steps = who[people.has_contact[who] & (people.join_day[who] < day)]
        world.events.append(
            {
                "person": late_steps,
                "kind": "signup_step",
                "second": self._second[late_steps],
                "channel": 0,
                "step": SIGN_UP_STEPS,
            }
        )

    def _bind(
        self,
        day: int,
        who: NDArray[Any],
        due: NDArray[Any],
        *,
        with_phone: bool = False,
        with_unionid: bool = False,
        with_card: bool = False,
    ) -> None:
        world, take, count = self._world, pa.array(who), len(who)
        rows = table(
            count,
            binding_id=numbers("N", self._bindings + np.arange(count), 9),
            member_no=numbers("M", who),
            phone=world.ids.phone.take(take) if with_phone else None,
            card_no=world.ids.card.take(take) if with_card else None,
            unionid=world.ids.unionid.take(take) if with_unionid else None,
            bound_at=world.clock.instants(due, np.minimum(self._second[who] + 90, 86_399)),
        )
        self._bindings += count
        world.emit_on("crm", "bindings", rows, due, day)

    def _close_memberships(self, day: int) -> None:
        """Some who are gone give up their membership; a later purchase does not renew it."""
        world = self._world
        count = int(world.joined[day])
        is_gone = (day >= world.people.engaged_until[:count]) & (
            day - world.last_paid_day[:count] > CLOSED_AFTER
        )
        ends = self._random.random(count, dtype=np.float32) < CLOSING
        who = np.flatnonzero(
            ends & is_gone & self._was_member(day) & (self._closed_day[:count] < 0)
        )
        self._closed_day[who] = day
        self._emit_members(day, who, second=70_000)

    def _emit_members(self, day: int, who: NDArray[Any], *, second: int | None = None) -> None:
        world, people, clock = self._world, self._world.people, self._world.clock
        take, count = pa.array(who), len(who)
        births = people.birth_date[who]
        birthday = pa.array(births.astype("datetime64[D]").astype(np.int32), mask=np.isnat(births))
        registered = np.minimum(self._second[who] + 60, 86_399)
        closed = self._closed_day[who]
        rows = table(
            count,
            member_no=numbers("M", who),
            name=world.ids.name.take(take),
            phone=world.ids.phone.take(take),
            gender=labels(GENDERS, people.gender[who]),
            birthday=birthday.cast(pa.date32()),
            city=labels([c[0] for c in CITIES], people.city[who]),
            occupation=labels(OCCUPATIONS, people.occupation[who]),
            level=labels(LEVELS, world.level[who]),
            source=labels(SOURCE_NAMES, people.source[who]),
            registered_at=clock.instants(people.registered_day[who], registered),
            closed_at=clock.instants(closed, 70_000, closed < 0),
            updated_at=clock.instants(
                np.full(count, day), registered if second is None else second
            ),
        )
        world.emit("crm", "members", rows, day)

    def _emit_consents(
        self, day: int, who: NDArray[Any], status: str, second: NDArray[Any]
    ) -> None:
        world, count = self._world, len(who)
        rows = table(
            count,
            consent_id=numbers("Q", self._consents + np.arange(count), 9),
            member_no=numbers("M", who),
            purpose="marketing",
            status=status,
            changed_at=world.clock.instants(np.full(count, day), np.minimum(second, 86_399)),
        )
        world.emit("crm", "consents", rows, day)
        self._consents += count
        world.history.add("consents", person=who, day=day, is_granted=status == "granted")

    def _withdraw(self, day: int) -> None:
        world = self._world
        count = int(world.joined[day])
        is_gone = day >= world.people.engaged_until[:count]
        chance = np.where(is_gone, WITHDRAWING["gone"], WITHDRAWING["engaged"])
        chance = chance * world.withdrawal_factor
        ends = self._random.random(count, dtype=np.float32) < chance
        who = np.flatnonzero(ends & world.has_consent[:count] & self._was_member(day))
        world.has_consent[who] = False
        self._emit_consents(day, who, "withdrawn", (self._second[who] + 25_000) % DAY_SECONDS)
        world.dirt_rows["consent_withdrawn", "crm/consents"] += len(who)

    def _ask_for_erasure(self, day: int) -> None:
        world = self._world
        count = int(world.joined[day])
        asks = self._random.random(count, dtype=np.float32) < ERASING * world.erasure_factor
        who = np.flatnonzero(asks & ~world.is_erasing[:count] & self._was_member(day))
        world.is_erasing[who] = True
        rows = table(
            len(who),
            request_id=numbers("X", self._requests + np.arange(len(who)), 7),
            member_no=numbers("M", who),
            requested_at=world.clock.instants(
                np.full(len(who), day), (self._second[who] + 50_000) % DAY_SECONDS
            ),
        )
        world.emit("crm", "erasure_requests", rows, day)
        self._requests += len(who)
        world.history.add("erasures", person=who, day=day)
        world.dirt_rows["erasure_requests", "crm/erasure_requests"] += len(who)

    def _grade(self, day: int) -> None:
        """Levels follow the spending of the last 365 days, on the first of each month."""
        world = self._world
        count = int(world.joined[day])
        level = np.searchsorted(np.array(LEVEL_BOUNDS), world.year_spend[:count], side="right")
        changed = np.flatnonzero(self._was_member(day) & (level != world.level[:count]))
        world.level[changed] = level[changed]
        self._emit_members(day, changed, second=4000)
        world.history.add("levels", person=changed, day=day, level=level[changed])
