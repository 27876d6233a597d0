"""Expected values of staying: activity, retention, relations that end, churn, value tiers.

Belongs here: who stays and who goes. Does not belong here: who joins (growth), what is sent
to people (operations).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fugou.simulator.truth.activity import BRACKET, RETENTION_DAYS
from fugou.simulator.truth.facts import LAPSE_DAYS, YEAR_DAYS, Facts
from fugou.simulator.truth.measures import FEN, Measure, count, matured, ratio
from fugou.simulator.truth.periods import Period

VIP_FEN = 500_000
ACTIVE_BUYER_DAYS = 180
HOURS = 24
KINDS = ("on_day", "on_or_after", "bracket", "membership")

NOTES = {
    "dau_share": "active = an interaction or a kept order, whatever the relationship; denominator:"
    " people with a live relationship at the end of each day",
    "mau_share": "months only; as dau_share, denominator at period end",
    "interactions_per_active_user_day": "events of engagement and kept purchase days / user-days"
    " with any of them",
    "active_hour_share": "events of engagement by hour of the business day, 0 to 23",
    **{
        f"user_retention_{kind}_{n}": "joined in the period and mature at as_of_date; active ="
        " an interaction or a kept order; membership = any live relation at the end of day N"
        for kind in KINDS
        for n in RETENTION_DAYS
    },
    "relationship_loss_rate": "live at the end of the day before the period and not at its end /"
    " live at the end of the day before",
    "churn_rate": "base: buyers not lapsed at the end of the day before the period (lapse date ="
    " last purchase day + 91), or new in it; numerator: lapsed at its end",
    "dormant_activation_rate": "stage dormant at the end of the day before the period",
    "tier_users": "users joined by period end; 12 months = the 365 days up to it; bound on net"
    " revenue; dormant: more than 180 days since the last interaction or purchase",
    "tier_revenue_share": "net revenue of the period by tier at its end / net revenue with guests;"
    " the total is the share of all tiers",
}


def measures(facts: Facts, period: Period) -> Iterator[Measure]:
    """Measure staying in a period.

    Args:
        facts: Of a world; the period is one of its own.
        period: Days of it.

    Yields:
        Expected values.
    """
    yield from _activity(facts, period)
    yield from _retention(facts, period)
    yield from _losses(facts, period)
    yield from _churn(facts, period)
    yield from _tiers(facts, period)


def _activity(facts: Facts, period: Period) -> Iterator[Measure]:
    days = slice(period.first, period.last + 1)
    user_days = int(facts.activity.user_days[days].sum())
    yield ratio("dau_share", user_days, facts.relations.live_counts[days].sum())
    if period.grain == "month":
        active = facts.unpacked(facts.activity.in_period[period.first, period.last])
        live = np.count_nonzero(facts.relations.is_live(period.last))
        yield ratio("mau_share", np.count_nonzero(active), live)
    events = int(facts.rows("interactions", period.first, period.last)["count"].sum())
    bought = facts.purchases.within(period.first, period.last)
    interactions = events + bought.stop - bought.start
    yield ratio("interactions_per_active_user_day", interactions, user_days)
    rows = facts.rows("hours", period.first, period.last)
    by_hour = np.bincount(rows["hour"], rows["count"], minlength=HOURS).astype(np.int64)
    yield ratio("active_hour_share", by_hour.sum(), by_hour.sum())
    for hour, number in enumerate(by_hour):
        yield ratio("active_hour_share", number, by_hour.sum(), "hour", str(hour))


def _retention(facts: Facts, period: Period) -> Iterator[Measure]:
    join_day, activity = facts.people.join_day, facts.activity
    joined = (join_day >= period.first) & (join_day <= period.last)
    for n in RETENTION_DAYS:
        day_n = join_day + n
        is_there = {
            "on_day": activity.on_day[n],
            "on_or_after": activity.last_day >= day_n,
            "bracket": activity.in_bracket[n],
            "membership": facts.relations.is_live_on(day_n),
        }
        for kind in KINDS:
            more = BRACKET if kind == "bracket" else 0
            base = joined & (day_n + more <= facts.as_of)
            stayed = np.count_nonzero(is_there[kind] & base)
            yield matured(f"user_retention_{kind}_{n}", stayed, np.count_nonzero(base))


def _losses(facts: Facts, period: Period) -> Iterator[Measure]:
    was_live = facts.relations.is_live(period.opening)
    lost = was_live & ~facts.relations.is_live(period.last)
    yield ratio("relationship_loss_rate", np.count_nonzero(lost), np.count_nonzero(was_live))
    # Nobody is dormant before the first day.
    nobody = np.zeros(len(np.packbits(was_live)), dtype=np.uint8)
    was_dormant = facts.activity.dormant.get(period.opening, nobody)
    back = was_dormant & facts.activity.in_period[period.first, period.last]
    yield ratio(
        "dormant_activation_rate",
        np.count_nonzero(facts.unpacked(back)),
        np.count_nonzero(facts.unpacked(was_dormant)),
    )


def _churn(facts: Facts, period: Period) -> Iterator[Measure]:
    purchases = facts.purchases
    opening, closing = purchases.last_until(period.opening), purchases.last_until(period.last)
    is_new = (purchases.first_day >= period.first) & (purchases.first_day <= period.last)
    base = (period.opening - opening <= LAPSE_DAYS) | is_new
    lapsed = base & (period.last - closing > LAPSE_DAYS)
    yield ratio("churn_rate", np.count_nonzero(lapsed), np.count_nonzero(base))


def _tiers(facts: Facts, period: Period) -> Iterator[Measure]:
    joined = facts.has_joined(period.last)
    is_vip = joined & (facts.spend(period.last - YEAR_DAYS + 1, period.last) >= VIP_FEN)
    is_dormant = facts.unpacked(facts.activity.dormant[period.last]) & joined & ~is_vip
    rest = joined & ~is_vip & ~is_dormant
    since = period.last - facts.purchases.last_until(period.last)
    is_active = rest & (since <= ACTIVE_BUYER_DAYS)
    tiers = {
        "vip": is_vip,
        "active": is_active,
        "potential": rest & ~is_active,
        "dormant": is_dormant,
    }
    spend = facts.spend(period.first, period.last)
    total = int(facts.kept_within(period.first, period.last)["net"].sum()) / FEN
    name = "tier_revenue_share"
    yield count("tier_users", np.count_nonzero(joined))
    yield ratio(name, int(spend.sum()) / FEN, total)
    for tier, who in tiers.items():
        yield count("tier_users", np.count_nonzero(who), "value_tier", tier)
        yield ratio(name, int(spend[who].sum()) / FEN, total, "value_tier", tier)
