"""Expected values of what the brand sends and spends: touches, coupons, points, costs, events.

Belongs here: metrics of touches, win-back, incentives, budget, community events. Does not belong
here: lift of campaigns (campaigns), service and contents (service).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.campaigning import KIND_CODE
from fugou.simulator.history import Columns
from fugou.simulator.planning import COST_KINDS, POINT_COST
from fugou.simulator.truth.facts import LAPSE_DAYS, Facts
from fugou.simulator.truth.measures import FEN, Measure, count, matured, ratio
from fugou.simulator.truth.periods import Period

EARNED, REDEEMED, EXPIRED = range(3)
WIN_BACK_DAYS = (14, 30)
OPEN_DAYS = 3
OPEN_SECONDS = OPEN_DAYS * 86_400
BUDGET_KINDS = ("staff", "tools", "campaigns")

NOTES = {
    "open_rate": "delivered touches by day of sending; opened within 72 h of sending, only those"
    " whose 72 h are over",
    "click_rate": "delivered touches by day of sending, as known at as_of_date",
    "forward_rate": "delivered touches by day of sending; opened whenever, as known at as_of_date",
    "content_reach": "delivered touches that carry a content, by day of sending",
    "touch_coverage": "consent in force at period end; touched = a delivered touch sent in it",
    "win_back_rate_within_14_days": "see win_back_rate_within_30_days",
    "win_back_rate_within_30_days": "delivered touches of win-back campaigns to people who are"
    " lapsed at the end of the touch day, a person once per campaign; kept purchase on one of the"
    " N days after it; mature touches only",
    "coupon_redemption_rate": "coupons issued in the period, redeemed by as_of_date",
    "points_balance": "earned - redeemed - expired up to period end, in points",
    "repurchase_points_multiple": "points earned in the period per CNY paid by members; first ="
    " first day with a valid paid order, refunded or not",
    "incentive_cost_ratio": "points redeemed at 0.01 CNY + face of coupons redeemed + rebates"
    " booked / net revenue with guests",
    "budget_share": "cost of a kind / cost of staff, tools and campaigns; incentives and"
    " acquisition are left out",
    "event_signup_rate": "people assigned to event campaigns that start in the period",
    "community_event_participants": "people who completed an event held in the period",
}


def measures(facts: Facts, period: Period) -> Iterator[Measure]:
    """Measure what the brand does in a period.

    Args:
        facts: Of a world.
        period: Days of it.

    Yields:
        Expected values.
    """
    touches = facts.rows("touches", period.first, period.last)
    yield from _touches(facts, period, touches)
    yield from _win_back(facts, touches)
    yield from _incentives(facts, period)
    yield from _points(facts, period)
    yield from _budget(facts, period)
    yield from _events(facts, period)


def _touches(facts: Facts, period: Period, touches: Columns) -> Iterator[Measure]:
    is_delivered, is_opened = touches["is_delivered"], touches["is_opened"]
    is_mature = is_delivered & (touches["day"] + OPEN_DAYS <= facts.as_of)
    in_time = is_mature & is_opened & (touches["open_seconds"] <= OPEN_SECONDS)
    delivered, opened = np.count_nonzero(is_delivered), np.count_nonzero(is_opened)
    yield matured("open_rate", np.count_nonzero(in_time), np.count_nonzero(is_mature))
    yield ratio("click_rate", np.count_nonzero(touches["is_clicked"]), delivered)
    yield ratio("forward_rate", np.count_nonzero(touches["is_forwarded"]), opened)
    yield count("content_reach", np.count_nonzero(is_delivered & (touches["content"] >= 0)))
    agrees = facts.has_consent(period.last)
    reached = agrees & facts.flags(touches["person"][is_delivered])
    yield ratio("touch_coverage", np.count_nonzero(reached), np.count_nonzero(agrees))


def _win_back(facts: Facts, touches: Columns) -> Iterator[Measure]:
    campaigns = facts.table("campaigns")
    ours = campaigns["campaign"][campaigns["kind"] == KIND_CODE["win_back"]]
    of = touches["is_delivered"] & np.isin(touches["campaign"], ours)
    key = touches["campaign"][of].astype(np.int64) * facts.count + touches["person"][of]
    _, once = np.unique(key, return_index=True)
    person, day = touches["person"][of][once], touches["day"][of][once]
    before, after = facts.purchases.around(person, day)
    is_lapsed = (before >= 0) & (day - before > LAPSE_DAYS)
    for n in WIN_BACK_DAYS:
        base = is_lapsed & (day + n <= facts.as_of)
        back = np.count_nonzero(base & (after <= day + n))
        yield matured(f"win_back_rate_within_{n}_days", back, np.count_nonzero(base))


def _incentives(facts: Facts, period: Period) -> Iterator[Measure]:
    points = facts.rows("points", period.first, period.last)
    costs = facts.rows("costs", period.first, period.last)
    redemptions = facts.rows("redemptions", period.first, period.last)
    spent = int(points["points"][points["kind"] == REDEEMED].sum()) * POINT_COST
    rebates = int(costs["amount"][costs["kind"] == COST_KINDS.index("rebate")].sum())
    net = int(facts.kept_within(period.first, period.last)["net"].sum())
    cost = spent + rebates + _faces(facts, redemptions["coupon"])
    yield ratio("incentive_cost_ratio", cost / FEN, net / FEN)
    issued = facts.rows("coupons", period.first, period.last)["coupon"]
    is_used = np.isin(issued, facts.table("redemptions")["coupon"])
    yield ratio("coupon_redemption_rate", np.count_nonzero(is_used), len(issued))


def _faces(facts: Facts, redeemed: NDArray[np.int64]) -> int:
    coupons = facts.table("coupons")
    order = np.argsort(coupons["coupon"], kind="stable")
    place = order[np.searchsorted(coupons["coupon"][order], redeemed)]
    return int(coupons["face"][place].sum())


def _points(facts: Facts, period: Period) -> Iterator[Measure]:
    so_far = facts.rows("points", 0, period.last)
    by_kind = np.bincount(so_far["kind"], so_far["points"], minlength=3).astype(np.int64)
    yield count("points_balance", by_kind[EARNED] - by_kind[REDEEMED] - by_kind[EXPIRED])
    points = facts.rows("points", period.first, period.last)
    is_earned = points["kind"] == EARNED
    orders = facts.paid_within(period.first, period.last)
    person, day = orders["person"], orders["day"]
    is_member = (person >= 0) & (facts.people.registered_day[person] <= day)
    is_repeat = facts.first_paid_day[person] < day
    rates = [
        (
            int(points["points"][is_earned & (points["is_again"] == again)].sum()),
            int(orders["paid"][is_member & (is_repeat == again)].sum()) / FEN,
        )
        for again in (1, 0)
    ]
    (again_points, again_paid), (first_points, first_paid) = rates
    if again_paid and first_paid:
        again_rate, first_rate = again_points / again_paid, first_points / first_paid
        yield ratio("repurchase_points_multiple", again_rate, first_rate)
    else:
        yield Measure("repurchase_points_multiple", None, None, None)


def _budget(facts: Facts, period: Period) -> Iterator[Measure]:
    costs = facts.rows("costs", period.first, period.last)
    fen = [
        int(costs["amount"][costs["kind"] == COST_KINDS.index(kind)].sum()) for kind in BUDGET_KINDS
    ]
    total = sum(fen) / FEN
    yield ratio("budget_share", total, total)
    for kind, spent in zip(BUDGET_KINDS, fen, strict=True):
        yield ratio("budget_share", spent / FEN, total, "kind", kind)


def _events(facts: Facts, period: Period) -> Iterator[Measure]:
    campaigns = facts.table("campaigns")
    ours = campaigns["campaign"][campaigns["kind"] == KIND_CODE["event"]]
    arms = facts.rows("arms", period.first, period.last)
    invited = np.count_nonzero(np.isin(arms["campaign"], ours))
    events = facts.rows("community_events", period.first, period.last)
    signed, done = int(events["signed"].sum()), int(events["done"].sum())
    yield ratio("event_signup_rate", signed, invited)
    yield ratio("event_completion_rate", done, signed)
    yield count("community_events", len(events["day"]))
    yield count("community_event_participants", done)
