"""The simulated brand keeps to what people, orders and campaigns can and cannot do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from fugou.simulator.buying import GROUP_BUY, SALE
from fugou.simulator.exports.dirt import Dirt
from fugou.simulator.exports.tables import TABLES, TableSpec
from fugou.simulator.history import Columns
from fugou.simulator.life import live
from fugou.simulator.profiles import PLAIN
from fugou.simulator.refunding import GROUP_BUY_FAILED
from fugou.simulator.world import World

AS_OF = date(2025, 12, 31)
DAYS = 500
# What is rare happens often, so that a small brand shows it: service, refunds, members of level.
TROUBLED = replace(PLAIN, ticket_share=0.2, refund_shares=(0.1, 0.05), price_level=3.0)


class Collected:
    """A landing that keeps all rows in the order in which they come."""

    def __init__(self) -> None:
        self._parts: dict[str, list[pa.Table]] = defaultdict(list)

    def append(self, source: str, table: str, rows: pa.Table, day: int) -> None:
        """Keep the rows."""
        self._parts[f"{source}/{table}"].append(rows)

    @property
    def names(self) -> list[str]:
        """Tables that have rows."""
        return sorted(self._parts)

    def rows(self, name: str) -> pa.Table:
        """Give all rows of a table."""
        return pa.concat_tables(self._parts[name], promote_options="permissive")


class Brand:
    """What a brand landed and what is remembered of it."""

    def __init__(self, people: int, days: int, seed: int) -> None:
        self.landed = Collected()
        self.world: World = live(
            TROUBLED,
            self.landed,
            people=people,
            days=days,
            seed=seed,
            as_of=AS_OF,
            dirt=Dirt.default(),
        )

    def table(self, name: str) -> Columns:
        """Give a table of the history."""
        return self.world.history.table(name)

    @property
    def valued(self) -> Columns:
        """Paid orders of goods by known people."""
        orders = self.table("orders")
        keep = orders["is_paid"] & np.isin(orders["kind"], (SALE, GROUP_BUY))
        keep &= orders["person"] >= 0
        return {name: values[keep] for name, values in orders.items()}


@pytest.fixture(scope="module")
def brand() -> Brand:
    return Brand(people=3000, days=DAYS, seed=1)


def day_index(year: int, month: int, day: int) -> int:
    return DAYS - 1 - (AS_OF - date(year, month, day)).days


def assignments(arms: Columns, *, is_treated: bool) -> set[tuple[int, int, int]]:
    """Give (campaign, person, day) of one arm."""
    chosen = arms["is_treated"] == is_treated
    columns = (arms[name][chosen].tolist() for name in ("campaign", "person", "day"))
    return set(zip(*columns, strict=True))


def test_nobody_orders_before_joining(brand: Brand) -> None:
    orders = brand.table("orders")
    known = orders["person"] >= 0
    joined = brand.world.people.join_day[orders["person"][known]]
    assert np.all(orders["day"][known] >= joined)
    assert np.any(orders["day"][known] == joined)


def test_nobody_buys_by_herself_after_the_latent_drop_out(brand: Brand) -> None:
    orders = brand.valued
    is_late = orders["day"] >= brand.world.people.drop_day[orders["person"]]
    assert not np.any(is_late & ~orders["is_extra"])
    assert np.any(is_late & orders["is_extra"])  # a campaign still wins some back


def test_activity_falls_before_engagement_ends(brand: Brand) -> None:
    people = brand.world.people
    ends = people.engaged_until
    who = np.flatnonzero((ends < DAYS - 40) & (ends - people.join_day > 90))
    active = np.stack([brand.world.history.active_on(day) for day in range(DAYS)])

    def share(first: int, last: int) -> float:
        """Give the mean activity of so many days from the end on."""
        return float(np.mean([active[ends[who] + day, who] for day in range(first, last + 1)]))

    steady, fading, gone = share(-80, -41), share(-40, -1), share(0, 39)
    assert len(who) > 300
    # From 1 to 0.1 of the rate in even steps: a little more than half.
    assert 0.45 < fading / steady < 0.7
    assert gone < 0.15 * steady


def test_bought_extra_or_touched_is_only_who_was_treated(brand: Brand) -> None:
    arms, campaigns = brand.table("arms"), brand.table("campaigns")
    treated, held_out = (assignments(arms, is_treated=flag) for flag in (True, False))
    assert held_out
    windows = dict(zip(campaigns["campaign"].tolist(), campaigns["window"].tolist(), strict=True))
    orders, touches = brand.valued, brand.table("touches")
    extra = np.flatnonzero(orders["is_extra"])
    assert len(extra) > 100
    for place in extra.tolist():
        campaign, person, day = (int(orders[k][place]) for k in ("campaign", "person", "day"))
        assert any(
            (campaign, person, day - wait) in treated for wait in range(1, windows[campaign] + 1)
        )
    sent = zip(*(touches[name].tolist() for name in ("campaign", "person", "day")), strict=True)
    by_campaign = {touch for touch in sent if touch[0] >= 0}
    assert by_campaign <= treated
    assert not by_campaign & held_out


def test_coupon_is_redeemed_once_by_its_holder_in_its_time(brand: Brand) -> None:
    coupons, redemptions = brand.table("coupons"), brand.table("redemptions")
    orders = brand.table("orders")
    used = redemptions["coupon"]
    assert len(used) > 100
    assert len(np.unique(used)) == len(used)
    assert np.array_equal(coupons["coupon"], np.arange(len(coupons["coupon"])))
    assert np.array_equal(coupons["person"][used], redemptions["person"])
    assert np.array_equal(orders["person"][redemptions["order"]], redemptions["person"])
    assert np.array_equal(np.sort(orders["coupon"][orders["coupon"] >= 0]), np.sort(used))
    rows = brand.landed.rows("marketing/coupons")
    redeemed = rows.filter(pc.is_valid(rows["redeemed_at"]))
    assert len(redeemed) == len(used)
    assert pc.all(pc.less(redeemed["issued_at"], redeemed["redeemed_at"])).as_py()
    assert pc.all(pc.less(redeemed["redeemed_at"], redeemed["expires_at"])).as_py()
    landed = [int(number[1:]) for number in redeemed["coupon_id"].to_pylist()]
    faces = dict(zip(landed, redeemed["face_amount"].to_pylist(), strict=True))
    assert all(faces[coupon] == coupons["face"][coupon] for coupon in used.tolist())


def test_failed_group_buy_is_refunded_in_full(brand: Brand) -> None:
    refunds, orders = brand.table("refunds"), brand.table("orders")
    failed = refunds["kind"] == GROUP_BUY_FAILED
    of = refunds["order"][failed]
    assert len(of) > 20
    assert np.all(orders["kind"][of] == GROUP_BUY)
    assert np.array_equal(refunds["amount"][failed], orders["paid"][of])
    is_back = refunds["completed_day"][failed] < DAYS
    assert np.array_equal(orders["refunded"][of[is_back]], orders["paid"][of[is_back]])


@pytest.mark.parametrize(
    ("name", "order", "product"),
    [
        ("shop/order_items", "order_id", "product_id"),
        ("store/receipt_lines", "receipt_no", "product_no"),
    ],
)
def test_amounts_of_lines_add_up(brand: Brand, name: str, order: str, product: str) -> None:
    lines = brand.landed.rows(name)
    products = brand.landed.rows("shop/products")["product_id"]
    assert pc.all(pc.is_in(lines[product], value_set=products)).as_py()
    amounts = {
        column: lines[column].to_numpy()
        for column in ("quantity", "unit_price", "list_amount", "discount_amount", "paid_amount")
    }
    assert np.array_equal(amounts["unit_price"] * amounts["quantity"], amounts["list_amount"])
    net = amounts["list_amount"] - amounts["discount_amount"]
    assert np.array_equal(amounts["paid_amount"], net)
    assert np.all(net > 0)
    of = np.array([int(number[-9:]) for number in lines[order].to_pylist()])
    paid = brand.table("orders")["paid"]
    sums = np.bincount(of, net, minlength=len(paid)).astype(np.int64)
    assert np.array_equal(sums[np.unique(of)], paid[np.unique(of)])


def test_refunds_never_exceed_what_was_paid(brand: Brand) -> None:
    refunds, orders = brand.table("refunds"), brand.table("orders")
    asked = np.zeros(len(orders["paid"]), dtype=np.int64)
    np.add.at(asked, refunds["order"], refunds["amount"])
    assert np.all(asked <= orders["paid"])
    assert np.all(orders["refunded"] <= asked)
    assert np.all(refunds["amount"] > 0)
    landed = sum(
        pc.sum(rows.filter(pc.is_valid(rows["completed_at"]))[amount]).as_py()
        for rows, amount in (
            (brand.landed.rows("shop/refunds"), "amount"),
            (brand.landed.rows("store/returns"), "refund_amount"),
        )
    )
    assert landed == orders["refunded"].sum()


def test_inviters_were_there_before(brand: Brand) -> None:
    people = brand.world.people
    invited = np.flatnonzero(people.inviter >= 0)
    assert len(invited) > 100
    assert np.all(people.join_day[people.inviter[invited]] < people.join_day[invited])
    referrals = brand.landed.rows("crm/referrals")
    accepted = referrals.filter(pc.is_valid(referrals["invitee_no"]))
    assert len(accepted) == len(invited)
    assert not pc.any(pc.equal(accepted["inviter_no"], accepted["invitee_no"])).as_py()


@pytest.mark.parametrize("spec", TABLES.values(), ids=lambda spec: spec.name)
def test_versions_of_a_row_follow_each_other(brand: Brand, spec: TableSpec) -> None:
    rows = brand.landed.rows(spec.name)
    latest: dict[tuple[Any, ...], Any] = {}
    keys = zip(*(rows[column].to_pylist() for column in spec.key), strict=True)
    for key, instant in zip(keys, rows[spec.instant].to_pylist(), strict=True):
        assert key not in latest or latest[key] < instant, key
        latest[key] = instant


def test_bad_service_brings_drop_out_forward(brand: Brand) -> None:
    tickets = brand.table("tickets")
    drop_day = brand.world.people.drop_day[tickets["person"]]
    leaves = drop_day <= tickets["opened_day"] + 25
    is_late = tickets["resolve_seconds"] > 72 * 3600
    assert is_late.sum() > 50
    # 45 % of those who wait leave for it; of a life of 600 days 25 are a twentieth.
    assert leaves[is_late].mean() > 0.35
    assert leaves[~is_late].mean() < 0.2


def test_sign_up_leaks_at_its_last_step(brand: Brand) -> None:
    rows = brand.table("sign_ups")
    people = brand.world.people
    at_once = rows["day"] == people.join_day[rows["person"]]
    first, second, third, fourth, last = np.bincount(rows["step"][at_once], minlength=6)[1:]
    assert first == second == third == fourth > 1000
    assert 0.65 < last / fourth < 0.75  # 30 % leave it there
    assert np.all(rows["step"][~at_once] == 5)
    assert (~at_once).sum() > 0.8 * (fourth - last)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 1, 9), date(2025, 1, 26)),  # 20 to 3 days before the Spring Festival
        (date(2025, 6, 16), date(2025, 6, 18)),
        (date(2024, 11, 9), date(2024, 11, 11)),
        (date(2025, 11, 9), date(2025, 11, 11)),
    ],
)
def test_festivals_lift_orders(brand: Brand, first: date, last: date) -> None:
    per_day = np.bincount(brand.valued["day"], minlength=DAYS)
    month = [date(first.year, first.month, 1) + timedelta(days=n) for n in range(30)]
    month = [day for day in month if day.month == first.month]
    of = np.array([first <= day <= last for day in month])
    orders = np.array([per_day[day_index(day.year, day.month, day.day)] for day in month])
    assert orders[of].mean() > 1.3 * orders[~of].mean()


def test_equal_seeds_give_equal_histories() -> None:
    one, same, other = (Brand(people=200, days=90, seed=seed) for seed in (3, 3, 4))
    for name in one.landed.names:
        assert one.landed.rows(name).equals(same.landed.rows(name)), name
    for name in ("orders", "touches", "relations", "tickets", "points"):
        left, right = one.table(name), same.table(name)
        assert all(np.array_equal(left[column], right[column]) for column in left), name
    assert one.landed.names == same.landed.names
    assert not np.array_equal(one.table("orders")["paid"], other.table("orders")["paid"])
