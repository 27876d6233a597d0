"""People look in: sessions, messages, views, live streams; and what there is to look at.

Belongs here: interactions and contents. Does not belong here: touches that are sent to people
(touching).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.people import CATEGORIES
from fugou.simulator.retail_calendar import seconds_of_day
from fugou.simulator.rows import coded, labels, numbers, table, taken
from fugou.simulator.world import PRICE_CLASSES, World

KINDS = (
    "login",
    "view",
    "search",
    "like",
    "comment",
    "share",
    "save",
    "check_in",
    "live_view",
    "message",
    "reply",
    "signup_step",
    "event_signup",
    "event_complete",
)
CODE = {name: code for code, name in enumerate(KINDS)}
CHANNELS = ("mini_program", "app", "wecom")
WECOM = 2
# Weights of what follows on the login; of what is done in WeCom.
APP_WEIGHTS = {
    "view": 58,
    "search": 10,
    "like": 10,
    "comment": 4,
    "share": 4,
    "save": 5,
    "check_in": 9,
}
WECOM_WEIGHTS = {"message": 55, "reply": 22, "like": 10, "view": 10, "share": 3}
OF_CONTENT = ("like", "comment", "share", "save")
CONTENT_TYPES = {"article": 0.45, "short_video": 0.4, "poster": 0.15}
CONTENTS_PER_DAY = 3.3
LIVE_WEEKDAY = 3
LIVE_START = 20 * 3600
LIVE_LENGTH = 2 * 3600
FADING_DAYS = 40
OPTIONAL = ("chat", "content", "live", "product", "campaign", "length", "dwell", "step")


class Interacting:
    """Draws each day's interactions and contents.

    Args:
        world: The shared state.
        group_of: Community of each person, -1 without one; changes as people join.
    """

    def __init__(self, world: World, group_of: NDArray[np.int32]) -> None:
        self._world = world
        self._group_of = group_of
        self._random = world.generator("interacting")
        self._events = self._contents = self._lives = 0

    @property
    def contents(self) -> int:
        """Number of contents published so far."""
        return self._contents

    def step(self, day: int) -> None:
        """Let people look in for a day, and land all interactions of it.

        Args:
            day: Day index.
        """
        self._publish(day)
        live = self._hold_live(day)
        person, channel, second, per_session = self._sessions(day)
        self._act(person, channel, second, per_session)
        if live >= 0:
            self._watch(live, np.unique(person))
        self._flush(day)

    def _publish(self, day: int) -> None:
        world, random = self._world, self._random
        total = int((day + 1) * CONTENTS_PER_DAY)
        content = np.arange(self._contents, total)
        count = len(content)
        bounds = np.cumsum(list(CONTENT_TYPES.values()))
        kind = np.minimum(np.searchsorted(bounds, random.random(count)), len(bounds) - 1)
        category = content % len(CATEGORIES)
        rows = table(
            count,
            content_id=numbers("Z", content, 7),
            content_type=labels(list(CONTENT_TYPES), kind),
            title=pa.array(
                [f"{CATEGORIES[c % len(CATEGORIES)]}分享第{c}期" for c in content], pa.string()
            ),
            category=labels(CATEGORIES, category),
            published_at=world.clock.instants(np.full(count, day), 9 * 3600 + content % 7 * 600),
        )
        world.emit("content", "contents", rows, day)
        self._contents = total
        world.history.add("contents", content=content, day=day, kind=kind)

    def _hold_live(self, day: int) -> int:
        world = self._world
        date = world.clock.first_day + timedelta(days=day)
        if date.weekday() != LIVE_WEEKDAY or date.day > 28:
            return -1
        live = self._lives
        self._lives += 1
        rows = table(
            1,
            live_id=numbers("V", np.array([live]), 6),
            title=f"会员直播第{live + 1}场",
            started_at=world.clock.instants([day], LIVE_START),
            ended_at=world.clock.instants([day], LIVE_START + LIVE_LENGTH),
        )
        world.emit("content", "live_sessions", rows, day)
        world.history.add("lives", live=live, day=day)
        return live

    def _sessions(self, day: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
        world, people, random = self._world, self._world.people, self._random
        count = int(world.joined[day])
        # Who will be gone soon looks in less and less.
        left = (people.engaged_until[:count] - day).astype(np.float32)
        fading = np.clip(left / FADING_DAYS, 0.1, 1.0)
        chance = np.where(left > 0, people.session_rate[:count] * fading, 0.0008)
        chance = chance * np.float32(0.9 + 0.1 * world.season[day])
        person = np.flatnonzero(random.random(count, dtype=np.float32) < chance)
        in_wecom = (world.contact_live | world.group_live)[person] & (
            random.random(len(person)) < 0.4
        )
        channel = np.where(in_wecom, WECOM, world.has_app[person].astype(int))
        second = np.minimum(seconds_of_day(random, len(person)), 86_399 - 1800)
        mean = max(world.profile.events_per_session - 1, 0)
        per_session = 1 + np.minimum(random.poisson(mean, len(person)), 20)
        return person, channel, second, per_session

    def _act(
        self,
        person: NDArray[Any],
        channel: NDArray[Any],
        second: NDArray[Any],
        per_session: NDArray[Any],
    ) -> None:
        world, random = self._world, self._random
        at = np.repeat(np.arange(len(person)), per_session)
        count = len(at)
        place = np.arange(count) - np.repeat(np.cumsum(per_session) - per_session, per_session)
        is_wecom = channel[at] == WECOM
        kind = np.where(is_wecom, self._pick(WECOM_WEIGHTS, count), self._pick(APP_WEIGHTS, count))
        kind[(place == 0) & ~is_wecom] = CODE["login"]
        draw = random.random(count)
        is_view = kind == CODE["view"]
        of_product = is_view & ~is_wecom & (draw < 0.55)
        of_content = (is_view & ~of_product) | np.isin(kind, [CODE[name] for name in OF_CONTENT])
        age = np.minimum(random.exponential(14, count), self._contents - 1).astype(np.int64)
        taste = world.people.tastes[person[at], (draw < 0.4).astype(int)].astype(np.int64)
        talks = np.isin(kind, (CODE["message"], CODE["reply"]))
        # Who is in a group only talks in it.
        only_group = ~world.contact_live[person[at]]
        in_group = world.group_live[person[at]] & is_wecom & (only_group | (draw < 0.8))
        world.events.append(
            {
                "person": person[at],
                "kind": kind,
                "second": second[at] + place * 45,
                "channel": channel[at],
                "chat": np.where(in_group, self._group_of[person[at]], -1),
                "content": np.where(of_content, self._contents - 1 - age, -1),
                "product": np.where(
                    of_product, taste * PRICE_CLASSES + random.integers(0, PRICE_CLASSES, count), -1
                ),
                "length": np.where(talks, 2 + random.poisson(11, count), -1),
                "dwell": np.where(is_view, 5 + random.exponential(140, count).astype(np.int64), -1),
            }
        )

    def _pick(self, weights: dict[str, int], count: int) -> NDArray[np.int64]:
        bounds = np.cumsum(list(weights.values())) / sum(weights.values())
        which = np.minimum(
            np.searchsorted(bounds, self._random.random(count), side="right"), len(bounds) - 1
        )
        return np.array([CODE[name] for name in weights])[which]

    def _watch(self, live: int, present: NDArray[Any]) -> None:
        viewers = present[self._random.random(len(present)) < 0.3]
        count = len(viewers)
        self._world.events.append(
            {
                "person": viewers,
                "kind": "live_view",
                "second": LIVE_START + self._random.integers(0, 5400, count),
                "channel": 0,
                "live": live,
                "dwell": 30 + self._random.exponential(900, count).astype(np.int64),
            }
        )

    def _flush(self, day: int) -> None:
        """Land the day's interactions in the order of their times."""
        world = self._world
        parts = [_filled(part) for part in world.events]
        world.events.clear()
        whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        order = np.argsort(whole["second"], kind="stable")
        whole = {name: values[order] for name, values in whole.items()}
        person, channel = whole["person"], whole["channel"]
        count = len(person)
        in_wecom, in_app = channel == WECOM, channel == 1
        rows = table(
            count,
            event_id=numbers("E", self._events + np.arange(count), 11),
            unionid=taken(world.ids.unionid, person, in_wecom | in_app),
            external_userid=taken(world.ids.external_userid, person, ~in_wecom),
            device_id=taken(world.ids.device, person, ~in_app),
            event=labels(KINDS, whole["kind"]),
            happened_at=world.clock.instants(np.full(count, day), whole["second"]),
            channel=labels(CHANNELS, channel),
            chat_id=coded("chat", whole["chat"], 6),
            content_id=coded("Z", whole["content"], 7),
            live_id=coded("V", whole["live"], 6),
            product_id=coded("P", whole["product"], 4),
            campaign_id=coded("A", whole["campaign"], 6),
            message_length=_optional(whole["length"]),
            dwell_seconds=_optional(whole["dwell"]),
            step=_optional(whole["step"]),
        )
        world.emit("engagement", "events", rows, day)
        self._events += count
        self._remember(day, whole)

    def _remember(self, day: int, whole: dict[str, NDArray[Any]]) -> None:
        history = self._world.history
        history.mark_active(day, whole["person"])
        history.mark_logged_in(day, whole["person"][whole["kind"] == CODE["login"]])
        kinds = np.bincount(whole["kind"], minlength=len(KINDS))
        history.add(
            "interactions",
            day=day,
            kind=np.arange(len(KINDS)),
            count=kinds,
        )
        hours = np.bincount(whole["second"] // 3600, minlength=24)
        history.add("hours", day=day, hour=np.arange(24), count=hours)
        views = (whole["kind"] == CODE["view"]) & (whole["content"] >= 0)
        history.add(
            "content_views",
            day=day,
            views=int(views.sum()),
            dwell=int(whole["dwell"][views].sum()),
            reactions=int(np.isin(whole["kind"], [CODE[name] for name in OF_CONTENT]).sum()),
        )
        watch = whole["kind"] == CODE["live_view"]
        if watch.any():
            history.add(
                "live_viewers",
                live=int(whole["live"][watch][0]),
                day=day,
                viewers=len(np.unique(whole["person"][watch])),
            )
        steps = whole["kind"] == CODE["signup_step"]
        history.add(
            "sign_ups",
            person=whole["person"][steps],
            day=day,
            second=whole["second"][steps],
            step=whole["step"][steps],
        )


def _filled(part: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Give a part all columns, scalars and names of kinds included."""
    count = len(part["person"])
    kind = part["kind"]
    filled = {
        "person": np.asarray(part["person"], dtype=np.int64),
        "kind": np.full(count, CODE[kind]) if isinstance(kind, str) else kind,
        "second": part["second"],
        "channel": np.broadcast_to(np.asarray(part["channel"]), count),
    }
    for name in OPTIONAL:
        filled[name] = np.broadcast_to(np.asarray(part.get(name, -1)), count)
    return filled


def _optional(values: NDArray[Any]) -> pa.Array:
    return pa.array(values.astype(np.int64), mask=values < 0)
