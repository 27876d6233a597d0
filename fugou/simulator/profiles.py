"""The brands that can be simulated: every number of their behaviour.

Belongs here: parameters and where they come from. Does not belong here: how they act on people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fugou.simulator import SimulationError

SOURCES = ("ads", "kol", "store", "referral", "other")


@dataclass(frozen=True)
class Profile:
    """The behaviour of one brand's people.

    Rates are per day unless they say otherwise; shares lie in [0, 1]; days are days.

    Attributes:
        name: Its name on the command line.
        launch_share: People who join in the 45 days after launch: the stores' customers moved over.
        growth: Joins of a year over those of the year before, after launch.
        source_shares: Share of joins by acquisition source.
        buyer_shares: Share of joiners that ever wants to buy, by source.
        late_share: Buyers-to-be that decide late (mean 60 days) and not in their first week.
        once_share: Buyers that never come back by themselves, by referred or not.
        loyal_share: Buyers with a short cycle, by referred or not; the rest buys slowly.
        loyal_days: Median over loyal buyers of the mean days between purchases.
        loyal_spread: Its log-normal sigma.
        slow_days: The same median for slow buyers.
        loyal_life: Mean days until a loyal buyer drops out.
        slow_life: Mean days until a slow buyer drops out.
        rest_days: Nobody buys again sooner than this.
        channel_shares: Shares of online-only, store-only and two-channel buyers.
        channel_pace: Factor on the pace of these three.
        price_level: Factor on all prices.
        spend_spread: Sigma of the price class that a person prefers.
        loyal_spend: Shift of the price class of loyal buyers.
        session_share: Mean share of days with a session, of an engaged person.
        events_per_session: Mean.
        engaged_buyers: Mean days of engagement of buyers (exponential).
        engaged_others: Mean days of engagement of those who never want to buy.
        engaged_core: Share of buyers whose engagement lasts as long as they buy.
        birthday_lift: Extra share of purchases in the birthday month.
        promotion_effect: Probability of an extra purchase that a promotion touch causes.
        win_back_effect: Probability of an extra purchase that a win-back touch causes.
        coupon_share: Orders that redeem a coupon, among holders.
        promotion_discount: Discount of promotion days as a share of the price.
        refund_shares: Share of orders with a refund request: shop, store.
        ticket_share: Share of orders with a service ticket.
        touches_per_week: Content pushes per consented person and week.
        inviter_share: Share of people who ever invite.
    """

    name: str
    launch_share: float
    growth: float
    source_shares: Mapping[str, float]
    buyer_shares: Mapping[str, float]
    late_share: float
    once_share: tuple[float, float]
    loyal_share: tuple[float, float]
    loyal_days: float
    loyal_spread: float
    slow_days: float
    loyal_life: float
    slow_life: float
    rest_days: int
    channel_shares: tuple[float, float, float]
    channel_pace: tuple[float, float, float]
    price_level: float
    spend_spread: float
    loyal_spend: float
    session_share: float
    events_per_session: float
    engaged_buyers: float
    engaged_others: float
    engaged_core: float
    birthday_lift: float
    promotion_effect: float
    win_back_effect: float
    coupon_share: float
    promotion_discount: float
    refund_shares: tuple[float, float]
    ticket_share: float
    touches_per_week: float
    inviter_share: float


# Calibrated to the figures that reports of the field print; docs/demo_brand.md compares.
FIELD_REPORT = Profile(
    name="field_report",
    launch_share=0.3,
    growth=1.02,
    source_shares={"ads": 0.2, "kol": 0.11, "store": 0.21, "referral": 0.44, "other": 0.04},
    buyer_shares={"ads": 0.52, "kol": 0.55, "store": 0.75, "referral": 0.36, "other": 0.45},
    late_share=0.11,
    once_share=(0.515, 0.335),
    loyal_share=(0.08, 0.182),
    loyal_days=28.8,
    loyal_spread=0.45,
    slow_days=345.0,
    loyal_life=1950.0,
    slow_life=5000.0,
    rest_days=3,
    channel_shares=(0.4, 0.22, 0.38),
    channel_pace=(0.82, 1.4, 0.72),
    price_level=0.354,
    spend_spread=0.72,
    loyal_spend=0.69,
    session_share=0.37,
    events_per_session=2.3,
    engaged_buyers=300.0,
    engaged_others=78.0,
    engaged_core=0.2,
    birthday_lift=0.35,
    promotion_effect=0.012,
    win_back_effect=0.328,
    coupon_share=0.5,
    promotion_discount=0.06,
    refund_shares=(0.05, 0.015),
    ticket_share=0.05,
    touches_per_week=0.15,
    inviter_share=0.95,
)

# A grocer-like brand: cheap, frequent, no loyal few. Nothing is tuned to anybody's figures.
PLAIN = Profile(
    name="plain",
    launch_share=0.1,
    growth=1.0,
    source_shares={"ads": 0.3, "kol": 0.1, "store": 0.4, "referral": 0.15, "other": 0.05},
    buyer_shares={"ads": 0.8, "kol": 0.8, "store": 0.9, "referral": 0.8, "other": 0.7},
    late_share=0.2,
    once_share=(0.1, 0.1),
    loyal_share=(0.6, 0.6),
    loyal_days=17.0,
    loyal_spread=0.5,
    slow_days=120.0,
    loyal_life=600.0,
    slow_life=700.0,
    rest_days=1,
    channel_shares=(0.3, 0.4, 0.3),
    channel_pace=(1.0, 1.0, 1.0),
    price_level=0.3,
    spend_spread=0.2,
    loyal_spend=0.0,
    session_share=0.2,
    events_per_session=3.0,
    engaged_buyers=400.0,
    engaged_others=60.0,
    engaged_core=0.3,
    birthday_lift=0.1,
    promotion_effect=0.03,
    win_back_effect=0.1,
    coupon_share=0.2,
    promotion_discount=0.1,
    refund_shares=(0.03, 0.01),
    ticket_share=0.02,
    touches_per_week=0.1,
    inviter_share=0.2,
)

PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (FIELD_REPORT, PLAIN)}


def profile(name: str) -> Profile:
    """Look up a profile.

    Args:
        name: Its name.

    Returns:
        The profile.

    Raises:
        SimulationError: If there is none of that name; the message lists the valid ones.
    """
    if name not in PROFILES:
        raise SimulationError(f"no profile is called {name!r}; there are: {', '.join(PROFILES)}")
    return PROFILES[name]
