"""People buy: who does on a day, and what lies in the basket.

Belongs here: the draw of a day's orders and their lines. Does not belong here: what follows from
them (enrolling, ordering, refunding, rewarding, serving), why a campaign makes somebody buy
(campaigning).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fugou.simulator.people import CATEGORIES
from fugou.simulator.retail_calendar import SHOP_HOURS, seconds_of_day
from fugou.simulator.rows import labels, numbers
from fugou.simulator.world import COUPON_DAYS, PRICE_CLASSES, STAFF_PER_STORE, World

SALE, TEST, DEPOSIT, GROUP_BUY = range(4)
SHOP, STORE = 0, 1
SYSTEMS = ("shop", "store")
GUEST = -1
SECOND_ORDERS = 0.03  # of those who buy on a day; no second purchase day
GUESTS_PER_BUYER = 0.06
TESTS, DEPOSITS, UNPAID = 0.0006, 0.003, 0.025  # beside each real order
GROUP_BUYS = 0.035  # of online orders
FAILING_GROUPS = 0.14
STRAY_STORE = 0.15
STRAY_CATEGORY = 0.14
FIRST_TASTE = 0.7
SALE_SEASON = 1.6  # a day of this retail factor is a day of sales
OFF_SALE = 0.12  # as many discounts on other days
TEST_PRICE = 1  # fen
FREE_SHIPPING_FROM, SHIPPING_FEE = 9900, 800  # fen


@dataclass
class Orders:
    """Orders of one day; arrays of equal length, amounts in fen.

    Attributes:
        number: Number in the whole history.
        ids: The number as the system writes it.
        person: Person index or GUEST.
        system: SHOP or STORE.
        kind: SALE, TEST, DEPOSIT or GROUP_BUY.
        second: Local second of the day.
        store: Store index, -1 online.
        staff: Staff index, -1 online.
        coupon: Coupon redeemed, -1 none.
        campaign: Campaign that causes it, -1 none.
        is_extra: Whether it would not exist without that campaign.
        is_paid: Whether it was paid.
        has_failed: Whether it is a group buy that does not come about.
        paid: Products after discount.
        first_paid: The same of line 1.
        shipping: Fee.
    """

    number: NDArray[np.int64]
    ids: pa.Array
    person: NDArray[np.int64]
    system: NDArray[np.int8]
    kind: NDArray[np.int8]
    second: NDArray[np.int64]
    store: NDArray[np.int64]
    staff: NDArray[np.int64]
    coupon: NDArray[np.int64]
    campaign: NDArray[np.int64]
    is_extra: NDArray[np.bool_]
    is_paid: NDArray[np.bool_]
    has_failed: NDArray[np.bool_]
    paid: NDArray[np.int64]
    first_paid: NDArray[np.int64]
    shipping: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.number)

    @property
    def is_valued(self) -> NDArray[np.bool_]:
        """Whether it is a paid order of goods."""
        return self.is_paid & np.isin(self.kind, (SALE, GROUP_BUY))


@dataclass
class Lines:
    """Lines of the orders of one day, amounts in fen.

    Attributes:
        order: Position of the order in `Orders`, ascending.
        number: 1 for the first line of an order.
        product: Product index.
        quantity: Pieces.
        unit: Price of a piece.
        list_price: Of all pieces.
        discount: On it.
    """

    order: NDArray[np.int64]
    number: NDArray[np.int64]
    product: NDArray[np.int64]
    quantity: NDArray[np.int64]
    unit: NDArray[np.int64]
    list_price: NDArray[np.int64]
    discount: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Positions of the first lines, one per order."""
        return np.flatnonzero(self.number == 1)

    @property
    def paid(self) -> NDArray[np.int64]:
        """Fen to pay."""
        return self.list_price - self.discount

    @property
    def category(self) -> NDArray[np.int64]:
        """Index into CATEGORIES."""
        return self.product // PRICE_CLASSES

    def per_order(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum up values of lines by order.

        Args:
            values: One per line.

        Returns:
            One sum per order.
        """
        return np.add.reduceat(values, self.starts)


@dataclass
class _Checkouts:
    """People at the till; arrays of equal length, the unpaid ones stand at the end."""

    person: NDArray[np.int64]
    kind: NDArray[np.int8]
    campaign: NDArray[np.int64]
    is_extra: NDArray[np.bool_]
    is_paid: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.person)


class Buying:
    """Draws each day's purchases.

    Args:
        world: The shared state.
        random: Source of randomness of all that happens because somebody buys.
    """

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self._world = world
        self._random = random
        self._orders = 0

    def draw(self, day: int) -> tuple[Orders, Lines]:
        """Let people buy for a day.

        Args:
            day: Day index.

        Returns:
            The day's orders and their lines.
        """
        world, people, random = self._world, self._world.people, self._random
        checkouts = self._checkouts(day)
        count, kind, is_paid = len(checkouts), checkouts.kind, checkouts.is_paid
        is_guest = checkouts.person == GUEST
        # Guests have the habits of anybody.
        anybody = random.integers(0, max(int(world.joined[day]), 1), count)
        whom = np.where(is_guest, anybody, checkouts.person)
        online = (random.random(count) < people.online_share[whom]) & ~is_guest
        online[~is_paid] = True
        is_group = online & (kind == SALE) & is_paid & (random.random(count) < GROUP_BUYS)
        kind[is_group] = GROUP_BUY
        lines = self._lines(day, whom, kind)
        coupon = self._redeem(day, whom, (kind == SALE) & is_paid & ~is_guest, lines)
        stray = random.random(count) < STRAY_STORE
        anywhere = random.integers(0, world.brand.stores, count)
        store = np.where(stray | is_guest, anywhere, people.store[whom])
        second = np.where(
            online,
            seconds_of_day(random, count),
            seconds_of_day(random, count, SHOP_HOURS),
        )
        staff = store * STAFF_PER_STORE + random.integers(0, STAFF_PER_STORE, count)
        system = np.where(online, SHOP, STORE).astype(np.int8)
        number = self._orders + np.arange(count)
        self._orders += count
        paid = lines.per_order(lines.paid)
        orders = Orders(
            number=number,
            ids=self._order_ids(day, system, number),
            person=checkouts.person,
            system=system,
            kind=kind,
            second=second,
            store=np.where(online, -1, store),
            staff=np.where(online, -1, staff),
            coupon=coupon,
            campaign=checkouts.campaign,
            is_extra=checkouts.is_extra,
            is_paid=is_paid,
            has_failed=is_group & (random.random(count) < FAILING_GROUPS),
            paid=paid,
            first_paid=lines.paid[lines.starts],
            shipping=np.where(online & (paid < FREE_SHIPPING_FROM), SHIPPING_FEE, 0),
        )
        return orders, lines

    def _checkouts(self, day: int) -> _Checkouts:
        """Add to the buyers second orders, guests, tests, stored value and unpaid orders."""
        random = self._random
        buyers, extra, campaign = self._buyers(day)
        twice = buyers[random.random(len(buyers)) < SECOND_ORDERS]
        guests = random.poisson(GUESTS_PER_BUYER * len(buyers))
        known = np.concatenate([buyers, twice])
        real = len(known) + guests
        noise = [
            random.choice(known, random.binomial(len(known), share)) if len(known) else known
            for share in (TESTS, DEPOSITS, UNPAID)
        ]
        sizes = [real, *map(len, noise)]
        beside = sum(sizes) - len(known)
        return _Checkouts(
            person=np.concatenate([known, np.full(guests, GUEST), *noise]),
            kind=np.repeat(np.array([SALE, TEST, DEPOSIT, SALE], dtype=np.int8), sizes),
            campaign=np.append(campaign[known], np.full(beside, -1)),
            is_extra=np.append(extra[known], np.zeros(beside, dtype=bool)),
            is_paid=np.repeat([True, False], [sum(sizes[:-1]), sizes[-1]]),
        )

    def _buyers(self, day: int) -> tuple[NDArray[Any], NDArray[np.bool_], NDArray[Any]]:
        """Give who buys, and per person who joined whether it is extra and its campaign."""
        world, people = self._world, self._world.people
        count = int(world.joined[day])
        now = slice(0, count)
        month = (world.clock.first_day + timedelta(days=day)).month
        chance = people.pace[now] * np.float32(world.season[day])
        chance[people.birth_month[now] == month] *= np.float32(1 + world.profile.birthday_lift)
        organic = (
            (self._random.random(count, dtype=np.float32) < chance)
            & (people.first_day[now] < day)
            & (day < people.drop_day[now])
            & (day - world.last_organic_day[now] > world.profile.rest_days)
        )
        organic |= people.first_day[now] == day
        world.last_organic_day[now][organic] = day
        campaign = np.full(count, -1)
        for persons, index in world.extras.pop(day, ()):
            campaign[persons] = index
        extra = (campaign >= 0) & ~organic
        return np.flatnonzero(organic | extra), extra, campaign

    def _lines(self, day: int, whom: NDArray[Any], kind: NDArray[Any]) -> Lines:
        """Fill the baskets.

        Args:
            day: Day index.
            whom: Person whose habits each order follows.
            kind: Kind of each order.
        """
        world, people, random = self._world, self._world.people, self._random
        per_order = 1 + np.minimum(random.poisson(0.9, len(whom)), 4)
        order = np.repeat(np.arange(len(whom)), per_order)
        count = len(order)
        number = np.arange(count) - np.repeat(np.cumsum(per_order) - per_order, per_order) + 1
        habit = whom[order]
        taste = people.tastes[habit, np.where(random.random(count) < FIRST_TASTE, 0, 1)]
        stray = random.random(count) < STRAY_CATEGORY
        category = np.where(stray, random.integers(0, len(CATEGORIES), count), taste)
        wish = people.spend[habit] + random.normal(0, 0.3, count)
        rank = np.clip(np.floor((wish + 2.0) / 4.0 * PRICE_CLASSES), 0, PRICE_CLASSES - 1)
        product = category * PRICE_CLASSES + rank.astype(np.int64)
        quantity = 1 + (random.random(count) < 0.14) + (random.random(count) < 0.04)
        unit = np.where(kind[order] == TEST, TEST_PRICE, world.brand.product_price[product])
        price = unit * quantity
        seeking = 1.0 if world.season[day] > SALE_SEASON else OFF_SALE
        wants_discount = random.random(count) < people.sensitivity[habit] * seeking
        share = np.where(wants_discount, world.profile.promotion_discount, 0.0)
        discount = np.floor(price * share).astype(np.int64)
        return Lines(order, number, product, quantity, unit, price, discount)

    def _redeem(
        self, day: int, whom: NDArray[Any], can: NDArray[np.bool_], lines: Lines
    ) -> NDArray[np.int64]:
        """Take the coupon that is held off the first line, where the line is worth twice it."""
        world, starts = self._world, lines.starts
        face = world.coupon_face[whom]
        uses = (
            can
            & (world.coupon[whom] >= 0)
            & (world.coupon_day[whom] < day)
            & (day <= world.coupon_day[whom] + COUPON_DAYS)
            & (lines.paid[starts] >= 2 * face)
            & (self._random.random(len(whom)) < world.profile.coupon_share)
        )
        # A coupon is good for one order, also when a person places two on the day.
        users = np.flatnonzero(uses)
        _, once = np.unique(whom[users], return_index=True)
        users = users[once]
        lines.discount[starts[users]] += face[users]
        coupon = np.full(len(whom), -1)
        coupon[users] = world.coupon[whom[users]]
        world.coupon[whom[users]] = -1
        return coupon

    def _order_ids(self, day: int, system: NDArray[Any], number: NDArray[Any]) -> pa.Array:
        """Write order numbers as the systems do: S2512310000012345."""
        today = self._world.clock.first_day + timedelta(days=day)
        prefixes = [f"{letter}{today:%y%m%d}" for letter in "SR"]
        return pc.binary_join_element_wise(
            labels(prefixes, system), numbers("", number, 9), pa.scalar("")
        )
