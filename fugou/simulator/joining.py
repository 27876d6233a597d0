"""People join and leave: contacts, communities, identity pairs, invitations, the sign-up.

Belongs here: relations that tie a person to the brand. Does not belong here: membership and
consent (belonging), what people do while tied (interacting, buying).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.profiles import SOURCES
from fugou.simulator.retail_calendar import seconds_of_day
from fugou.simulator.rows import DAY_SECONDS, labels, numbers, table, taken
from fugou.simulator.world import STAFF_PER_STORE, World

GROUP_SIZE = 180
SIGN_UP_STEPS = 5
CONTACT, GROUP = 0, 1
LEAVING = {"engaged": 0.0003, "gone": 0.0035}
LATE_LINKS = 0.12  # of contacts; their unionid comes 20 to 80 days later
IDLE_INVITATIONS = 0.0004  # a day, of members


class Joining:
    """Draws who joins and who leaves.

    Args:
        world: The shared state.
        random: Source of randomness of all that ties people to the brand.
    """

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self._world = world
        self._random = random
        count = world.people.count
        self._group_of = np.full(count, -1, dtype=np.int32)
        self._since = np.zeros((2, count), dtype=np.int32)
        self._relation = np.full((2, count), -1, dtype=np.int32)
        self._staff_of = np.full(count, -1, dtype=np.int32)
        self._groups = self._in_group = self._relations = 0
        self._invitations = 0
        self._second = seconds_of_day(self._random, count)

    @property
    def staff_of(self) -> NDArray[np.int32]:
        """Staff member who keeps the contact of each person, -1 without contact."""
        return self._staff_of

    @property
    def group_of(self) -> NDArray[np.int32]:
        """Community of each person, -1 without one."""
        return self._group_of

    @property
    def second(self) -> NDArray[np.int64]:
        """Local second of the day at which each person joins."""
        return self._second

    def arrive(self, day: int) -> None:
        """Let people join for a day.

        Args:
            day: Day index.
        """
        world = self._world
        before = int(world.joined[day - 1]) if day else 0
        new = np.arange(before, int(world.joined[day]))
        self._add_contacts(day, new)
        self._join_groups(day, new)
        self._name_customers(day, new)
        self._invite(day, new)
        self._sign_up(day, new)

    def _add_contacts(self, day: int, new: NDArray[Any]) -> None:
        world = self._world
        who = new[world.people.has_contact[new]]
        count = len(who)
        world.contact_live[who] = True
        place = self._random.integers(0, STAFF_PER_STORE, count)
        self._staff_of[who] = world.people.store[who] * STAFF_PER_STORE + place
        self._begin(CONTACT, day, who)
        self._emit_contacts(day, who, day)

    def _begin(self, kind: int, day: int, who: NDArray[Any]) -> None:
        self._relation[kind, who] = self._relations + np.arange(len(who))
        self._relations += len(who)
        self._since[kind, who] = day

    def _emit_contacts(
        self, day: int, who: NDArray[Any], stamp: int, ended_by: NDArray[Any] | None = None
    ) -> None:
        world, clock = self._world, self._world.clock
        count = len(who)
        second = (
            self._second[who] if ended_by is None else (self._second[who] + 20_000) % DAY_SECONDS
        )
        is_open = np.full(count, ended_by is None)
        rows = table(
            count,
            relation_id=numbers("L", self._relation[CONTACT, who], 9),
            external_userid=world.ids.external_userid.take(pa.array(who)),
            userid=numbers("G", self._staff_of[who], 5),
            add_way=labels(SOURCES, world.people.source[who]),
            createtime=clock.instants(self._since[CONTACT, who], self._second[who]),
            deletetime=clock.instants(np.full(count, stamp), second, is_open),
            deleted_by=None if ended_by is None else labels(("user", "staff"), ended_by),
            updatetime=clock.instants(np.full(count, stamp), second),
        )
        world.emit("wecom", "contacts", rows, day)

    def _join_groups(self, day: int, new: NDArray[Any]) -> None:
        world = self._world
        who = new[world.people.has_group[new]]
        place = self._in_group + np.arange(len(who))
        group = place // GROUP_SIZE
        self._in_group += len(who)
        self._group_of[who] = group
        world.group_live[who] = True
        opened = np.arange(self._groups, int(group[-1]) + 1) if len(who) else np.zeros(0, int)
        self._groups += len(opened)
        at = world.clock.instants(np.full(len(opened), day), 1000)
        rows = table(
            len(opened),
            chat_id=numbers("chat", opened, 6),
            name=pa.array([f"福购会员群{n + 1}" for n in opened], pa.string()),
            owner=numbers("G", opened % world.brand.staff, 5),
            create_time=at,
            dismiss_time=world.clock.instants(
                np.zeros(len(opened)), 0, np.ones(len(opened), dtype=bool)
            ),
            updatetime=at,
        )
        world.emit("wecom", "groups", rows, day)
        world.history.add("groups", group=opened, day=day)
        self._begin(GROUP, day, who)
        self._emit_group_members(day, who, day, is_open=True)

    def _emit_group_members(
        self, day: int, who: NDArray[Any], stamp: int, *, is_open: bool
    ) -> None:
        world, clock = self._world, self._world.clock
        count = len(who)
        second = self._second[who] if is_open else (self._second[who] + 40_000) % DAY_SECONDS
        rows = table(
            count,
            relation_id=numbers("L", self._relation[GROUP, who], 9),
            chat_id=numbers("chat", self._group_of[who], 6),
            external_userid=world.ids.external_userid.take(pa.array(who)),
            join_time=clock.instants(self._since[GROUP, who], self._second[who]),
            quit_time=clock.instants(np.full(count, stamp), second, np.full(count, is_open)),
            updatetime=clock.instants(np.full(count, stamp), second),
        )
        world.emit("wecom", "group_members", rows, day)

    def _name_customers(self, day: int, new: NDArray[Any]) -> None:
        """WeCom knows the unionid of most contacts at once, of some only months later."""
        world, random = self._world, self._random
        who = new[world.people.has_contact[new] | world.people.has_group[new]]
        is_pending = random.random(len(who)) < LATE_LINKS
        self._emit_customers(day, who, np.full(len(who), day), is_pending, ~is_pending)
        late = who[is_pending]
        due = np.minimum(day + 20 + random.integers(0, 60, len(late)), world.days - 1)
        everybody = np.ones(len(late), dtype=bool)
        self._emit_customers(day, late, due, everybody, everybody)
        world.history.add("pending_ids", person=late)

    def _emit_customers(
        self,
        day: int,
        who: NDArray[Any],
        due: NDArray[Any],
        has_pending: NDArray[np.bool_],
        has_unionid: NDArray[np.bool_],
    ) -> None:
        world, take = self._world, pa.array(who)
        # Who joins on the last day is named and linked on the same day.
        second = self._second[who] + np.where(has_pending & has_unionid, 65, 5)
        rows = table(
            len(who),
            external_userid=world.ids.external_userid.take(take),
            pending_id=taken(world.ids.pending_id, who, ~has_pending),
            unionid=taken(world.ids.unionid, who, ~has_unionid),
            name=world.ids.name.take(take),
            updatetime=world.clock.instants(due, second),
        )
        world.emit_on("wecom", "customers", rows, due, day)

    def _invite(self, day: int, new: NDArray[Any]) -> None:
        """Every referred join has its invitation; others are never taken up."""
        world, random = self._world, self._random
        who = new[world.people.inviter[new] >= 0]
        inviter = world.people.inviter[who]
        known = np.flatnonzero(world.is_registered[: int(world.joined[day])])
        idle = known
        if len(known):
            idle = random.choice(known, random.binomial(len(known), IDLE_INVITATIONS))
        count = len(who) + len(idle)
        accepted = np.arange(count) < len(who)
        invitee = np.concatenate([who, np.full(len(idle), -1)])
        second = np.concatenate([self._second[who], np.full(len(idle), 50_000)])
        rows = table(
            count,
            invitation_id=numbers("Y", self._invitations + np.arange(count), 9),
            inviter_no=numbers("M", np.concatenate([inviter, idle])),
            invitee_no=numbers("M", invitee),
            invited_at=world.clock.instants(np.full(count, day), np.maximum(second - 1200, 0)),
            accepted_at=world.clock.instants(np.full(count, day), second, ~accepted),
        )
        world.emit("crm", "referrals", rows, day)
        self._invitations += count

    def _sign_up(self, day: int, new: NDArray[Any]) -> None:
        """The last step of the sign-up leaks: who leaves it there registers days later."""
        world = self._world
        who = new[world.people.has_contact[new]]
        is_done = world.people.registered_day[who] == day
        for step in range(1, SIGN_UP_STEPS + 1):
            # The first steps lose hardly anybody; who is lost there is nobody's user.
            at = who[is_done] if step == SIGN_UP_STEPS else who
            world.events.append(
                {
                    "person": at,
                    "kind": "signup_step",
                    "second": np.minimum(self._second[at] + 40 * step, 86_399),
                    "channel": 0,
                    "step": step,
                }
            )

    def leave(self, day: int) -> None:
        """Let people end contacts and leave communities for a day.

        Args:
            day: Day index.
        """
        world = self._world
        count = int(world.joined[day])
        is_gone = day >= world.people.engaged_until[:count]
        chance = np.where(is_gone, LEAVING["gone"], LEAVING["engaged"])
        for kind, live in ((CONTACT, world.contact_live), (GROUP, world.group_live)):
            ends = self._random.random(count, dtype=np.float32) < chance
            who = np.flatnonzero(ends & live[:count] & (self._since[kind, :count] < day))
            live[who] = False
            by = (self._random.random(len(who)) < 0.08).astype(int)
            if kind == CONTACT:
                self._emit_contacts(day, who, day, by)
            else:
                self._emit_group_members(day, who, day, is_open=False)
            self._remember_spells(kind, who, day)

    def _remember_spells(self, kind: int, who: NDArray[Any], end: int) -> None:
        self._world.history.add(
            "relations",
            person=who,
            kind=kind,
            group=self._group_of[who] if kind == GROUP else -1,
            staff=self._staff_of[who] if kind == CONTACT else -1,
            start_day=self._since[kind, who],
            end_day=end,
        )

    def close(self) -> None:
        """Remember the relations that are open at the horizon."""
        world = self._world
        for kind, live in ((CONTACT, world.contact_live), (GROUP, world.group_live)):
            who = np.flatnonzero(live)
            self._remember_spells(kind, who, -1)
