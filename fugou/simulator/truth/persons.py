"""The people behind the records: who they are, what they are called, when they lapsed.

Belongs here: tables with people in them. Does not belong here: numbers about them (metrics).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fugou.simulator.people import CITIES, GENDERS, NEVER, OCCUPATIONS
from fugou.simulator.profiles import SOURCES
from fugou.simulator.rows import labels, numbers
from fugou.simulator.truth.facts import LAPSE_DAYS, Facts


def persons(facts: Facts) -> pa.Table:
    """Give one row per person, in the order of their indexes.

    Columns `latent_*` hold what no record can tell. Names are those that the systems land; null is
    unknown. Amounts are in fen.

    Args:
        facts: Of a world.

    Returns:
        The table.
    """
    people, purchases = facts.people, facts.purchases
    last = purchases.last_until(facts.as_of)
    is_lapsed = (last >= 0) & (facts.as_of - last > LAPSE_DAYS)
    kept = facts.kept["person"]
    inviter = people.inviter.astype(np.int64)
    return pa.table(
        {
            "person_id": np.arange(facts.count),
            "join_date": _dates(facts, people.join_day),
            "source": labels(SOURCES, people.source),
            "inviter_person_id": pa.array(inviter, mask=inviter < 0),
            "gender": labels(GENDERS, people.gender),
            "birth_date": pa.array(people.birth_date.astype("datetime64[D]")),
            "city": labels([city[0] for city in CITIES], people.city),
            "occupation": labels(OCCUPATIONS, people.occupation),
            "registered_date": _dates(
                facts, people.registered_day, people.registered_day > facts.as_of
            ),
            "first_purchase_date": _dates(
                facts, purchases.first_day, purchases.first_day > facts.as_of
            ),
            "last_purchase_date": _dates(facts, last, last < 0),
            "purchase_days": purchases.times(0, facts.as_of),
            "kept_orders": np.bincount(kept[kept >= 0], minlength=facts.count),
            "net_revenue_fen": facts.spend(0, facts.as_of),
            "is_relationship_live": facts.relations.is_live(facts.as_of),
            "lapsed_on": _dates(facts, last + LAPSE_DAYS + 1, ~is_lapsed),
            "latent_drop_out_date": _dates(facts, people.drop_day, people.drop_day >= NEVER),
            "latent_engaged_until": _dates(
                facts, people.engaged_until, people.engaged_until >= NEVER
            ),
            "latent_purchases_per_day": people.pace,
            "latent_is_loyal": people.is_loyal,
        }
    )


def identities(facts: Facts) -> Iterator[pa.Table]:
    """Give one row per person and identifier that is in the landing files.

    Args:
        facts: Of a world.

    Yields:
        person_id, identifier_type, identifier, people in order; one table per type.
    """
    world, people = facts.world, facts.people
    in_wecom = people.has_contact | people.has_group
    pending = facts.flags(facts.table("pending_ids")["person"])
    invited = people.inviter >= 0
    # An invitation names both numbers, also before the invited one registers.
    in_crm = world.is_registered | invited | facts.flags(people.inviter[invited])
    everybody = np.ones(facts.count, dtype=bool)
    index = np.arange(facts.count)
    kinds: tuple[tuple[str, pa.Array, NDArray[np.bool_]], ...] = (
        ("crm.member_id", numbers("M", index), in_crm),
        ("shop.member_id", numbers("B", index), world.has_account),
        ("external_userid", world.ids.external_userid, in_wecom),
        ("unionid", world.ids.unionid, everybody),
        ("openid", world.ids.openid, world.has_account),
        ("phone", world.ids.phone, world.is_registered | world.has_account),
        ("card", world.ids.card, world.has_card),
        ("device", world.ids.device, world.has_app),
        ("pending_id", world.ids.pending_id, pending),
    )
    for name, identifiers, is_there in kinds:
        who = np.flatnonzero(is_there)
        yield pa.table(
            {
                "person_id": who,
                "identifier_type": pa.repeat(pa.scalar(name), len(who)),
                "identifier": identifiers.take(pa.array(who)),
            }
        )


def lapses(facts: Facts) -> pa.Table:
    """Give one row per purchase lapse: more than 90 days since the last purchase day.

    Args:
        facts: Of a world.

    Returns:
        person_id, lapsed_on, returned_on (null while lapsed); by day of lapse, then person.
    """
    purchases = facts.purchases
    is_open = purchases.after < 0
    # Who buys on the day of the lapse itself has not lapsed.
    without = np.where(is_open, facts.as_of + 1 - purchases.day, purchases.after)
    of = np.flatnonzero(without > LAPSE_DAYS + 1)
    of = of[np.lexsort((purchases.person[of], purchases.day[of]))]
    day = purchases.day[of]
    return pa.table(
        {
            "person_id": purchases.person[of].astype(np.int64),
            "lapsed_on": _dates(facts, day + LAPSE_DAYS + 1),
            "returned_on": _dates(facts, day + purchases.after[of], is_open[of]),
        }
    )


def _dates(facts: Facts, days: NDArray[Any], is_null: NDArray[np.bool_] | None = None) -> pa.Array:
    return facts.world.clock.dates(days, is_null)
