"""Expected values of growth: who joins, by which way, at what cost, and who the people are.

Belongs here: joins, relations at a day, sign-up, referral, profile, privacy. Does not belong here:
who stays (people).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.people import CITIES
from fugou.simulator.planning import COST_KINDS
from fugou.simulator.profiles import SOURCES
from fugou.simulator.rows import DAY_SECONDS
from fugou.simulator.truth.facts import Facts
from fugou.simulator.truth.measures import FEN, Measure, count, ratio
from fugou.simulator.truth.periods import Period
from fugou.simulator.truth.relations import CONTACT

GENDER_NAMES = ("female", "male")  # as the warehouse translates people.GENDERS
AGE_BAND = (25, 45)  # the band of which the field report speaks, both ages inclusive

NOTES = {
    "total_users": "no erasure is carried out within the simulation, so nobody is left out for it",
    "acquisition_cost_per_user": "acquisition cost is booked on the last day of each month",
    "signup_step_dropoff": "by day of reaching the step; only where 24 h are over; steps 1 to 4,"
    " pooled in the total",
    "gender_share": "users joined by period end who are registered by then (only the membership"
    " record tells the gender)",
    "city_tier_share": "as gender_share; tiers by fugou.simulator.people.CITIES",
    "age_band_share": "as gender_share; band 25-45: full years of age at period end, inclusive",
    "consent_rate": "marketing consent in force at period end / users joined by then",
    "erasure_open": "all requests received by period end; none is carried out in the simulation",
    "referral_rate": "inviters of somebody who joined in the period / total_users at its end",
    "referred_conversion": "referred users who joined in the period: with a kept order by its end",
    "referral_chain_depth": "most inviters above anybody who joined by period end",
}


def measures(facts: Facts, period: Period) -> Iterator[Measure]:
    """Measure growth in a period.

    Args:
        facts: Of a world.
        period: Days of it.

    Yields:
        Expected values.
    """
    yield from _joins(facts, period)
    yield from _relations(facts, period)
    yield from _sign_up(facts, period)
    yield from _referral(facts, period)
    yield from _profile(facts, period)
    yield from _privacy(facts, period)


def _joins(facts: Facts, period: Period) -> Iterator[Measure]:
    day, source = facts.people.join_day, facts.people.source
    by_source = np.bincount(
        source[(day >= period.first) & (day <= period.last)], minlength=len(SOURCES)
    )
    new = int(by_source.sum())
    costs = facts.rows("costs", period.first, period.last)
    of = costs["kind"] == COST_KINDS.index("acquisition")
    cost = np.bincount(costs["source"][of], costs["amount"][of], minlength=len(SOURCES))
    yield count("new_users", new)
    yield ratio("new_user_source_share", new, new)
    yield ratio("acquisition_cost_per_user", int(cost.sum()) / FEN, new)
    for name, joined, fen in zip(SOURCES, by_source, cost, strict=True):
        yield count("new_users", joined, "source", name)
        yield ratio("new_user_source_share", joined, new, "source", name)
        yield ratio("acquisition_cost_per_user", int(fen) / FEN, joined, "source", name)


def _relations(facts: Facts, period: Period) -> Iterator[Measure]:
    live, before = (
        int(np.count_nonzero(facts.relations.is_live(day))) for day in (period.last, period.opening)
    )
    yield count("total_users", live)
    growth = live / before - 1 if before else None
    yield Measure("user_growth_rate", live, before, growth)
    yield count("wecom_contacts", np.count_nonzero(facts.relations.is_live(period.last, CONTACT)))
    yield count("community_count", np.count_nonzero(facts.table("groups")["day"] <= period.last))


def _sign_up(facts: Facts, period: Period) -> Iterator[Measure]:
    reached = facts.sign_up_seconds
    begin, end = period.first * DAY_SECONDS, (period.last + 1) * DAY_SECONDS
    end = min(end, (facts.days - 1) * DAY_SECONDS + 1)
    steps = []
    for step in range(len(reached) - 1):
        base = (reached[step] >= begin) & (reached[step] < end)
        lost = base & (reached[step + 1] > reached[step] + DAY_SECONDS)
        steps.append((np.count_nonzero(lost), np.count_nonzero(base)))
    above, below = (sum(column) for column in zip(*steps, strict=True))
    yield ratio("signup_step_dropoff", above, below)
    for step, (lost_count, base_count) in enumerate(steps, start=1):
        yield ratio("signup_step_dropoff", lost_count, base_count, "signup_step", str(step))


def _referral(facts: Facts, period: Period) -> Iterator[Measure]:
    join_day, inviter = facts.people.join_day, facts.people.inviter
    is_referred = inviter >= 0
    invited = is_referred & (join_day >= period.first) & (join_day <= period.last)
    inviters = len(np.unique(inviter[invited]))
    yield ratio("referral_rate", inviters, np.count_nonzero(facts.relations.is_live(period.last)))
    bought = invited & (facts.purchases.first_day <= period.last)
    yield ratio("referred_conversion", np.count_nonzero(bought), np.count_nonzero(invited))
    times = facts.purchases.times(period.first, period.last)
    again, once = (np.count_nonzero(is_referred & (times >= k)) for k in (2, 1))
    yield ratio("referred_repurchase_rate", again, once)
    joined = facts.has_joined(period.last)
    yield count("referral_chain_depth", facts.referral_depth[joined].max(initial=0))


def _profile(facts: Facts, period: Period) -> Iterator[Measure]:
    people = facts.people
    is_known = facts.has_joined(period.last) & (people.registered_day <= period.last)
    genders = people.gender[is_known & (people.gender >= 0)]
    yield from _shares("gender_share", "gender", genders, dict(enumerate(GENDER_NAMES)))
    tier_of = np.array([city[1] for city in CITIES])
    tiers = tier_of[people.city[is_known & (people.city >= 0)]]
    names = {int(tier): str(tier) for tier in np.unique(tier_of)}
    yield from _shares("city_tier_share", "city_tier", tiers, names)
    births = people.birth_date[is_known & ~np.isnat(people.birth_date)]
    last = np.datetime64(facts.world.clock.first_day, "D") + period.last
    years = ages(births, last)
    of_band = (years >= AGE_BAND[0]) & (years <= AGE_BAND[1])
    name = f"{AGE_BAND[0]}-{AGE_BAND[1]}"
    yield from _shares("age_band_share", "age_band", of_band.astype(int), {1: name})


def ages(births: NDArray[np.datetime64], day: np.datetime64) -> NDArray[np.int64]:
    """Count full years of age.

    Args:
        births: Dates of birth, none of them NaT.
        day: Date.

    Returns:
        Years; who is born on 29 February turns a year older on 1 March of other years.
    """
    month, today = births.astype("datetime64[M]"), day.astype("datetime64[M]")
    months = (today - month).astype(np.int64)
    is_later = (births - month).astype(np.int64) > (day - today).astype(np.int64)
    years: NDArray[np.int64] = (months - is_later) // 12
    return years


def _shares(
    metric_id: str, dimension: str, codes: NDArray[Any], names: dict[int, str]
) -> Iterator[Measure]:
    yield ratio(metric_id, len(codes), len(codes))
    for code, name in names.items():
        yield ratio(metric_id, np.count_nonzero(codes == code), len(codes), dimension, name)


def _privacy(facts: Facts, period: Period) -> Iterator[Measure]:
    agrees = facts.has_consent(period.last)
    joined = facts.has_joined(period.last)
    yield ratio("consent_rate", np.count_nonzero(agrees), np.count_nonzero(joined))
    yield count("erasure_open", len(facts.rows("erasures", 0, period.last)["person"]))
