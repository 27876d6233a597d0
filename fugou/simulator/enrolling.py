"""People get a shop account or a store card with their first purchase there.

Belongs here: the records that shop and store open for a buyer. Does not belong here: membership
and its bindings (joining).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fugou.simulator.buying import SHOP, STORE, Orders
from fugou.simulator.rows import labels, numbers, table, taken
from fugou.simulator.world import World

PLATFORMS = ("mini_program", "app")
IN_APP = 0.3
STORE_PHONE = "12000000000"
BEFORE_ORDER = 60  # seconds


class Enrolling:
    """Opens accounts and cards.

    Args:
        world: The shared state.
        random: Source of randomness of all that happens because somebody buys.
    """

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self._world = world
        self._random = random

    def open_accounts(self, day: int, orders: Orders) -> None:
        """Open an account for each online buyer without one.

        Args:
            day: Day index.
            orders: The day's orders.
        """
        world = self._world
        buyers = orders.person[orders.system == SHOP]
        second = orders.second[orders.system == SHOP]
        is_new = ~world.has_account[buyers]
        earliest = np.lexsort((second[is_new], buyers[is_new]))
        new, first = np.unique(buyers[is_new][earliest], return_index=True)
        has_app = self._random.random(len(new)) < IN_APP
        world.has_account[new] = True
        world.has_app[new] = has_app
        take = pa.array(new)
        ordered = second[is_new][earliest][first]
        at = world.clock.instants(
            np.full(len(new), day), np.maximum(ordered - BEFORE_ORDER - new % 900, 0)
        )
        rows = table(
            len(new),
            buyer_id=numbers("B", new),
            phone=world.ids.phone.take(take),
            unionid=world.ids.unionid.take(take),
            openid=world.ids.openid.take(take),
            device_id=taken(world.ids.device, new, ~has_app),
            platform=labels(PLATFORMS, has_app.astype(np.int8)),
            registered_at=at,
            updated_at=at,
        )
        world.emit("shop", "accounts", rows, day)

    def issue_cards(self, day: int, orders: Orders) -> NDArray[Any]:
        """Give a card to each known buyer in a store without one.

        Args:
            day: Day index.
            orders: The day's orders.

        Returns:
            Person indexes of the new card holders.
        """
        world = self._world
        at = np.flatnonzero((orders.system == STORE) & (orders.person >= 0))
        at = at[~world.has_card[orders.person[at]]]
        person, first = np.unique(orders.person[at], return_index=True)
        world.has_card[person] = True
        # A store in a hurry enters its own phone on the cards of its customers.
        is_shared = self._random.random(len(person)) < world.shared_phone_share
        world.dirt_rows["shared_phones", "store/cards"] += int(is_shared.sum())
        take = pa.array(person)
        phone = pc.if_else(pa.array(is_shared), pa.scalar(STORE_PHONE), world.ids.phone.take(take))
        rows = table(
            len(person),
            card_no=world.ids.card.take(take),
            phone=phone,
            opened_at=world.clock.instants(
                np.full(len(person), day), orders.second[at[first]] - BEFORE_ORDER
            ),
            store_no=numbers("T", orders.store[at[first]], 4),
        )
        world.emit("store", "cards", rows, day)
        return person
