"""The brand serves and asks: tickets and survey answers.

Belongs here: service and surveys. Does not belong here: refunds (refunding).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.buying import SYSTEMS, Orders
from fugou.simulator.retail_calendar import SHOP_HOURS, seconds_of_day
from fugou.simulator.rows import DAY_SECONDS, labels, numbers, table
from fugou.simulator.world import World

TICKET_TYPES = ("consult", "complaint", "return", "quality")
TICKET_CHANNELS = ("phone", "wecom", "online")
THEMES = ("物流", "质量", "个性服务", "价格", "售后")
REASONS = ("竞品促销", "需求变化", "服务不佳", "其他")
REASON_WEIGHTS = (42, 28, 18, 12)
TOUCHPOINTS = ("store", "online", "service")
LATE_SHARE = 0.04
OPENED_WITHIN = 10  # days after the order
LEAVES_AFTER_LATE, LEAVES_WITHIN = 0.45, 25  # share of those who waited; days


@dataclass(frozen=True)
class _Tickets:
    """Tickets about the orders of one day; arrays of equal length.

    Attributes:
        at: Position of the order in `Orders`.
        number: Number of the ticket.
        opened_day: Day index.
        opened: Local second of that day.
        replied: The same of the first reply; may exceed a day.
        resolved: The same of the solution.
        kind: Index into TICKET_TYPES.
        theme: Index into THEMES.
        leaves: Whether the wait drives them away.
    """

    at: NDArray[np.int64]
    number: NDArray[np.int64]
    opened_day: NDArray[np.int64]
    opened: NDArray[np.int64]
    replied: NDArray[np.int64]
    resolved: NDArray[np.int64]
    kind: NDArray[np.int64]
    theme: NDArray[np.int64]
    leaves: NDArray[np.bool_]

    @property
    def resolved_day(self) -> NDArray[np.int64]:
        """Day index of the solution."""
        return self.opened_day + self.resolved // DAY_SECONDS


class Serving:
    """Draws tickets and surveys.

    Args:
        world: The shared state.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = world.generator("serving")
        self._tickets = self._answers = 0

    def step(self, day: int, orders: Orders) -> None:
        """Answer tickets about the day's orders; ask on the 20th of a month.

        Args:
            day: Day index.
            orders: The day's orders.
        """
        self._answer_tickets(day, orders)
        if (self._world.clock.first_day + timedelta(days=day)).day == 20:
            self._ask(day)

    def _answer_tickets(self, day: int, orders: Orders) -> None:
        world = self._world
        tickets = self._draw_tickets(day, orders)
        # Two versions: when it is opened, and when it is solved on a later day.
        waiting = np.flatnonzero(tickets.resolved_day != tickets.opened_day)
        self._land_tickets(day, orders, tickets, waiting, is_solved=False)
        self._land_tickets(day, orders, tickets, np.arange(len(tickets.at)), is_solved=True)
        self._tickets += len(tickets.at)
        person = orders.person[tickets.at]
        is_known = tickets.opened_day < world.days
        world.history.add(
            "tickets",
            person=person[is_known],
            opened_day=tickets.opened_day[is_known],
            opened_second=tickets.opened[is_known],
            reply_seconds=(tickets.replied - tickets.opened)[is_known],
            resolve_seconds=(tickets.resolved - tickets.opened)[is_known],
            resolved_day=tickets.resolved_day[is_known],
        )
        world.hurt(person[tickets.leaves], day + LEAVES_WITHIN)

    def _draw_tickets(self, day: int, orders: Orders) -> _Tickets:
        world, random = self._world, self._random
        is_real = orders.is_paid & (orders.person >= 0)
        asks = random.random(len(orders)) < world.profile.ticket_share
        at = np.flatnonzero(is_real & asks)
        at = at[world.is_registered[orders.person[at]]]
        count = len(at)
        is_late = random.random(count) < LATE_SHARE
        opened = seconds_of_day(random, count, SHOP_HOURS)
        opened_day = day + random.integers(0, OPENED_WITHIN, count)
        minutes = random.lognormal(3.0, 0.9, count)
        replied = opened + np.minimum(minutes * 60, 7200).astype(np.int64)
        late, usual = 80 + random.exponential(60, count), random.gamma(2, 9, count)
        hours = np.where(is_late, late, np.minimum(usual, 71))
        resolved = np.maximum(opened + (hours * 3600).astype(np.int64), replied + 60)
        return _Tickets(
            at=at,
            number=self._tickets + np.arange(count),
            opened_day=opened_day,
            opened=opened,
            replied=replied,
            resolved=resolved,
            kind=random.integers(0, len(TICKET_TYPES), count),
            theme=random.integers(0, len(THEMES), count),
            leaves=is_late & (random.random(count) < LEAVES_AFTER_LATE),
        )

    def _land_tickets(
        self, day: int, orders: Orders, tickets: _Tickets, of: NDArray[Any], *, is_solved: bool
    ) -> None:
        """Land one version of some tickets."""
        world, clock, count = self._world, self._world.clock, len(of)
        at, number, opened_day = tickets.at[of], tickets.number[of], tickets.opened_day[of]
        is_open = np.full(count, not is_solved)
        last = tickets.resolved[of] if is_solved else tickets.opened[of]
        rows = table(
            count,
            ticket_id=numbers("I", number, 9),
            member_no=numbers("M", orders.person[at]),
            caller_phone=world.ids.phone.take(pa.array(orders.person[at])),
            order_system=labels(SYSTEMS, orders.system[at]),
            order_id=orders.ids.take(pa.array(at)),
            channel=labels(TICKET_CHANNELS, (number * 7) % len(TICKET_CHANNELS)),
            ticket_type=labels(TICKET_TYPES, tickets.kind[of]),
            theme=labels(THEMES, tickets.theme[of]),
            opened_at=clock.instants(opened_day, tickets.opened[of]),
            first_reply_at=clock.instants(opened_day, tickets.replied[of], is_open),
            resolved_at=clock.instants(opened_day, tickets.resolved[of], is_open),
            updated_at=clock.instants(opened_day, last),
        )
        due = tickets.resolved_day[of] if is_solved else opened_day
        world.emit_on("service", "tickets", rows, due, day)

    def _ask(self, day: int) -> None:
        """Ask some people about their satisfaction, and lapsed ones why they left."""
        world, random = self._world, self._random
        count = int(world.joined[day])
        buyers = np.flatnonzero(world.order_count[:count] > 0)
        buyers = buyers[world.is_registered[buyers]]
        since = day - world.last_paid_day[buyers]
        happy = buyers[(since <= 90) & (random.random(len(buyers)) < 0.06)]
        lapsed = buyers[(since > 90) & (since < 240) & (random.random(len(buyers)) < 0.05)]
        score = np.clip(np.round(8.1 + random.normal(0, 1.9, len(happy))), 0, 10).astype(int)
        stars = np.clip(np.round(4.35 + random.normal(0, 0.75, len(happy))), 1, 5).astype(int)
        agrees = np.where(random.random(len(happy)) < 0.83, 1, 0)
        reason = np.searchsorted(np.cumsum(REASON_WEIGHTS) / 100, random.random(len(lapsed)))
        theme = random.integers(0, len(THEMES), len(happy))
        for question, who, answer, themes in (
            ("nps", happy, pa.array(score).cast(pa.string()), None),
            ("satisfaction", happy, pa.array(stars).cast(pa.string()), None),
            ("attachment", happy, labels(("no", "yes"), agrees), None),
            ("demand", happy, labels(THEMES, theme), labels(THEMES, theme)),
            ("churn_reason", lapsed, labels(REASONS, reason), labels(REASONS, reason)),
        ):
            self._land_answers(day, question, who, answer, themes)
        world.history.add(
            "surveys", person=happy, day=day, nps=score, satisfaction=stars, agrees=agrees
        )
        world.history.add("churn_answers", person=lapsed, day=day, reason=reason)

    def _land_answers(
        self, day: int, question: str, who: NDArray[Any], answer: pa.Array, theme: pa.Array | None
    ) -> None:
        count = len(who)
        second = seconds_of_day(self._random, count, SHOP_HOURS)
        rows = table(
            count,
            answer_no=numbers("O", self._answers + np.arange(count), 9),
            member_no=numbers("M", who),
            question=question,
            answer=answer,
            theme=theme,
            touchpoint=labels(TOUCHPOINTS, who % len(TOUCHPOINTS)),
            submitted_at=self._world.clock.instants(np.full(count, day), second),
        )
        self._world.emit("survey", "answers", rows, day)
        self._answers += count
