"""The truth of a brand, on histories small enough to be counted by hand."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fugou.simulator.buying import DEPOSIT, GROUP_BUY, GUEST, SALE, SHOP, STORE, TEST
from fugou.simulator.campaigning import KIND_CODE
from fugou.simulator.exports.dirt import Dirt
from fugou.simulator.history import History
from fugou.simulator.life import live
from fugou.simulator.people import NEVER, draw_identifiers, draw_people
from fugou.simulator.planning import COST_KINDS
from fugou.simulator.profiles import PLAIN, SOURCES
from fugou.simulator.rows import Clock
from fugou.simulator.truth.calibration import Figure, calibration
from fugou.simulator.truth.campaigns import campaign_lifts
from fugou.simulator.truth.facts import Facts
from fugou.simulator.truth.growth import ages
from fugou.simulator.truth.measures import Measure
from fugou.simulator.truth.metrics import METRIC_NOTES, measure_period
from fugou.simulator.truth.periods import Period, calendar_periods
from fugou.simulator.truth.persons import identities, lapses, persons
from fugou.simulator.truth.relations import CONTACT, GROUP
from fugou.simulator.truth.repurchase import kaplan_meier_median
from fugou.simulator.truth.writing import write_truth
from fugou.simulator.world import World, found_brand, generator

FIRST_DAY = date(2024, 1, 1)
ALL = ("all", "all")
Measures = dict[tuple[str, str, str], Measure]
Lapse = tuple[int, date, date | None]


class Nowhere:
    """A landing that drops nothing."""

    def append(self, source: str, table: str, rows: pa.Table, day: int) -> None:
        """Forget the rows."""


def empty_world(people: int, days: int) -> World:
    """Give a world of people who all joined on day 0 and have done nothing since."""
    season = np.ones(days)
    drawn = draw_people(generator(1, "people"), PLAIN, people, FIRST_DAY, season, 4)
    drawn.join_day[:] = 0
    drawn.registered_day[:] = 0
    drawn.source[:] = SOURCES.index("ads")
    drawn.inviter[:] = -1
    return World(
        seed=1,
        profile=PLAIN,
        clock=Clock(FIRST_DAY),
        season=season,
        people=drawn,
        ids=draw_identifiers(generator(1, "identifiers"), people),
        brand=found_brand(PLAIN, people),
        history=History(people, days),
        landing=Nowhere(),
    )


def remember_orders(world: World, *orders: dict[str, Any]) -> None:
    """Add orders, each given by its person, day and what differs from a paid sale of 100 CNY."""
    usual = {
        "second": 0,
        "system": STORE,
        "kind": SALE,
        "is_paid": True,
        "paid": 100_00,
        "refunded": 0,
        "discount": 0,
        "kept_categories": 1,
        "campaign": -1,
        "is_extra": False,
    }
    for number, order in enumerate(sorted(orders, key=lambda one: int(one["day"]))):
        world.history.add("orders", order=number, **(usual | order))


def buys(person: int, *days: int, **more: Any) -> list[dict[str, Any]]:
    """Give orders of one person."""
    return [{"person": person, "day": day, **more} for day in days]


def period(first: int, last: int, grain: str = "window") -> Period:
    """Give a period by its day indexes."""
    return Period(grain, FIRST_DAY, first, last)


def measured(world: World, first: int, last: int) -> Measures:
    """Measure some days of a world."""
    days = period(first, last)
    found = list(measure_period(Facts(world, [days]), days))
    return {(one.metric_id, one.dimension, one.dimension_value): one for one in found}


def quotient(measures: Measures, metric_id: str, *where: str) -> tuple[Any, Any]:
    """Give numerator and denominator of a metric, of its total unless told otherwise."""
    one = measures[(metric_id, *(where or ALL))]  # type: ignore[index]
    return one.numerator, one.denominator


def test_second_order_of_a_day_is_no_repurchase() -> None:
    world = empty_world(people=2, days=31)
    remember_orders(world, *buys(0, 3, 3), *buys(1, 3, 4))
    measures = measured(world, 0, 30)
    assert quotient(measures, "repurchase_rate") == (1, 2)
    assert quotient(measures, "orders") == (4, None)
    assert quotient(measures, "repurchase_amount") == (100.0, None)


def test_order_after_a_fully_refunded_one_is_the_first() -> None:
    world = empty_world(people=2, days=60)
    remember_orders(
        world, *buys(0, 5, refunded=100_00), *buys(0, 40), *buys(1, 5, refunded=40_00), *buys(1, 40)
    )
    january, later = measured(world, 0, 30), measured(world, 31, 59)
    assert quotient(january, "buyers_paid") == (2, None)
    assert quotient(january, "buyers") == (1, None)
    assert quotient(january, "refund_rate") == (140.0, 200.0)
    assert quotient(later, "buyers", "buyer_type", "new") == (1, None)
    assert quotient(later, "old_buyer_revenue_share") == (100.0, 200.0)


def test_tests_deposits_and_unpaid_orders_are_none() -> None:
    world = empty_world(people=1, days=10)
    remember_orders(
        world,
        *buys(0, 1, kind=TEST),
        *buys(0, 2, kind=DEPOSIT),
        *buys(0, 3, is_paid=False),
        *buys(0, 4, kind=GROUP_BUY),
    )
    assert quotient(measured(world, 0, 9), "orders_paid") == (1, None)


def test_guests_bring_revenue_and_are_nobody() -> None:
    world = empty_world(people=1, days=10)
    remember_orders(world, *buys(0, 1), *buys(GUEST, 2, paid=300_00))
    measures = measured(world, 0, 9)
    assert quotient(measures, "average_order_value") == (400.0, 2)
    assert quotient(measures, "guest_revenue_share") == (300.0, 400.0)
    assert quotient(measures, "net_revenue_per_buyer") == (100.0, 1)
    assert quotient(measures, "buyers") == (1, None)


def test_only_people_whose_days_are_over_count_for_a_window() -> None:
    # The worked case of the definitions: one mature for 7 days only and back within 7, one
    # mature for 30 and never back.
    world = empty_world(people=2, days=41)
    remember_orders(world, *buys(0, 30, 37), *buys(1, 5))
    measures = measured(world, 0, 40)
    assert quotient(measures, "repurchase_rate_within_7_days") == (1, 2)
    assert quotient(measures, "repurchase_rate_within_30_days") == (0, 1)
    assert quotient(measures, "repurchase_rate_within_90_days") == (None, None)


@pytest.mark.parametrize(("days", "mature"), [(37, None), (38, 1)])
def test_a_window_is_over_at_the_end_of_its_last_day(days: int, mature: int | None) -> None:
    world = empty_world(people=1, days=days)
    remember_orders(world, *buys(0, 30))
    assert quotient(measured(world, 0, 30), "repurchase_rate_within_7_days")[1] == mature


def lapses_of(days: int, *bought: int) -> list[Lapse]:
    """Give the lapses of a person who bought on some days."""
    world = empty_world(people=1, days=days)
    remember_orders(world, *buys(0, *bought))
    return [tuple(row.values()) for row in lapses(Facts(world, [])).to_pylist()]


def test_lapse_begins_91_days_after_the_last_purchase_day_and_ends_with_the_next() -> None:
    first = date(2024, 4, 1)  # 91 days after 1 January of a leap year
    assert lapses_of(200, 0, 91, 182) == []
    assert lapses_of(150, 0, 92) == [(0, first, date(2024, 4, 2))]
    assert lapses_of(92, 0) == [(0, first, None)]
    assert lapses_of(91, 0) == []


def test_a_person_is_lapsed_from_the_same_day() -> None:
    for days, lapsed_on in ((91, None), (92, date(2024, 4, 1))):
        world = empty_world(people=2, days=days)
        remember_orders(world, *buys(0, 0))
        assert persons(Facts(world, []))["lapsed_on"].to_pylist() == [lapsed_on, None]


def test_churn_counts_who_lapsed_in_the_period_and_is_still_gone() -> None:
    world = empty_world(people=6, days=300)
    remember_orders(
        world,
        *buys(0, 8),  # lapsed on day 99, before the period: not in the base
        *buys(1, 9),  # lapses on day 100, its first day
        *buys(2, 9, 150),  # comes back
        *buys(3, 108),  # new, lapses on day 199, its last day
        *buys(4, 109),  # new, lapses one day too late
        *buys(5, 8, 199),  # lapsed before the period, comes back in it
    )
    assert quotient(measured(world, 100, 199), "churn_rate") == (2, 4)


def test_retention_bracket_reaches_three_days_to_both_sides() -> None:
    world = empty_world(people=7, days=36)
    world.people.join_day[5:] = 3  # their bracket is not over
    for person, day in ((0, 26), (1, 27), (2, 33), (4, 34), (5, 33)):
        world.history.mark_active(day, np.array([person]))
    remember_orders(world, *buys(3, 30))  # a purchase is activity
    measures = measured(world, 0, 35)
    assert quotient(measures, "user_retention_bracket_30") == (3, 5)
    assert quotient(measures, "user_retention_on_day_30") == (2, 7)
    assert quotient(measures, "user_retention_on_or_after_30") == (4, 7)
    assert quotient(measures, "user_retention_bracket_90") == (None, None)


def relate(world: World, kind: int, person: int, start: int, end: int) -> None:
    """Add a spell of a contact or community."""
    world.history.add("relations", person=person, kind=kind, start_day=start, end_day=end)


def test_a_relationship_lives_while_any_part_of_it_does() -> None:
    world = empty_world(people=3, days=40)
    relate(world, CONTACT, 0, 0, 10)
    relate(world, GROUP, 0, 10, 20)  # takes over on the day the contact ends
    relate(world, CONTACT, 1, 0, 30)
    relate(world, GROUP, 1, 2, 5)
    world.history.add("memberships", person=2, start_day=15, end_day=-1)
    world.history.add("memberships", person=0, start_day=25, end_day=-1)
    relations = Facts(world, []).relations
    assert relations.live_counts[[9, 10, 15, 19, 20, 24, 25, 29, 30, 39]].tolist() == [
        2, 2, 3, 3, 2, 2, 3, 3, 2, 2,
    ]  # fmt: skip
    assert relations.is_live(20).tolist() == [False, True, True]
    assert relations.is_live(20, CONTACT).tolist() == [False, True, False]
    measures = measured(world, 16, 20)
    assert quotient(measures, "relationship_loss_rate") == (1, 3)
    assert quotient(measures, "total_users") == (2, None)


def run_campaign(world: World, campaign: int, window: int, **more: Any) -> None:
    """Add a campaign with a control that starts on day 10."""
    usual = {"kind": KIND_CODE["win_back"], "start": 10, "coupon": 0, "has_control": True}
    world.history.add("campaigns", campaign=campaign, window=window, **(usual | more))


def assign(world: World, campaign: int, day: int, treated: Iterable[int], control: Any) -> None:
    """Put people into the arms of a campaign."""
    for arm, is_treated in ((treated, True), (control, False)):
        for person in arm:
            world.history.add(
                "arms",
                campaign=campaign,
                person=person,
                day=day,
                is_treated=is_treated,
                variant=-1,
            )


def test_lift_is_what_the_treated_did_because_of_the_campaign() -> None:
    world = empty_world(people=8, days=100)
    run_campaign(world, 0, window=30, has_control=False)
    run_campaign(world, 1, window=30)
    assign(world, 1, 10, treated=range(5), control=(5, 6, 7))
    assign(world, 1, 70, treated=[0], control=[])  # its window is not over
    remember_orders(
        world,
        *buys(0, 40, campaign=1, is_extra=True),  # last day of the window: caused
        *buys(1, 11, campaign=1, is_extra=True),  # caused, but would have bought anyway
        *buys(1, 20),
        *buys(2, 20, campaign=0, is_extra=True),  # caused by another campaign
        *buys(3, 10),  # on the day of the assignment
        *buys(4, 41),  # after the window
        *buys(5, 30),
    )
    (lift,) = campaign_lifts(Facts(world, []))
    assert (lift.campaign_id, lift.campaign_type) == ("A000001", "win_back")
    assert (lift.start_date, lift.window_days) == (date(2024, 1, 11), 30)
    assert (lift.treated, lift.control) == (5, 3)
    assert (lift.converted_treated, lift.converted_control) == (3, 1)
    assert lift.converted_treated_without == 2
    assert lift.true_lift == pytest.approx(1 / 5)


def test_every_assignment_has_its_own_window() -> None:
    world = empty_world(people=2, days=100)
    run_campaign(world, 0, window=7)
    assign(world, 0, 10, treated=[0], control=[1])
    assign(world, 0, 30, treated=[0], control=[])
    remember_orders(world, *buys(0, 37, campaign=0, is_extra=True))
    (lift,) = campaign_lifts(Facts(world, []))
    assert (lift.treated, lift.converted_treated, lift.converted_treated_without) == (2, 1, 0)


def touch(world: World, campaign: int, person: int, day: int, **more: Any) -> None:
    """Add a delivered touch that nobody opens."""
    usual: dict[str, Any] = {
        "content": -1,
        "is_delivered": True,
        "is_opened": False,
        "open_seconds": 0,
        "is_clicked": False,
        "is_forwarded": False,
    }
    world.history.add("touches", person=person, day=day, campaign=campaign, **(usual | more))


def test_win_back_counts_lapsed_people_who_were_reached() -> None:
    world = empty_world(people=6, days=300)
    run_campaign(world, 0, window=30)
    run_campaign(world, 1, window=30, kind=KIND_CODE["reminder"])
    remember_orders(
        world,
        *buys(0, 9, 130),  # lapsed for a day, back on the last day of the window
        *buys(1, 9, 131),  # back one day too late
        *buys(2, 10, 110),  # not lapsed yet
        *buys(3, 9, 110),  # not reached
    )  # person 4 never bought
    for person in (0, 1, 2, 4):
        touch(world, 0, person, 100)
    touch(world, 0, 0, 100)  # once per campaign
    touch(world, 0, 3, 100, is_delivered=False)
    touch(world, 1, 1, 101)
    assert quotient(measured(world, 90, 120), "win_back_rate_within_30_days") == (1, 2)
    assert quotient(measured(world, 90, 120), "win_back_rate_within_14_days") == (0, 2)


def test_open_within_72_hours_of_touches_old_enough() -> None:
    world = empty_world(people=1, days=10)
    touch(world, 0, 0, 6, is_opened=True, open_seconds=72 * 3600)
    touch(world, 0, 0, 6, is_opened=True, open_seconds=72 * 3600 + 1)
    touch(world, 0, 0, 6, is_delivered=False)
    touch(world, 0, 0, 7, is_opened=True, open_seconds=60)
    measures = measured(world, 0, 9)
    assert quotient(measures, "open_rate") == (1, 2)


def test_incentives_cost_points_coupons_and_rebates() -> None:
    world = empty_world(people=1, days=10)
    remember_orders(world, *buys(0, 1, paid=1000_00))
    for kind, points in ((0, 900), (1, 500), (2, 100)):
        world.history.add("points", person=0, day=2, kind=kind, points=points, is_again=0)
    world.history.add(
        "coupons", coupon=np.arange(2), person=0, day=1, campaign=0, face=[2000, 3000]
    )
    world.history.add("redemptions", coupon=1, order=0, person=0, day=1)
    for name, amount in (("rebate", 400), ("points", 500), ("staff", 9900)):
        world.history.add("costs", day=9, source=-1, kind=COST_KINDS.index(name), amount=amount)
    measures = measured(world, 0, 9)
    assert quotient(measures, "incentive_cost_ratio") == (39.0, 1000.0)  # 5 + 30 + 4 CNY
    assert quotient(measures, "coupon_redemption_rate") == (1, 2)
    assert quotient(measures, "points_balance") == (300, None)


def test_channel_use_is_that_of_the_year_before() -> None:
    world = empty_world(people=4, days=731)
    remember_orders(
        world,
        *buys(0, 1, 400, 401, system=SHOP),
        *buys(1, 365, system=SHOP),
        *buys(1, 300, 420),
        *buys(2, 0, system=SHOP),  # 366 days before the period
        *buys(2, 400),
        *buys(3, 300, 500),
    )
    measures = measured(world, 366, 730)
    name = "omnichannel_repurchase_rate"
    assert quotient(measures, name, "channel_use", "online_only") == (1, 1)
    assert quotient(measures, name, "channel_use", "offline_only") == (0, 1)
    assert quotient(measures, name, "channel_use", "both") == (0, 1)
    assert quotient(measures, name, "channel_use", "none") == (0, 1)


def test_stickiness_compares_the_first_channels_of_two_purchase_days() -> None:
    world = empty_world(people=1, days=20)
    remember_orders(
        world,
        *buys(0, 1, system=SHOP, second=50),
        *buys(0, 1, system=STORE, second=40),
        *buys(0, 5, system=STORE),
        *buys(0, 9, system=SHOP),
    )
    assert quotient(measured(world, 2, 19), "channel_stickiness") == (1, 2)


def test_vip_needs_5000_yuan_in_365_days() -> None:
    world = empty_world(people=4, days=400)
    remember_orders(
        world,
        *buys(0, 34, 399, paid=2500_00),
        *buys(1, 35, 399, paid=2500_00),
        *buys(2, 219, paid=10_00),
    )
    measures = measured(world, 390, 399)
    tiers = {name: quotient(measures, "tier_users", "value_tier", name)[0] for name in
             ("vip", "active", "potential", "dormant")}  # fmt: skip
    # Person 2 bought 180 days ago, person 3 has done nothing for 399 days.
    assert tiers == {"vip": 1, "active": 2, "potential": 0, "dormant": 1}
    assert quotient(measures, "tier_revenue_share", "value_tier", "vip") == (2500.0, 5000.0)


def test_top_fifth_of_six_buyers_is_two_of_them() -> None:
    world = empty_world(people=6, days=10)
    remember_orders(world, *(buys(n, 1, paid=(n + 1) * 100_00)[0] for n in range(6)))
    assert quotient(measured(world, 0, 9), "top_quintile_revenue_share") == (1100.0, 2100.0)


def test_kaplan_meier_keeps_open_intervals_in_the_base() -> None:
    # 4 at risk, 1 closes on day 10: 3/4; one is lost on day 15; 1 of 2 closes on day 20: 3/8.
    lasted, is_closed = np.array([10, 15, 20, 40]), np.array([True, False, True, False])
    assert kaplan_meier_median(lasted, is_closed) == 20
    assert kaplan_meier_median(lasted, np.array([True, False, False, False])) is None


def test_categories_of_kept_lines_are_counted_over_the_period() -> None:
    world = empty_world(people=2, days=10)
    remember_orders(
        world,
        *buys(0, 1, kept_categories=0b101),
        *buys(0, 2, kept_categories=0b001),
        *buys(1, 1, kept_categories=0b1000_0000),
    )
    measures = measured(world, 0, 9)
    assert quotient(measures, "cross_purchase_rate") == (1, 2)
    assert quotient(measures, "categories_per_buyer") == (3, 2)


def test_next_step_of_the_sign_up_has_24_hours() -> None:
    world = empty_world(people=3, days=10)
    for person, day, second, step in (
        (0, 1, 100, 1), (1, 1, 200, 1), (0, 2, 100, 2), (1, 2, 201, 2), (2, 9, 1, 1),
    ):  # fmt: skip
        world.history.add("sign_ups", person=person, day=day, second=second, step=step)
    measures = measured(world, 0, 9)
    assert quotient(measures, "signup_step_dropoff", "signup_step", "1") == (1, 2)
    assert quotient(measures, "signup_step_dropoff", "signup_step", "2") == (2, 2)


def test_referral_counts_inviters_of_the_period() -> None:
    world = empty_world(people=5, days=60)
    world.people.join_day[:] = [0, 0, 20, 40, 41]
    world.people.inviter[:] = [-1, -1, 0, 2, 2]
    world.history.add("memberships", person=np.arange(5), start_day=0, end_day=-1)
    remember_orders(world, *buys(3, 45, 50), *buys(4, 59))
    measures = measured(world, 30, 58)
    assert quotient(measures, "referral_rate") == (1, 5)
    assert quotient(measures, "referred_conversion") == (1, 2)
    assert quotient(measures, "referred_repurchase_rate") == (1, 1)
    assert quotient(measures, "referral_chain_depth") == (2, None)


def test_acquisition_cost_is_divided_by_source() -> None:
    world = empty_world(people=3, days=10)
    world.people.source[:] = [0, 0, 1]
    for source, amount in ((0, 8000), (1, 3000)):
        world.history.add("costs", day=9, source=source, kind=0, amount=amount)
    measures = measured(world, 0, 9)
    assert quotient(measures, "acquisition_cost_per_user") == (110.0, 3)
    assert quotient(measures, "acquisition_cost_per_user", "source", "ads") == (80.0, 2)
    assert measures["acquisition_cost_per_user", "source", "store"].value is None


def test_returns_are_orders_with_goods_back_and_money_returned() -> None:
    world = empty_world(people=1, days=30)
    remember_orders(
        world,
        *buys(0, 1, 4, system=SHOP, refunded=100_00),
        *buys(0, 2, system=SHOP),
        *buys(0, 3, refunded=100_00),
    )
    refunds = ((0, SHOP, 1, 5), (1, SHOP, 1, 30), (2, STORE, 0, 8), (3, SHOP, 0, 6))
    for order, system, kind, completed in refunds:
        world.history.add(
            "refunds",
            order=order,
            system=system,
            kind=kind,
            requested_day=5,
            completed_day=completed,
            wait_days=completed - 5,
            amount=100_00,
        )
    measures = measured(world, 0, 29)
    # Order 1 is kept until its money is back; order 3 is neither kept nor returned.
    assert quotient(measures, "return_rate") == (2, 3)
    assert quotient(measures, "return_hours_share_within_48") == (1, 2)
    assert quotient(measures, "net_revenue_by_refund_date") == (100.0, None)


def test_age_grows_on_the_birthday() -> None:
    births = np.array(["2000-02-29", "1999-12-31", "2000-03-01"], dtype="datetime64[D]")
    assert ages(births, np.datetime64("2025-02-28")).tolist() == [24, 25, 24]
    assert ages(births, np.datetime64("2025-03-01")).tolist() == [25, 25, 25]


def test_only_periods_wholly_inside_count() -> None:
    found = calendar_periods(date(2024, 1, 2), 365)  # until 31 December 2024
    assert [one.start.month for one in found if one.grain == "month"] == list(range(2, 13))
    assert [(one.first, one.last) for one in found if one.grain == "quarter"] == [
        (90, 180), (181, 272), (273, 364),
    ]  # fmt: skip
    assert not [one for one in found if one.grain == "year"]
    assert (
        len([one for one in calendar_periods(date(2024, 1, 1), 365) if one.grain == "month"]) == 11
    )


def test_identities_are_those_that_a_system_landed() -> None:
    world = empty_world(people=2, days=10)
    world.people.has_contact[:] = world.people.has_group[:] = False
    world.is_registered[0] = world.has_account[1] = True
    found = pa.concat_tables(identities(Facts(world, [])))
    pairs = sorted(
        zip(found["person_id"].to_pylist(), found["identifier_type"].to_pylist(), strict=True)
    )
    assert pairs == [
        (0, "crm.member_id"), (0, "phone"), (0, "unionid"),
        (1, "openid"), (1, "phone"), (1, "shop.member_id"), (1, "unionid"),
    ]  # fmt: skip


def test_latent_states_stand_apart_and_never_is_null() -> None:
    world = empty_world(people=2, days=10)
    world.people.drop_day[:] = [3, NEVER]
    columns = persons(Facts(world, []))
    assert columns["latent_drop_out_date"].to_pylist() == [date(2024, 1, 4), None]
    assert columns["first_purchase_date"].to_pylist() == [None, None]


@pytest.mark.parametrize(
    ("figure", "is_within"),
    [
        (Figure("share", 0.5, 0.25, 0.75), True),
        (Figure("share", 0.5, 0.25, 0.76), False),
        (Figure("cost", 0.035, 0.03, 0.001, is_ceiling=True), True),
        (Figure("cost", 0.035, 0.03, 0.036, is_ceiling=True), False),
        (Figure("nothing", 0.5, 0.25, None), False),
    ],
)
def test_a_figure_is_within_its_tolerance(figure: Figure, is_within: bool) -> None:
    assert figure.is_within is is_within


@pytest.fixture(scope="module")
def small_brand() -> Callable[[int], World]:
    """Let a small brand live."""

    def start(seed: int) -> World:
        return live(
            PLAIN,
            Nowhere(),
            people=2000,
            days=130,
            seed=seed,
            as_of=date(2024, 5, 9),
            dirt=Dirt.default(),
        )

    return start


def written(world: World, folder: Path) -> dict[str, bytes]:
    """Write the truth of a world and give its files."""
    folder.mkdir()
    write_truth(world, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_equal_seeds_give_equal_bytes(small_brand: Callable[[int], World], tmp_path: Path) -> None:
    one, same, other = (
        written(small_brand(seed), tmp_path / name)
        for name, seed in (("one", 1), ("same", 1), ("other", 2))
    )
    assert one == same
    names = ("persons", "identities", "lapses", "stages")
    assert set(one) == {f"{name}.parquet" for name in names} | {
        "campaign_lifts.csv", "metrics.csv", "metric_notes.csv", "calibration.csv",
    }  # fmt: skip
    assert {name for name in one if one[name] == other[name]} == {"metric_notes.csv"}


def test_the_truth_of_a_brand_has_each_metric_once_and_agrees_with_itself(
    small_brand: Callable[[int], World], tmp_path: Path
) -> None:
    world = small_brand(1)
    written(world, tmp_path / "truth")
    with (tmp_path / "truth" / "metrics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = Counter(
        (row["metric_id"], row["grain"], row["period_start"], row["dimension"],
         row["dimension_value"]) for row in rows
    )  # fmt: skip
    assert max(keys.values()) == 1
    ids = {row["metric_id"] for row in rows if row["value"]}
    assert len(ids) >= 40
    assert set(METRIC_NOTES) <= {row["metric_id"] for row in rows}
    totals = {row["metric_id"] for row in rows if row["dimension"] == "all"}
    assert totals == {row["metric_id"] for row in rows}
    months = {
        metric_id: sum(
            round(float(row["value"]) * 100)
            for row in rows
            if (row["metric_id"], row["grain"], row["dimension"]) == (metric_id, "month", "all")
            and row["period_start"] < "2024-04-01"
        )
        for metric_id in ("net_revenue", "orders", "new_users", "new_buyers")
    }
    quarter = {
        row["metric_id"]: round(float(row["value"]) * 100)
        for row in rows
        if row["metric_id"] in months and (row["grain"], row["dimension"]) == ("quarter", "all")
    }
    assert months == quarter
    assert pq.read_table(tmp_path / "truth" / "persons.parquet").num_rows == 2000
    assert len(calibration(world)) == 18
