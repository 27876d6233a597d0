"""The brand opens: its products, stores and staff land on the first day.

Belongs here: what systems say of the brand itself. Does not belong here: its size and prices
(world), people.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from fugou.simulator.people import CATEGORIES, CITIES
from fugou.simulator.rows import labels, numbers, table
from fugou.simulator.world import PRICE_CLASSES, World

OPENING_SECOND = 3600


def open_brand(world: World) -> None:
    """Land products, stores and staff.

    Args:
        world: The shared state.
    """
    _land_products(world)
    _land_stores(world)
    _land_staff(world)


def _land_products(world: World) -> None:
    product = np.arange(len(world.brand.product_price))
    count = len(product)
    names = [f"{CATEGORIES[p // PRICE_CLASSES]}{p % PRICE_CLASSES + 1}号" for p in product]
    rows = table(
        count,
        product_id=numbers("P", product, 4),
        name=pa.array(names),
        category=labels(CATEGORIES, product // PRICE_CLASSES),
        brand="福购",
        list_price=world.brand.product_price,
        updated_at=world.clock.instants(np.zeros(count), OPENING_SECOND),
    )
    world.emit("shop", "products", rows, 0)


def _land_stores(world: World) -> None:
    brand, clock = world.brand, world.clock
    store, cities = np.arange(brand.stores), [city[0] for city in CITIES]
    rows = table(
        brand.stores,
        store_no=numbers("T", store, 4),
        store_name=pa.array([f"{cities[c]}{n + 1}店" for n, c in enumerate(brand.store_city)]),
        city=labels(cities, brand.store_city),
        opened_on=clock.dates(-400 - store),
        closed_on=pa.nulls(brand.stores, pa.date32()),
        updated_at=clock.instants(np.zeros(brand.stores), OPENING_SECOND),
    )
    world.emit("store", "stores", rows, 0)


def _land_staff(world: World) -> None:
    brand, clock = world.brand, world.clock
    staff = np.arange(brand.staff)
    rows = table(
        brand.staff,
        staff_no=numbers("G", staff, 5),
        staff_name=world.ids.name.take(pa.array(staff % len(world.ids.name))),
        store_no=numbers("T", brand.staff_store, 4),
        hired_on=clock.dates(-300 + staff % 200),
        left_on=pa.nulls(brand.staff, pa.date32()),
        updated_at=clock.instants(np.zeros(brand.staff), OPENING_SECOND),
    )
    world.emit("store", "staff", rows, 0)
