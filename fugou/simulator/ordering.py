"""Orders land, and what goes with them: lines, carts, shipments, later versions.

Belongs here: what shop and store say of an order, what is remembered of it. Does not belong here:
who buys what (buying), refunds (refunding).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fugou.simulator.buying import SHOP, STORE, SYSTEMS, Lines, Orders
from fugou.simulator.enrolling import PLATFORMS
from fugou.simulator.people import CITIES
from fugou.simulator.retail_calendar import SHOP_HOURS, seconds_of_day
from fugou.simulator.rows import DAY_SECONDS, labels, numbers, table, taken
from fugou.simulator.world import PRICE_CLASSES, World

ORDER_TYPES = ("sale", "test", "deposit", "group_buy")
RECEIPT_TYPES = ("销售", "测试", "储值", "销售")
PAID_AFTER = 45  # seconds
CLOSING_SECOND = 600  # of the day after an order that stays unpaid
SHIPPED_AFTER = 3 * 3600
NEXT_DAY = 0.9
FROM_CART = 0.6
LEFT_IN_CART = 0.004  # a day, of people with an account


class Ordering:
    """Lands and remembers each day's orders.

    Args:
        world: The shared state.
        random: Source of randomness of all that happens because somebody buys.
    """

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self._world = world
        self._random = random
        self._carts = 0
        self._shop_rows = pa.table({})  # of the day

    def land(self, day: int, orders: Orders, lines: Lines) -> None:
        """Land the orders of a day, their lines, shipments and carts.

        Args:
            day: Day index.
            orders: The day's orders.
            lines: Their lines.
        """
        instant = self._world.clock.instants(np.full(len(orders), day), orders.second)
        online = np.flatnonzero(orders.system == SHOP)
        self._land_shop_orders(day, orders, online, instant)
        self._land_receipts(day, orders, np.flatnonzero(orders.system == STORE), instant)
        for system in (SHOP, STORE):
            self._land_lines(day, system, orders, lines, instant)
        self._ship(day, orders)
        self._fill_carts(day, orders, lines)

    def change_status(
        self, day: int, at: NDArray[Any], status: str, due: NDArray[Any], second: int
    ) -> None:
        """Land a later version of some of the day's shop orders.

        Args:
            day: Day index.
            at: Places among the online orders of the day.
            status: The new one.
            due: Day of the version of each.
            second: Local second of that day.
        """
        later = self._shop_rows.take(pa.array(at))
        changed = {
            "status": pa.repeat(pa.scalar(status), len(at)),
            "updated_at": self._world.clock.instants(due, second),
        }
        for name, values in changed.items():
            later = later.set_column(later.schema.get_field_index(name), name, values)
        self._world.emit_on("shop", "orders", later, due, day)

    def remember(self, day: int, orders: Orders, lines: Lines, refunded: NDArray[np.int64]) -> None:
        """Remember the orders of a day; who buys is known as a buyer from now on.

        Args:
            day: Day index.
            orders: The day's orders.
            lines: Their lines.
            refunded: Fen of each order that are back by the horizon.
        """
        world = self._world
        bit = np.left_shift(1, lines.category)
        # A refund of one line takes its first one.
        kept_bit = np.where((lines.number == 1) & (refunded[lines.order] > 0), 0, bit)
        world.history.add(
            "orders",
            order=orders.number,
            person=orders.person,
            day=day,
            second=orders.second,
            system=orders.system,
            kind=orders.kind,
            is_paid=orders.is_paid,
            paid=orders.paid,
            refunded=refunded,
            discount=lines.per_order(lines.discount),
            kept_categories=np.bitwise_or.reduceat(kept_bit, lines.starts),
            coupon=orders.coupon,
            campaign=orders.campaign,
            is_extra=orders.is_extra,
        )
        used = orders.coupon >= 0
        world.history.add(
            "redemptions",
            coupon=orders.coupon[used],
            order=orders.number[used],
            person=orders.person[used],
            day=day,
        )
        valued = orders.is_valued & (orders.person >= 0)
        world.take_payments(day, orders.person[valued], orders.paid[valued])

    def _land_shop_orders(
        self, day: int, orders: Orders, at: NDArray[Any], instant: pa.Array
    ) -> None:
        world, person, is_paid = self._world, orders.person[at], orders.is_paid[at]
        take = pa.array(person)
        days, ordered_at = np.full(len(at), day), instant.take(pa.array(at))
        address = pc.binary_join_element_wise(
            labels([city[0] for city in CITIES], world.people.city[person]).fill_null("外地"),
            pa.scalar("市中山路"),
            numbers("", orders.number[at] % 900, 3),
            pa.scalar("号"),
            "",
        )
        rows = table(
            len(at),
            order_id=orders.ids.take(pa.array(at)),
            buyer_id=numbers("B", person),
            order_type=labels(ORDER_TYPES, orders.kind[at]),
            status=labels(("unpaid", "paid"), is_paid.astype(np.int8)),
            platform=labels(PLATFORMS, world.has_app[person].astype(np.int8)),
            ordered_at=ordered_at,
            paid_at=world.clock.instants(days, orders.second[at] + PAID_AFTER, ~is_paid),
            shipping_fee=orders.shipping[at],
            receiver_name=world.ids.name.take(take),
            receiver_phone=world.ids.phone.take(take),
            receiver_address=address,
            coupon_id=numbers("K", orders.coupon[at], 9),
            updated_at=ordered_at,
        )
        world.emit("shop", "orders", rows, day)
        self._shop_rows = rows
        unpaid = np.flatnonzero(~is_paid)
        self.change_status(day, unpaid, "closed", np.full(len(unpaid), day + 1), CLOSING_SECOND)

    def _land_receipts(self, day: int, orders: Orders, at: NDArray[Any], instant: pa.Array) -> None:
        world, person, traded_at = self._world, orders.person[at], instant.take(pa.array(at))
        rows = table(
            len(at),
            receipt_no=orders.ids.take(pa.array(at)),
            store_no=numbers("T", orders.store[at], 4),
            staff_no=numbers("G", orders.staff[at], 5),
            card_no=taken(world.ids.card, person, person < 0),
            receipt_type=labels(RECEIPT_TYPES, orders.kind[at]),
            traded_at=traded_at,
            updated_at=traded_at,
        )
        world.emit("store", "receipts", rows, day)

    def _land_lines(
        self, day: int, system: int, orders: Orders, lines: Lines, instant: pa.Array
    ) -> None:
        of = np.flatnonzero(orders.system[lines.order] == system)
        order = pa.array(lines.order[of])
        order_column, product_column, name = (
            ("order_id", "product_id", "order_items"),
            ("receipt_no", "product_no", "receipt_lines"),
        )[system]
        keys = {
            order_column: orders.ids.take(order),
            product_column: numbers("P", lines.product[of], 4),
        }
        rows = table(
            len(of),
            **keys,
            line_no=lines.number[of],
            quantity=lines.quantity[of],
            unit_price=lines.unit[of],
            list_amount=lines.list_price[of],
            discount_amount=lines.discount[of],
            paid_amount=lines.paid[of],
            updated_at=instant.take(order),
        )
        self._world.emit(SYSTEMS[system], name, rows, day)

    def _ship(self, day: int, orders: Orders) -> None:
        world, random = self._world, self._random
        # Stored value and group buys that do not come about leave no warehouse.
        at = np.flatnonzero((orders.system == SHOP) & orders.is_valued & ~orders.has_failed)
        count = len(at)
        days_later = np.where(random.random(count) < NEXT_DAY, 1, 2 + random.integers(0, 4, count))
        today, delivered = np.full(count, day), day + days_later
        shipped = np.minimum(orders.second[at] + SHIPPED_AFTER, DAY_SECONDS + 60)
        # One row when it leaves, another version when it has arrived.
        for is_there, due in ((False, today), (True, delivered)):
            arrived = seconds_of_day(random, count, SHOP_HOURS)
            is_open = np.full(count, not is_there)
            rows = table(
                count,
                shipment_id=numbers("D", orders.number[at], 10),
                order_id=orders.ids.take(pa.array(at)),
                shipped_at=world.clock.instants(today, shipped),
                delivered_at=world.clock.instants(delivered, arrived, is_open),
                updated_at=world.clock.instants(due, arrived if is_there else shipped),
            )
            world.emit_on("shop", "shipments", rows, due, day)
        world.history.add(
            "shipments", order=orders.number[at], ordered_day=day, delivered_day=delivered
        )

    def _fill_carts(self, day: int, orders: Orders, lines: Lines) -> None:
        """Most online orders lay in a cart before; some carts are left standing."""
        world, random = self._world, self._random
        is_online = (orders.system == SHOP) & orders.is_paid
        at = np.flatnonzero(is_online & (random.random(len(orders)) < FROM_CART))
        count = int(world.joined[day])
        is_engaged = day < world.people.engaged_until[:count]
        shoppers = np.flatnonzero(world.has_account[:count] & is_engaged)
        left = shoppers[:0]
        if len(shoppers):
            left = random.choice(shoppers, random.binomial(len(shoppers), LEFT_IN_CART))
        person = np.concatenate([orders.person[at], left])
        bought = lines.product[lines.starts[at]]
        wish = world.people.tastes[left, 0].astype(np.int64) * PRICE_CLASSES
        wish += random.integers(0, PRICE_CLASSES, len(left))
        before = np.maximum(orders.second[at] - random.integers(30, 3000, len(at)), 0)
        second = np.concatenate([before, seconds_of_day(random, len(left))])
        total = len(person)
        rows = table(
            total,
            cart_event_id=numbers("C", self._carts + np.arange(total), 10),
            buyer_id=numbers("B", person),
            product_id=numbers("P", np.concatenate([bought, wish]), 4),
            action="add",
            quantity=np.ones(total, dtype=np.int64),
            happened_at=world.clock.instants(np.full(total, day), second),
        )
        world.emit("shop", "carts", rows, day)
        world.history.add("carts", person=person, day=day, second=second)
        self._carts += total
