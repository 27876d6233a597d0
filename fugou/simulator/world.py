"""The state that the parts of the simulated brand share.

Belongs here: the people's changing state, the brand's stores, staff and products, and the way
of a row to its drop. Does not belong here: who does what (one module per kind of doing).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.history import History
from fugou.simulator.people import CATEGORIES, CITIES, Identifiers, People
from fugou.simulator.profiles import Profile
from fugou.simulator.rows import Clock

LONG_AGO = -10_000
PEOPLE_PER_STORE = 800
STAFF_PER_STORE = 4
COUPON_DAYS = 30
YEAR_DAYS = 365
PRICE_CLASSES = 12
CATEGORY_PRICES = (1.35, 1.0, 1.5, 0.7, 0.55, 0.9, 1.0, 1.3)  # by category, around 1
STREAMS = (
    "people",
    "identifiers",
    "joining",
    "buying",
    "interacting",
    "campaigning",
    "serving",
    "planning",
)


class RowSink(Protocol):
    """Where rows go: see fugou.simulator.exports.landing."""

    def append(self, source: str, table: str, rows: pa.Table, day: int) -> None:
        """Take rows for the drop that carries a day."""


@dataclass(frozen=True)
class Brand:
    """Stores, staff and products.

    Attributes:
        store_city: City index of each store.
        staff_store: Store index of each staff member.
        product_price: Price of each product in fen; product = category * PRICE_CLASSES + class.
    """

    store_city: NDArray[np.int64]
    staff_store: NDArray[np.int64]
    product_price: NDArray[np.int64]

    @property
    def stores(self) -> int:
        """Number of stores."""
        return len(self.store_city)

    @property
    def staff(self) -> int:
        """Number of staff members."""
        return len(self.staff_store)


def found_brand(profile: Profile, people: int) -> Brand:
    """Give a brand of fitting size its stores, staff and products.

    Args:
        profile: Its behaviour; sets the price level.
        people: People that it will have.

    Returns:
        The brand.
    """
    stores = max(4, people // PEOPLE_PER_STORE)
    classes = np.arange(PRICE_CLASSES)
    price = 15_200 * profile.price_level * np.exp(0.36 * (classes - 4.6))
    by_category = np.outer(np.array(CATEGORY_PRICES), price).ravel()
    assert len(by_category) == len(CATEGORIES) * PRICE_CLASSES
    return Brand(
        store_city=np.arange(stores) * 7 % len(CITIES),
        staff_store=np.repeat(np.arange(stores), STAFF_PER_STORE),
        product_price=np.maximum(100, np.round(by_category / 100) * 100 - 10).astype(np.int64),
    )


@dataclass
class World:
    """Everything that changes, one array element per person unless it says otherwise.

    Attributes:
        seed: Seed of all randomness.
        profile: Behaviour of the brand.
        clock: Days to instants.
        days: Number of days.
        season: Retail factor of each day.
        people: Who there is.
        ids: What systems call them.
        brand: Stores, staff, products.
        history: What is remembered for the truth.
        landing: Where rows go.
        joined: Number of people who joined up to each day, inclusive.
        is_registered: Member of the loyalty programme.
        has_account: Has a shop account.
        has_card: Has a store card.
        order_count: Paid orders so far.
        first_paid_day: Day of the first paid order.
        last_paid_day: Day of the last paid order.
        last_organic_day: Day of the last purchase not caused by a campaign.
        year_spend: Paid fen of the last YEAR_DAYS days.
        points: Balance of points.
        level: Index of the membership level.
        coupon: Coupon held, -1 none.
        coupon_day: Day on which the last coupon was issued.
        coupon_face: Its face value in fen.
        coupon_campaign: Its campaign.
        contact_live: Whether the WeCom contact is there.
        group_live: Whether they are in a community.
        has_consent: Whether marketing consent is in force.
        is_erasing: Whether erasure was requested.
        has_app: Whether the shop account is used in the app.
        shared_phone_share: Store cards that carry the phone of a store.
        late_identity_share: Memberships whose link to WeChat comes months later.
        extras: Purchases that campaigns cause: day to (people, campaigns).
        withdrawal_factor: On the rate at which consent is withdrawn.
        erasure_factor: On the rate at which erasure is asked for.
        dirt_rows: Rows of the kinds of dirt that people make, by (kind, source/table).
        events: Interactions of the day that other parts have seen.
        paid: Fen that people paid, by day.
        redeemed_points: Points turned in, by day.
    """

    seed: int
    profile: Profile
    clock: Clock
    season: NDArray[np.float64]
    people: People
    ids: Identifiers
    brand: Brand
    history: History
    landing: RowSink
    shared_phone_share: float = 0.0
    late_identity_share: float = 0.0
    withdrawal_factor: float = 1.0
    erasure_factor: float = 1.0
    dirt_rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: list[dict[str, Any]] = field(default_factory=list)
    extras: dict[int, list[tuple[NDArray[Any], int]]] = field(default_factory=dict)
    _later: dict[int, list[tuple[str, str, pa.Table]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = self.people.count
        self.days = len(self.season)
        self.joined = np.searchsorted(self.people.join_day, np.arange(self.days), side="right")
        self.is_registered = np.zeros(count, dtype=bool)
        self.has_account = np.zeros(count, dtype=bool)
        self.has_card = np.zeros(count, dtype=bool)
        self.order_count = np.zeros(count, dtype=np.int32)
        self.first_paid_day = np.full(count, LONG_AGO, dtype=np.int32)
        self.last_paid_day = np.full(count, LONG_AGO, dtype=np.int32)
        self.last_organic_day = np.full(count, LONG_AGO, dtype=np.int32)
        self.year_spend = np.zeros(count, dtype=np.int64)
        self.points = np.zeros(count, dtype=np.int32)
        self.level = np.zeros(count, dtype=np.int8)
        self.coupon = np.full(count, -1, dtype=np.int32)
        self.coupon_day = np.full(count, LONG_AGO, dtype=np.int32)
        self.coupon_face = np.zeros(count, dtype=np.int32)
        self.coupon_campaign = np.full(count, -1, dtype=np.int32)
        self.has_app = np.zeros(count, dtype=bool)
        self.contact_live = np.zeros(count, dtype=bool)
        self.group_live = np.zeros(count, dtype=bool)
        self.has_consent = np.zeros(count, dtype=bool)
        self.is_erasing = np.zeros(count, dtype=bool)
        self.paid = np.zeros(self.days, dtype=np.int64)
        self.redeemed_points = np.zeros(self.days, dtype=np.int64)
        self._payments: dict[int, tuple[NDArray[np.int32], NDArray[np.int64]]] = {}

    def generator(self, stream: str) -> np.random.Generator:
        """Give the generator of one part; parts do not disturb each other's draws.

        Args:
            stream: One of STREAMS.

        Returns:
            A generator at its beginning.
        """
        return generator(self.seed, stream)

    def emit(self, source: str, table: str, rows: pa.Table, day: int) -> None:
        """Land rows in the drop of a day.

        Args:
            source: Source system.
            table: Its table.
            rows: In the columns of fugou.simulator.exports.tables.
            day: Day index, today.
        """
        if rows.num_rows:
            self.landing.append(source, table, rows, day)

    def emit_on(
        self, source: str, table: str, rows: pa.Table, due: NDArray[Any], today: int
    ) -> None:
        """Land rows when they are due; what lies behind the horizon never lands.

        Args:
            source: Source system.
            table: Its table.
            rows: One per element of due.
            due: Day index of each row, not before today.
            today: Day index.
        """
        due = np.asarray(due)
        if not due.size:
            return
        order = np.argsort(due, kind="stable")
        bounds = np.flatnonzero(np.diff(due[order])) + 1
        for part in np.split(order, bounds):
            day = int(due[part[0]])
            if day >= self.days:
                break
            chunk = rows if part.size == due.size else rows.take(pa.array(part))
            if day <= today:
                self.emit(source, table, chunk, today)
            else:
                self._later.setdefault(day, []).append((source, table, chunk))

    def release(self, day: int) -> None:
        """Land what was waiting for a day.

        Args:
            day: Day index, today.
        """
        for source, table, rows in self._later.pop(day, ()):
            self.emit(source, table, rows, day)

    def add_extras(self, day: NDArray[Any], people: NDArray[Any], campaign: int) -> None:
        """Let a campaign cause purchases.

        Args:
            day: Day index of each.
            people: Person index of each.
            campaign: Index of the campaign.
        """
        for one in np.unique(day):
            chosen = people[day == one]
            self.extras.setdefault(int(one), []).append((chosen, campaign))

    def take_payments(self, day: int, people: NDArray[Any], paid: NDArray[np.int64]) -> None:
        """Count the orders of a day to those who paid them; forget the day a year before.

        Args:
            day: Day index.
            people: Person index of each order.
            paid: Fen of each.
        """
        if (then := day - YEAR_DAYS) in self._payments:
            np.subtract.at(self.year_spend, *self._payments.pop(then))
        self._payments[day] = (people.astype(np.int32), paid)
        np.add.at(self.year_spend, people, paid)
        np.add.at(self.order_count, people, 1)
        self.paid[day] = paid.sum()
        self.first_paid_day[people[self.first_paid_day[people] < 0]] = day
        self.last_paid_day[people] = day

    def hurt(self, people: NDArray[Any], day: int) -> None:
        """Let bad service bring drop-out forward.

        Args:
            people: Person indexes.
            day: Day index of the new drop-out, where it is the earlier one.
        """
        for latent in (self.people.drop_day, self.people.engaged_until):
            latent[people] = np.minimum(latent[people], day)


def generator(seed: int, stream: str) -> np.random.Generator:
    """Give the generator of one part of the simulator.

    Args:
        seed: Seed of the run.
        stream: One of STREAMS.

    Returns:
        A counter-based generator, the same on every machine.
    """
    return np.random.Generator(np.random.Philox(key=[seed, STREAMS.index(stream)]))
