"""Lets a brand live, day by day.

Belongs here: the order of a day. Does not belong here: what happens in it (one module per kind
of doing).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from fugou.simulator import SimulationError
from fugou.simulator.belonging import Belonging
from fugou.simulator.buying import Buying
from fugou.simulator.campaigning import Campaigning
from fugou.simulator.couponing import Coupons
from fugou.simulator.enrolling import Enrolling
from fugou.simulator.exports.dirt import KINDS, Dirt
from fugou.simulator.founding import open_brand
from fugou.simulator.history import History
from fugou.simulator.interacting import Interacting
from fugou.simulator.joining import Joining
from fugou.simulator.ordering import Ordering
from fugou.simulator.people import draw_identifiers, draw_people
from fugou.simulator.planning import Planning
from fugou.simulator.profiles import Profile
from fugou.simulator.refunding import Refunding
from fugou.simulator.retail_calendar import buying_factor
from fugou.simulator.rewarding import Rewarding
from fugou.simulator.rows import Clock
from fugou.simulator.serving import Serving
from fugou.simulator.touching import Touching
from fugou.simulator.world import RowSink, World, found_brand, generator

Progress = Callable[[int, int], None]


def live(
    behaviour: Profile,
    landing: RowSink,
    *,
    people: int,
    days: int,
    seed: int,
    as_of: date,
    dirt: Dirt,
    on_progress: Progress | None = None,
) -> World:
    """Let a brand live for some days.

    Args:
        behaviour: Of its people.
        landing: Where the rows of its systems go.
        people: How many join within the days.
        days: How many days, the last one is as_of.
        seed: Seed of all randomness.
        as_of: Last business day.
        dirt: Rates of the kinds of dirt; here those that people make.
        on_progress: Called with days done and days in total.

    Returns:
        The world on the evening of the last day.

    Raises:
        SimulationError: If people or days are less than 1, or a year lies outside the retail
            calendar.
    """
    if people < 1 or days < 1:
        raise SimulationError("a brand needs at least one person and one day")
    first_day = as_of - timedelta(days=days - 1)
    season = buying_factor(first_day, days)
    brand = found_brand(behaviour, people)
    world = World(
        seed=seed,
        profile=behaviour,
        clock=Clock(first_day),
        season=season,
        people=draw_people(
            generator(seed, "people"), behaviour, people, first_day, season, brand.stores
        ),
        ids=draw_identifiers(generator(seed, "identifiers"), people),
        brand=brand,
        history=History(people, days),
        landing=landing,
        # The rate counts of all people; every third has a store card.
        shared_phone_share=min(1.0, 3 * dirt.rate("shared_phones")),
        late_identity_share=dirt.rate("late_identities"),
        withdrawal_factor=dirt.rate("consent_withdrawn") / KINDS["consent_withdrawn"].rate,
        erasure_factor=dirt.rate("erasure_requests") / KINDS["erasure_requests"].rate,
    )
    _live(world, on_progress)
    return world


def _live(world: World, on_progress: Progress | None) -> None:
    # Parts that hang together share one source of randomness.
    random = world.generator("joining")
    joining = Joining(world, random)
    belonging = Belonging(world, random, joining.second)
    interacting = Interacting(world, joining.group_of)
    random = world.generator("campaigning")
    touching, coupons = Touching(world, joining.staff_of, random), Coupons(world)
    campaigning = Campaigning(world, touching, coupons, random)
    random = world.generator("buying")
    buying, enrolling = Buying(world, random), Enrolling(world, random)
    ordering, rewarding = Ordering(world, random), Rewarding(world, random)
    refunding = Refunding(world, ordering, random)
    serving, planning = Serving(world), Planning(world)
    open_brand(world)
    for day in range(world.days):
        world.release(day)
        joining.arrive(day)
        belonging.begin(day)
        joining.leave(day)
        belonging.change(day)
        campaigning.step(day, interacting.contents)
        orders, lines = buying.draw(day)
        enrolling.open_accounts(day, orders)
        belonging.bind_cards(day, enrolling.issue_cards(day, orders))
        ordering.land(day, orders, lines)
        refunded = refunding.step(day, orders)
        ordering.remember(day, orders, lines, refunded)
        rewarding.step(day, orders)
        coupons.redeem(day, orders)
        serving.step(day, orders)
        planning.step(day)
        interacting.step(day)
        if on_progress is not None:
            on_progress(day + 1, world.days)
    belonging.close()
    joining.close()
