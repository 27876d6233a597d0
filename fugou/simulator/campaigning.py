"""The brand acts: campaigns with held-out controls.

Belongs here: who is chosen and what that causes. Does not belong here: messages (touching),
coupons (couponing), costs and targets (planning).

What a campaign causes is decided here, apart from what people do by themselves: a chosen share
of the treated gets one extra purchase. So both outcomes of every treated person are known, and
with them the true lift.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.couponing import Coupons
from fugou.simulator.retail_calendar import SPRING_FESTIVALS
from fugou.simulator.rows import labels, numbers, table
from fugou.simulator.touching import PUSH, SMS, VARIANTS, WECOM, Touching
from fugou.simulator.world import World

PROMOTION_STARTS = ((3, 5), (6, 16), (9, 8), (11, 9), (12, 10))
WIN_BACK_DAY = 10  # of each month
LAPSED_FROM, LAPSED_UNTIL = 91, 300
WIN_BACK_SHARE = 0.1  # of the lapsed, each month
QUARTER_STARTS, QUARTER_DAYS = (1, 4, 7, 10), 90
REMINDED_SHARE = 0.2
REMINDER_EFFECTS = {3: 0.01, 5: 0.05, 7: 0.03, 10: 0.02}  # by day after the purchase
KINDS = ("promotion", "win_back", "birthday", "referral", "content", "event", "ab_test", "reminder")
KIND_CODE = {name: code for code, name in enumerate(KINDS)}


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes:
        index: Its number.
        kind: Type of campaign.
        title: Its name.
        start: First day.
        window: Days in which a purchase counts as its result.
        coupon: Face value in fen of its coupon, 0 without.
        control_share: Share held out.
    """

    index: int
    kind: str
    title: str
    start: int
    window: int
    coupon: int = 0
    control_share: float = 0.0


class Campaigning:
    """Draws campaigns and touches.

    Args:
        world: The shared state.
        touching: Sends the messages.
        coupons: Keeper of the coupons.
        random: Source of randomness, the same as that of touching.
    """

    def __init__(
        self, world: World, touching: Touching, coupons: Coupons, random: np.random.Generator
    ) -> None:
        self._world = world
        self._touching = touching
        self._coupons = coupons
        self._random = random
        self._campaigns = 0
        self._reminders: dict[int, Campaign] = {}
        self._reminded: dict[int, NDArray[np.bool_]] = {}

    def step(self, day: int, contents: int) -> None:
        """Run the campaigns of a day.

        Args:
            day: Day index.
            contents: Contents published so far.
        """
        world = self._world
        date = world.clock.first_day + timedelta(days=day)
        if not day or (date.day == 1 and date.month in QUARTER_STARTS):
            self._renew_reminders(day, f"{date.year}年第{(date.month + 2) // 3}季")
        self._remind(day)
        if (date.month, date.day) in PROMOTION_STARTS or (
            date - SPRING_FESTIVALS[date.year - SPRING_FESTIVALS[0].year]
        ).days == -18:
            self._promote(day, f"{date.year}年{date.month}月大促")
        if date.day == WIN_BACK_DAY:
            self._win_back(day, f"{date:%Y-%m}流失召回")
        if date.day == 1:
            self._congratulate(day, date.month, f"{date:%Y-%m}生日礼")
            self._compare(day, f"{date:%Y-%m}标题测试", contents)
            self._sample(day, f"{date:%Y-%m}老带新")
        if date.day == 15:
            self._hold_event(day, f"{date:%Y-%m}社群活动")
        self._push_contents(day, contents)

    def _start(
        self,
        kind: str,
        title: str,
        day: int,
        window: int,
        *,
        coupon: int = 0,
        control: float = 0.0,
        days: int = 0,
    ) -> Campaign:
        """Begin a campaign; it ends after so many days, or after its window."""
        world = self._world
        campaign = Campaign(self._campaigns, kind, title, day, window, coupon, control)
        self._campaigns += 1
        rows = table(
            1,
            campaign_id=numbers("A", np.array([campaign.index]), 6),
            name=title,
            campaign_type=kind,
            starts_at=world.clock.instants([day], 0),
            ends_at=world.clock.instants([day + (days or window)], 0),
            updated_at=world.clock.instants([day], 0),
        )
        world.emit("marketing", "campaigns", rows, day)
        world.history.add(
            "campaigns",
            campaign=campaign.index,
            kind=KIND_CODE[kind],
            start=day,
            window=window,
            coupon=coupon,
            has_control=control > 0,
        )
        return campaign

    def _reachable(self, day: int) -> NDArray[np.int64]:
        world = self._world
        count = int(world.joined[day])
        # Consent of today is known tomorrow.
        is_member = world.is_registered[:count] & (world.people.registered_day[:count] < day)
        return np.flatnonzero(world.has_consent[:count] & is_member)

    def _assign(
        self,
        day: int,
        campaign: Campaign,
        people: NDArray[Any],
        variant: NDArray[Any] | None = None,
    ) -> NDArray[np.bool_]:
        """Draw the arms and land them; returns who is treated."""
        world, count = self._world, len(people)
        treated = self._random.random(count) >= campaign.control_share
        rows = table(
            count,
            campaign_id=numbers("A", np.full(count, campaign.index), 6),
            member_no=numbers("M", people),
            arm=labels(("treated", "control"), (~treated).astype(int)),
            variant=None if variant is None else labels(VARIANTS, variant),
            assigned_at=world.clock.instants(np.full(count, day), 7 * 3600),
        )
        world.emit("marketing", "campaign_members", rows, day)
        world.history.add(
            "arms",
            campaign=campaign.index,
            person=people,
            day=day,
            is_treated=treated,
            variant=-1 if variant is None else variant,
        )
        return treated

    def _cause(
        self, day: int, campaign: Campaign, people: NDArray[Any], effect: NDArray[Any] | float
    ) -> None:
        """Give a share of the treated an extra purchase within the window."""
        chosen = people[self._random.random(len(people)) < effect]
        wait = np.minimum(
            self._random.exponential(campaign.window / 3, len(chosen)).astype(int),
            campaign.window - 1,
        )
        self._world.add_extras(day + 1 + wait, chosen, campaign.index)

    def _promote(self, day: int, title: str) -> None:
        campaign = self._start("promotion", title, day, 7, coupon=2000, control=0.12)
        people = self._reachable(day)
        people = people[self._random.random(len(people)) < 0.6]
        treated = people[self._assign(day, campaign, people)]
        world = self._world
        bought = world.order_count[treated] > 0
        # Only who has bought before is moved: first purchases have their own clock.
        self._cause(day, campaign, treated, np.where(bought, world.profile.promotion_effect, 0.0))
        lucky = treated[self._random.random(len(treated)) < 0.25]
        self._coupons.issue(day, campaign.index, campaign.coupon, lucky)
        self._touching.send(day, treated, campaign=campaign.index, channel=SMS, opens=0.2)

    def _win_back(self, day: int, title: str) -> None:
        world = self._world
        campaign = self._start("win_back", title, day, 30, coupon=3000, control=0.25)
        people = self._reachable(day)
        since = day - world.last_paid_day[people]
        people = people[(since >= LAPSED_FROM) & (since <= LAPSED_UNTIL)]
        people = people[self._random.random(len(people)) < WIN_BACK_SHARE]
        variant = (self._random.random(len(people)) < 0.5).astype(int)
        is_treated = self._assign(day, campaign, people, variant)
        treated = people[is_treated]
        self._cause(day, campaign, treated, world.profile.win_back_effect)
        self._coupons.issue(day, campaign.index, campaign.coupon, treated[variant[is_treated] == 0])
        self._touching.send(day, treated, campaign=campaign.index, channel=WECOM, opens=0.42)

    def _congratulate(self, day: int, month: int, title: str) -> None:
        world = self._world
        campaign = self._start("birthday", title, day, 30, coupon=2000)
        people = self._reachable(day)
        people = people[
            (world.people.birth_month[people] == month) & ~np.isnat(world.people.birth_date[people])
        ]
        self._assign(day, campaign, people)
        self._coupons.issue(day, campaign.index, campaign.coupon, people)
        self._touching.send(day, people, campaign=campaign.index, channel=WECOM, opens=0.5)

    def _renew_reminders(self, day: int, quarter: str) -> None:
        for after in REMINDER_EFFECTS:
            self._reminders[after] = self._start(
                "reminder", f"{quarter}购后第{after}天提醒", day, 30, control=0.5, days=QUARTER_DAYS
            )
            self._reminded[after] = np.zeros(self._world.people.count, dtype=bool)

    def _remind(self, day: int) -> None:
        """Some buyers are reminded k days after a purchase, as many are not; once a quarter."""
        world = self._world
        people = self._reachable(day)
        since = day - world.last_paid_day[people]
        for after, effect in REMINDER_EFFECTS.items():
            campaign, reminded = self._reminders[after], self._reminded[after]
            chosen = people[(since == after) & (self._random.random(len(people)) < REMINDED_SHARE)]
            chosen = chosen[~reminded[chosen]]
            reminded[chosen] = True
            treated = chosen[self._assign(day, campaign, chosen)]
            self._cause(day, campaign, treated, effect)
            self._touching.send(day, treated, campaign=campaign.index, channel=WECOM, opens=0.35)

    def _compare(self, day: int, title: str, contents: int) -> None:
        """Two titles of the same content; B is opened more often."""
        campaign = self._start("ab_test", title, day, 7)
        people = self._reachable(day)
        people = people[self._random.random(len(people)) < 0.2]
        variant = (self._random.random(len(people)) < 0.5).astype(int)
        self._assign(day, campaign, people, variant)
        self._touching.send(
            day,
            people,
            campaign=campaign.index,
            channel=PUSH,
            opens=np.where(variant == 1, 0.27, 0.22),
            variant=variant,
            content=np.full(len(people), max(contents - 1, 0)),
        )

    def _sample(self, day: int, title: str) -> None:
        campaign = self._start("referral", title, day, 30)
        people = self._reachable(day)
        people = people[self._world.order_count[people] > 1]
        people = people[self._random.random(len(people)) < 0.1]
        self._assign(day, campaign, people)
        self._touching.send(day, people, campaign=campaign.index, channel=WECOM, opens=0.3)

    def _hold_event(self, day: int, title: str) -> None:
        world, random = self._world, self._random
        campaign = self._start("event", title, day, 7)
        people = self._reachable(day)
        people = people[world.group_live[people] & (random.random(len(people)) < 0.3)]
        self._assign(day, campaign, people)
        self._touching.send(day, people, campaign=campaign.index, channel=WECOM, opens=0.4)
        joins = people[random.random(len(people)) < 0.22]
        done = joins[random.random(len(joins)) < 0.64]
        for who, kind, second in (
            (joins, "event_signup", 43_200),
            (done, "event_complete", 75_600),
        ):
            world.events.append(
                {
                    "person": who,
                    "kind": kind,
                    "second": second + random.integers(0, 3600, len(who)),
                    "channel": 0,
                    "campaign": campaign.index,
                }
            )
        rows = table(
            1,
            community_event_id=numbers("W", np.array([campaign.index]), 6),
            chat_id=pa.nulls(1, pa.string()),
            name=title,
            held_at=world.clock.instants([day], 75_600),
            participants=np.array([len(done)]),
        )
        world.emit("content", "community_events", rows, day)
        world.history.add(
            "community_events", campaign=campaign.index, day=day, signed=len(joins), done=len(done)
        )

    def _push_contents(self, day: int, contents: int) -> None:
        people = self._reachable(day)
        share = self._world.profile.touches_per_week / 7
        people = people[self._random.random(len(people)) < share]
        if contents:
            age = self._random.integers(0, min(contents, 10), len(people))
            self._touching.send(day, people, channel=WECOM, opens=0.26, content=contents - 1 - age)
