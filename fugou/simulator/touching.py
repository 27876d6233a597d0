"""Messages go out, arrive, are opened, clicked and forwarded.

Belongs here: one touch and what becomes of it. Does not belong here: who gets it and why
(campaigning).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.people import CATEGORIES
from fugou.simulator.rows import DAY_SECONDS, labels, numbers, table
from fugou.simulator.world import World

CHANNELS = ("wecom", "sms", "push")
WECOM, SMS, PUSH = range(3)
VARIANTS = ("A", "B")
HOURS = np.array([9, 10, 12, 15, 18, 20, 21])
EVENING = 20
ARRIVES, ARRIVES_WITHOUT_CONTACT = 0.985, 0.1
DELIVERED_AFTER, CLICKED_AFTER, FORWARDED_AFTER = 5, 40, 90  # seconds, after sending and opening
OPENED_WITHIN = 6  # days; the export is made then
CLICKING, FORWARDING = 0.3, 0.06  # of those who open
OWN_CATEGORY = 0.6


@dataclass(frozen=True)
class _Touches:
    """Messages of one sending; arrays of equal length. What lies behind the horizon is not known.

    Attributes:
        hour: Local hour of sending.
        sent: Local second of the day of sending.
        open_wait: Seconds from sending to opening, were it opened.
        is_delivered: Whether it arrives.
        is_opened: Whether it is opened.
        is_clicked: Whether its link is clicked.
        is_forwarded: Whether it is forwarded.
        category: What it is about, index into CATEGORIES.
    """

    hour: NDArray[np.int64]
    sent: NDArray[np.int64]
    open_wait: NDArray[np.int64]
    is_delivered: NDArray[np.bool_]
    is_opened: NDArray[np.bool_]
    is_clicked: NDArray[np.bool_]
    is_forwarded: NDArray[np.bool_]
    category: NDArray[np.int64]


class Touching:
    """Sends messages.

    Args:
        world: The shared state.
        staff_of: Staff member of each person's contact, -1 without one; changes as people join.
        random: Source of randomness.
    """

    def __init__(
        self, world: World, staff_of: NDArray[np.int32], random: np.random.Generator
    ) -> None:
        self._world = world
        self._staff_of = staff_of
        self._random = random
        self._sent = 0

    def send(
        self,
        day: int,
        people: NDArray[Any],
        *,
        channel: int,
        opens: NDArray[Any] | float,
        campaign: int = -1,
        content: NDArray[Any] | int = -1,
        variant: NDArray[Any] | int = -1,
    ) -> None:
        """Send one message to each of some people.

        Args:
            day: Day index.
            people: Person indexes.
            channel: WECOM, SMS or PUSH.
            opens: Share that opens it, before the habits of the people.
            campaign: Its number, -1 without.
            content: Content that is sent, -1 none.
            variant: Index into VARIANTS, -1 none.
        """
        touches = self._draw(day, people, channel, opens)
        self._land(day, people, touches, channel, campaign, content, variant)
        self._world.history.add(
            "touches",
            person=people,
            day=day,
            campaign=campaign,
            content=content,
            channel=channel,
            hour=touches.hour,
            is_delivered=touches.is_delivered,
            is_opened=touches.is_opened,
            open_seconds=touches.open_wait,
            is_clicked=touches.is_clicked,
            is_forwarded=touches.is_forwarded,
        )

    def _draw(
        self, day: int, people: NDArray[Any], channel: int, opens: NDArray[Any] | float
    ) -> _Touches:
        world, random, count = self._world, self._random, len(people)
        hour = HOURS[random.integers(0, len(HOURS), count)]
        sent = hour * 3600 + random.integers(0, 900, count)
        is_reachable = world.contact_live[people] | (channel != WECOM)
        arrives = np.where(is_reachable, ARRIVES, ARRIVES_WITHOUT_CONTACT)
        is_delivered = random.random(count) < arrives
        mood = np.where(world.people.engaged_until[people] > day, 1.25, 0.45)
        chance = np.clip(opens * mood * (1 + 0.25 * (hour >= EVENING)), 0, 1)
        is_opened = is_delivered & (random.random(count) < chance)
        wait = np.minimum(random.exponential(6 * 3600, count), OPENED_WITHIN * DAY_SECONDS)
        open_wait = 30 + wait.astype(np.int64)
        is_clicked = is_opened & (random.random(count) < CLICKING)
        is_forwarded = is_opened & (random.random(count) < FORWARDING)
        is_own = random.random(count) < OWN_CATEGORY
        anything = random.integers(0, len(CATEGORIES), count)
        left = (world.days - day) * DAY_SECONDS - sent - open_wait  # at opening, to the horizon
        return _Touches(
            hour=hour,
            sent=sent,
            open_wait=open_wait,
            is_delivered=is_delivered,
            is_opened=is_opened & (left > 0),
            is_clicked=is_clicked & (left > CLICKED_AFTER),
            is_forwarded=is_forwarded & (left > FORWARDED_AFTER),
            category=np.where(is_own, world.people.tastes[people, 0], anything),
        )

    def _land(
        self,
        day: int,
        people: NDArray[Any],
        touches: _Touches,
        channel: int,
        campaign: int,
        content: NDArray[Any] | int,
        variant: NDArray[Any] | int,
    ) -> None:
        """Land the messages when their outcomes are in, the last ones when the history ends."""
        world, count = self._world, len(people)
        staff = np.where(channel == WECOM, self._staff_of[people], -1)
        days, at = np.full(count, day), world.clock.instants
        opened = touches.sent + touches.open_wait
        rows = table(
            count,
            touch_id=numbers("U", self._sent + np.arange(count), 10),
            member_no=numbers("M", people),
            campaign_id=numbers("A", np.full(count, campaign), 6),
            content_id=numbers("Z", np.broadcast_to(content, count), 7),
            category=labels(CATEGORIES, touches.category),
            userid=numbers("G", staff, 5),
            channel=CHANNELS[channel],
            variant=labels(VARIANTS, np.broadcast_to(variant, count)),
            sent_at=at(days, touches.sent),
            delivered_at=at(days, touches.sent + DELIVERED_AFTER, ~touches.is_delivered),
            opened_at=at(days, opened, ~touches.is_opened),
            clicked_at=at(days, opened + CLICKED_AFTER, ~touches.is_clicked),
            forwarded_at=at(days, opened + FORWARDED_AFTER, ~touches.is_forwarded),
        )
        due = np.minimum(days + OPENED_WITHIN, world.days - 1)
        world.emit_on("marketing", "touches", rows, due, day)
        self._sent += count
