"""Expected values of buying: buyers, repurchase, cycle, revenue, channels, categories.

Belongs here: everything that kept orders alone tell. Does not belong here: relations and activity
(people).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.buying import SHOP, STORE
from fugou.simulator.history import Columns
from fugou.simulator.people import CATEGORIES
from fugou.simulator.truth.facts import YEAR_DAYS, Facts
from fugou.simulator.truth.measures import (
    FEN,
    Measure,
    amount,
    count,
    matured,
    quantile,
    ratio,
)
from fugou.simulator.truth.periods import Period

Flags = NDArray[np.bool_]
WINDOWS = (7, 15, 30, 60, 90, 180, 365)
LTV_DAYS = (90, 180, 365)
MANY_TIMES = 5
TOP_SHARE = 5  # the fifth of buyers who spent most

NOTES = {
    "cross_purchase_rate": "buyers with kept lines of 2 or more categories in the period",
    "categories_per_buyer": "distinct categories of kept lines by buyer, summed / buyers",
    "channel_stickiness": "by purchase day; its channel is that of its first kept order;"
    " repurchases on days of the period",
    "omnichannel_repurchase_rate": "channel_use from kept orders on the 365 days before the period",
    **{
        f"ltv_observed_{n}_days": "net revenue on days 0..N after the first purchase day / first"
        " buyers of the period whose N days are over"
        for n in LTV_DAYS
    },
    "discount_dependence": "kept orders with a discount or a coupon / kept orders",
    "paid_conversion": "denominator: joined by period end, no kept order before the period",
    "refund_rate": "refunds completed by as_of_date on paid orders of the period, guests included",
}


def measures(facts: Facts, period: Period) -> Iterator[Measure]:
    """Measure buying in a period.

    Args:
        facts: Of a world.
        period: Days of it.

    Yields:
        Expected values.
    """
    times = facts.purchases.times(period.first, period.last)
    kept = facts.kept_within(period.first, period.last)
    yield from _buyers(facts, period, times)
    yield from _windows(facts, period)
    yield from _cycles(facts, period)
    yield from _revenue(facts, period, times, kept)
    yield from _channels(facts, period, times)
    yield from _categories(facts, times, kept)
    yield from _lifetime(facts, period)


def _buyers(facts: Facts, period: Period, times: NDArray[np.int64]) -> Iterator[Measure]:
    bought, again = times > 0, times > 1
    old = bought & (facts.purchases.first_day < period.first)
    new = bought & ~old
    parts: tuple[tuple[str, str, Flags], ...] = (
        ("all", "all", bought),
        ("buyer_type", "old", old),
        ("buyer_type", "new", new),
    )
    for dimension, value, who in parts:
        base = np.count_nonzero(who)
        repeated = np.count_nonzero(again & who)
        yield count("buyers", base, dimension, value)
        yield ratio("repurchase_rate", repeated, base, dimension, value)
        if dimension != "all":
            yield ratio(f"repurchase_rate_{value}", repeated, base)
        for k in range(1, MANY_TIMES + 1):
            is_last = k == MANY_TIMES
            exactly = np.count_nonzero(who & (times >= k if is_last else times == k))
            name = f"purchase_frequency_distribution_{k}{'_or_more' if is_last else ''}"
            yield ratio(name, exactly, base, dimension, value)
    buyers = np.count_nonzero(bought)
    yield count("new_buyers", np.count_nonzero(new))
    yield ratio("returning_buyer_share", np.count_nonzero(old), buyers)
    yield ratio("returning_buyer_share_broad", np.count_nonzero(old | again), buyers)
    yield _rebuy(facts, period, bought)
    persons = facts.paid_within(period.first, period.last)["person"]
    yield count("buyers_paid", np.count_nonzero(facts.flags(persons[persons >= 0])))
    candidates = facts.has_joined(period.last) & (facts.purchases.first_day >= period.first)
    yield ratio("paid_conversion", np.count_nonzero(new), np.count_nonzero(candidates))


def _rebuy(facts: Facts, period: Period, bought: Flags) -> Measure:
    following = [p for p in facts.periods if p.grain == period.grain and p.first > period.last]
    if not following:
        return Measure("rebuy_rate_next", None, None, None)
    both = bought & (facts.purchases.times(following[0].first, following[0].last) > 0)
    return ratio("rebuy_rate_next", np.count_nonzero(both), np.count_nonzero(bought))


def _windows(facts: Facts, period: Period) -> Iterator[Measure]:
    of = facts.purchases.within(period.first, period.last)
    is_first = facts.purchases.number[of] == 1
    day, after = facts.purchases.day[of][is_first], facts.purchases.after[of][is_first]
    for n in WINDOWS:
        is_mature = day + n <= facts.as_of
        is_back = is_mature & (after > 0) & (after <= n)
        yield matured(
            f"repurchase_rate_within_{n}_days",
            np.count_nonzero(is_back),
            np.count_nonzero(is_mature),
        )


def _cycles(facts: Facts, period: Period) -> Iterator[Measure]:
    purchases = facts.purchases
    of = purchases.within(period.first, period.last)
    days = purchases.before[of]
    days, number = days[days > 0], purchases.number[of][days > 0]
    yield quantile("repurchase_cycle_days", days, 0.5)
    total = int(days.sum())
    yield matured("repurchase_cycle_days_mean", total, len(days))
    yield quantile("repurchase_cycle_days_p90", days, 0.9)
    yield quantile("repurchase_cycle_days_first_to_second", days[number == 2], 0.5)
    after = purchases.after[of]
    lasted = np.where(after > 0, after, facts.as_of - purchases.day[of])
    median = kaplan_meier_median(lasted, after > 0)
    yield Measure("repurchase_cycle_days_kaplan_meier", None, None, median)


def kaplan_meier_median(lasted: NDArray[np.integer], is_closed: Flags) -> int | None:
    """Estimate after how many days one half of some intervals have closed.

    Args:
        lasted: Days that each was seen.
        is_closed: Whether it closed then, or was still open.

    Returns:
        Days; None when the curve never reaches one half.

    Source:
        Kaplan and Meier, JASA 53 (1958), 457-481.
    """
    if not lasted.size:
        return None
    seen = np.bincount(lasted)
    closed = np.bincount(lasted[is_closed], minlength=len(seen))
    at_risk = np.cumsum(seen[::-1])[::-1]
    survival = np.cumprod(1 - closed / np.maximum(at_risk, 1)).round(12)
    reached = np.flatnonzero((survival <= 0.5) & (seen > 0))
    return int(reached[0]) if reached.size else None


def _revenue(
    facts: Facts, period: Period, times: NDArray[np.int64], kept: Columns
) -> Iterator[Measure]:
    net, person = kept["net"], kept["person"]
    total, orders, buyers = int(net.sum()), len(net), np.count_nonzero(times)
    spend = facts.sums(person, net)
    by_people = int(spend.sum())
    known = person >= 0
    first = facts.purchases.first_day[person]
    again = int(net[known & (first < kept["day"])].sum())
    old = int(net[known & (first < period.first)].sum())
    yield amount("net_revenue", total)
    yield count("orders", orders)
    for name, system in (("online", SHOP), ("store", STORE)):
        of = kept["system"] == system
        cny = int(net[of].sum()) / FEN
        yield Measure("net_revenue", cny, None, cny, "channel", name)
        yield count("orders", np.count_nonzero(of), "channel", name)
    yield from _refunds(facts, period)
    yield amount("repurchase_amount", again)
    yield ratio("average_order_value", total / FEN, orders)
    yield ratio("net_revenue_per_buyer", by_people / FEN, buyers)
    for name, part in (
        ("guest_revenue_share", total - by_people),
        ("repurchase_revenue_share", again),
        ("old_buyer_revenue_share", old),
        ("top_quintile_revenue_share", _top(spend[times > 0])),
    ):
        yield ratio(name, part / FEN, total / FEN)
    yield ratio("discount_dependence", np.count_nonzero(kept["discount"] > 0), orders)


def _top(spend: NDArray[np.int64]) -> int:
    # A fifth of 11 buyers is 3 of them.
    rest = len(spend) - -(-len(spend) // TOP_SHARE)
    return int(np.partition(spend, rest)[rest:].sum()) if spend.size else 0


def _refunds(facts: Facts, period: Period) -> Iterator[Measure]:
    orders = facts.paid_within(period.first, period.last)
    paid, refunded = int(orders["paid"].sum()), int(orders["refunded"].sum())
    completed = facts.rows("refunds", period.first, period.last, by="completed_day")
    by_date = int(completed["amount"].sum())
    yield count("orders_paid", len(orders["paid"]))
    yield ratio("refund_rate", refunded / FEN, paid / FEN)
    yield ratio("refund_rate_by_refund_date", by_date / FEN, paid / FEN)
    yield amount("net_revenue_by_refund_date", paid - by_date)


def _channels(facts: Facts, period: Period, times: NDArray[np.int64]) -> Iterator[Measure]:
    use = facts.kept_within(period.first - YEAR_DAYS, period.opening)
    used = [
        facts.flags(use["person"][(use["system"] == system) & (use["person"] >= 0)])
        for system in (SHOP, STORE)
    ]
    online, store = used
    bought, again = times > 0, times > 1
    groups: tuple[tuple[str, Flags], ...] = (
        ("online_only", online & ~store),
        ("offline_only", store & ~online),
        ("both", online & store),
        ("none", ~online & ~store),
    )
    name = "omnichannel_repurchase_rate"
    yield ratio(name, np.count_nonzero(again), np.count_nonzero(bought))
    for value, who in groups:
        above, below = np.count_nonzero(who & again), np.count_nonzero(who & bought)
        yield ratio(name, above, below, "channel_use", value)
    of = facts.purchases.within(period.first, period.last)
    before = facts.purchases.system_before[of]
    is_again = before >= 0
    stays = is_again & (facts.purchases.system[of] == before)
    yield ratio("channel_stickiness", np.count_nonzero(stays), np.count_nonzero(is_again))


def _categories(facts: Facts, times: NDArray[np.int64], kept: Columns) -> Iterator[Measure]:
    known = kept["person"] >= 0
    person, bought = kept["person"][known], kept["kept_categories"][known]
    number = np.zeros(facts.count, dtype=np.int64)
    for category in range(len(CATEGORIES)):
        number += facts.flags(person[bought >> category & 1 == 1])
    buyers = np.count_nonzero(times)
    yield ratio("cross_purchase_rate", np.count_nonzero(number > 1), buyers)
    yield ratio("categories_per_buyer", number.sum(), buyers)


def _lifetime(facts: Facts, period: Period) -> Iterator[Measure]:
    is_cohort = (facts.purchases.first_day >= period.first) & (
        facts.purchases.first_day <= period.last
    )
    for n in LTV_DAYS:
        who = is_cohort & (facts.purchases.first_day + n <= facts.as_of)
        kept = facts.kept_within(period.first, min(period.last + n, facts.as_of))
        of = kept["person"] >= 0
        person, day, net = kept["person"][of], kept["day"][of], kept["net"][of]
        counts = who[person] & (day - facts.purchases.first_day[person] <= n)
        yield matured(f"ltv_observed_{n}_days", int(net[counts].sum()) / FEN, np.count_nonzero(who))
