"""Service, delivery, points, surveys, contents, costs and referrals of the simulated brand.

Each metric of the truth is computed here in SQL of its own over the user facts, so that a wrong
fact shows before any KPI is built on it. Belongs here: facts of those entities. Does not belong
here: buying (test_demo_brand).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

import pytest
from warehouse import Warehouse

_AS_OF = "date '2025-12-31'"
_PERIODS = {"month": 16, "quarter": 5, "year": 1}
_FACTS = "warehouse.user_facts"


@dataclass(frozen=True)
class Metric:
    """How a metric follows from facts.

    Args:
        rows: A query with a column `day`; {truth} is the folder of the truth.
        above: Aggregate over its rows: the numerator, or the value of a metric without one.
        below: The denominator; None for a number.
        by: Dimension and its column, besides the total.
        is_cumulative: All days until the end of the period count, not only those in it.
        is_numerator: Only the numerator follows from these facts.
    """

    rows: str
    above: str
    below: str | None = None
    by: tuple[str, str] | None = None
    is_cumulative: bool = False
    is_numerator: bool = False


_REPLIED = (
    "select opened_date as day, seconds_to_first_reply / 60 as minutes"
    f" from {_FACTS}.fct_tickets where resolved_date is not null"
)
_RETURNS = (
    "select distinct order_id, refund_id, refund_date as day,"
    " refund_date - cast(requested_at + interval 8 hour as date) as days"
    f" from {_FACTS}.fct_refunds where refund_kind = 'return'"
)
_ANSWERS = f"select answered_date as day, * from {_FACTS}.fct_survey_answers where question_id = "
_COSTS = f"select booked_date as day, * from {_FACTS}.fct_costs"
# Who accepted but is not registered yet has nothing that links the number of the invitation to
# the account in the shop; only the truth knows both.
_ACCOUNTS = (
    "select numbers.user_id as invitee_user_id, accounts.user_id as account_user_id"
    " from '{truth}/persons.parquet' as persons"
    " join '{truth}/identities.parquet' as known using (person_id)"
    f" join {_FACTS}.int_identifiers_resolved as numbers using (identifier_type, identifier)"
    " join '{truth}/identities.parquet' as also_known using (person_id)"
    f" join {_FACTS}.int_identifiers_resolved as accounts"
    " on also_known.identifier_type = accounts.identifier_type"
    " and also_known.identifier = accounts.identifier"
    " where persons.registered_date is null and known.identifier_type = 'crm.member_id'"
    " and also_known.identifier_type = 'shop.member_id'"
)
_REFERRED = (
    "select accepted_date as day, inviter_user_id,"
    " coalesce(account_user_id, invitee_user_id) as user_id"
    f" from {_FACTS}.fct_referrals left join ({_ACCOUNTS}) as accounts using (invitee_user_id)"
    " where is_valid"
)
_POINTS_AND_PAID = (
    f"with firsts as (select user_id, min(ordered_date) as first_date from {_FACTS}.fct_orders"
    " where is_paid and user_id is not null group by user_id),"
    " members as (select user_id, min(cast(joined_at + interval 8 hour as date)) as joined_date"
    f" from {_FACTS}.int_members_classified join {_FACTS}.int_identifiers_resolved"
    " on member_id = 'crm:' || identifier and identifier_type = 'crm.member_id' group by user_id)"
    # By the order behind them: points may follow after midnight.
    " select ordered_date as day, ordered_date > first_date as is_again, points, 0 as paid"
    f" from {_FACTS}.fct_points join {_FACTS}.fct_orders using (order_id) join firsts"
    " on firsts.user_id = fct_orders.user_id where movement_kind = 'earn'"
    " union all select ordered_date, ordered_date > first_date, 0, paid_amount"
    f" from {_FACTS}.fct_orders join firsts using (user_id) join members using (user_id)"
    " where is_paid and joined_date <= ordered_date"
)

# Whoever stands behind an identifier, these are the same.
FREE_OF_IDENTITY = {
    "first_response_minutes": Metric(_REPLIED, "quantile_cont(minutes, 0.5)"),
    "first_response_minutes_mean": Metric(_REPLIED, "sum(minutes)", "count(day)"),
    "first_response_minutes_p90": Metric(_REPLIED, "quantile_cont(minutes, 0.9)"),
    "first_response_minutes_share_within_30": Metric(
        _REPLIED, "count(*) filter (minutes <= 30)", "count(day)"
    ),
    "resolution_rate": Metric(
        f"select opened_date as day, * from {_FACTS}.fct_tickets where opened_date + 3 <= {_AS_OF}",
        "count(*) filter (seconds_to_resolution <= 72 * 3600)",
        "count(day)",
    ),
    "return_rate": Metric(
        f"select ordered_date as day, is_kept, order_id in (select order_id from ({_RETURNS}))"
        f" as is_returned from {_FACTS}.fct_orders where is_paid",
        "count(*) filter (is_returned)",
        "count(*) filter (is_returned or is_kept)",
    ),
    "return_hours_share_within_48": Metric(_RETURNS, "count(*) filter (days <= 2)", "count(day)"),
    "next_day_delivery_share": Metric(
        f"select shipments.ordered_date as day, * from {_FACTS}.fct_shipments as shipments"
        f" join {_FACTS}.fct_orders as orders using (order_id)"
        " where orders.is_kept and shipments.delivered_date is not null",
        "count(*) filter (is_next_day)",
        "count(day)",
    ),
    "nps": Metric(
        f"{_ANSWERS} 'nps'",
        "count(*) filter (score >= 9) - count(*) filter (score <= 6)",
        "count(day)",
    ),
    "satisfaction_rate": Metric(
        f"{_ANSWERS} 'satisfaction'", "count(*) filter (score >= 4)", "count(day)"
    ),
    "emotional_connection": Metric(
        f"{_ANSWERS} 'attachment'", "count(*) filter (answer_value = 'yes')", "count(day)"
    ),
    "churn_reason_share": Metric(
        f"{_ANSWERS} 'churn_reason'", "count(day)", "count(day)", by=("reason", "answer_value")
    ),
    "content_published": Metric(
        f"select published_date as day, * from {_FACTS}.dim_contents",
        "count(day)",
        by=("content_type", "content_type"),
    ),
    "live_sessions": Metric(
        f"select started_date as day from {_FACTS}.dim_live_sessions", "count(day)"
    ),
    "community_events": Metric(
        f"select held_date as day from {_FACTS}.fct_community_events", "count(day)"
    ),
    "community_event_participants": Metric(
        f"select held_date as day, * from {_FACTS}.fct_community_events", "sum(participant_count)"
    ),
    "points_balance": Metric(
        f"select moved_date as day, * from {_FACTS}.fct_points", "sum(points)", is_cumulative=True
    ),
    "budget_share": Metric(
        f"{_COSTS} where cost_kind in ('staff', 'tools', 'campaigns')",
        "sum(amount)",
        "sum(amount)",
        by=("kind", "cost_kind"),
    ),
    "acquisition_cost_per_user": Metric(
        f"{_COSTS} where cost_kind = 'acquisition'",
        "sum(amount)",
        by=("source", "channel"),
        is_numerator=True,
    ),
    "incentive_cost_ratio": Metric(
        "select moved_date as day, -0.01 * points as spent, 0 as earned"
        f" from {_FACTS}.fct_points where movement_kind = 'redeem'"
        f" union all select redeemed_date, face_amount, 0 from {_FACTS}.fct_coupons"
        f" union all select booked_date, amount, 0 from {_FACTS}.fct_costs"
        " where cost_kind = 'rebate'"
        f" union all select ordered_date, 0, kept_amount from {_FACTS}.fct_orders where is_kept",
        "sum(spent)",
        "sum(earned)",
    ),
}
# These need to know who is who.
OF_PEOPLE = {
    "referral_rate": Metric(_REFERRED, "count(distinct inviter_user_id)", is_numerator=True),
    "referral_chain_depth": Metric(
        f"select accepted_date as day, referral_depth from {_FACTS}.fct_referrals as referrals"
        f" join {_FACTS}.fct_referral_tree as tree on referrals.invitee_user_id = tree.user_id"
        " where is_valid",
        "max(referral_depth)",
        is_cumulative=True,
    ),
    "referred_conversion": Metric(
        f"select referred.day, first_date from ({_REFERRED}) as referred left join (select user_id,"
        f" min(purchase_date) as first_date from {_FACTS}.fct_purchase_days group by user_id)"
        " as buyers using (user_id)",
        "count(*) filter (first_date <= period_end)",
        "count(day)",
    ),
    "referred_repurchase_rate": Metric(
        f"select purchase_date as day, user_id from {_FACTS}.fct_purchase_days"
        f" where user_id in (select user_id from ({_REFERRED}))",
        "len(list_filter(map_values(histogram(user_id)), lambda times: times >= 2))",
        "count(distinct user_id)",
    ),
    "repurchase_points_multiple": Metric(
        _POINTS_AND_PAID,
        "sum(points) filter (is_again) / sum(paid) filter (is_again)",
        "sum(points) filter (not is_again) / sum(paid) filter (not is_again)",
    ),
}


def _measured(
    warehouse: Warehouse, metric: Metric, grain: str, starts: list[str], column: str
) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Compute a metric by period and a column of its rows."""
    since = "" if metric.is_cumulative else "and day >= period_start"
    rows = metric.rows.replace("{truth}", str(warehouse.workspace.truth))
    found = warehouse.rows(
        f"with periods as (select cast(unnest({starts}) as date) as period_start), spans as ("
        f"select *, cast(period_start + interval 1 {grain} as date) - 1 as period_end from periods)"
        f" select cast(period_start as varchar), {column}, {metric.above}, {metric.below or 'null'}"
        f" from spans left join ({rows}) as facts on day <= period_end {since} group by all"
    )
    return {(start, name): (above, below) for start, name, above, below in found}


def _is_same(expected: str, found: Any) -> bool:
    """Compare a number of the truth, empty where it is undefined, with ours."""
    if found is None or not expected:
        return found is None and not expected
    return bool(float(found) == pytest.approx(float(expected), rel=1e-9))


def _equals(line: dict[str, str], metric: Metric, above: Any, below: Any) -> bool:
    """Compare a line of the truth with what the facts give."""
    if metric.is_numerator:
        return _is_same(line["numerator"], above)
    told = {"numerator": above, "denominator": below}
    if metric.below is None:
        told["value"] = above
    else:
        told["value"] = float(above) / float(below) if below else None
    return all(
        _is_same(line[name], number)
        for name, number in told.items()
        # The truth tells no parts of a quantile.
        if name == "value" or line[name]
    )


def _differing(warehouse: Warehouse, metric_id: str, metric: Metric) -> list[Any]:
    """List the lines of the truth from which the facts differ, with what they give instead."""
    with (warehouse.workspace.truth / "metrics.csv").open(encoding="utf-8", newline="") as lines:
        truth = [line for line in csv.DictReader(lines) if line["metric_id"] == metric_id]
    dimension, column = metric.by or ("all", "'all'")
    assert {line["dimension"] for line in truth} == {"all", dimension}
    differing = []
    for grain, number in _PERIODS.items():
        ours = [line for line in truth if line["grain"] == grain]
        starts = sorted({line["period_start"] for line in ours})
        assert len(starts) == number
        total = _measured(warehouse, metric, grain, starts, "'all'")
        parts = {**_measured(warehouse, metric, grain, starts, column), **total}
        for line in ours:
            above, _ = parts.get((line["period_start"], line["dimension_value"]), (0, None))
            _, below = total[line["period_start"], "all"]
            if not _equals(line, metric, above, below):
                differing.append((line, above, below))
    return differing


@pytest.mark.parametrize("metric_id", FREE_OF_IDENTITY)
def test_a_metric_that_names_no_person_follows_from_the_facts(
    demo_brand: Warehouse, metric_id: str
) -> None:
    assert _differing(demo_brand, metric_id, FREE_OF_IDENTITY[metric_id]) == []


@pytest.mark.parametrize("metric_id", OF_PEOPLE)
def test_a_metric_of_people_follows_from_the_facts(demo_brand: Warehouse, metric_id: str) -> None:
    assert _differing(demo_brand, metric_id, OF_PEOPLE[metric_id]) == []
