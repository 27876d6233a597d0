"""Relations, consents, touches, coupons and campaigns of the simulated brand, against its truth.

The facts are counted here in SQL of its own; the truth comes from the simulator's state.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray
from warehouse import Warehouse

from fugou.simulator.exports.dirt import Dirt
from fugou.simulator.life import live
from fugou.simulator.profiles import FIELD_REPORT
from fugou.simulator.truth.facts import Facts

AS_OF = "date '2025-12-31'"
FACTS = "warehouse.user_facts"
OPENING, CLOSING = "first_date - 1", "last_date"
CONSENTS, SPELLS = f"{FACTS}.fct_consents", f"{FACTS}.fct_relationship_spells"
CONTACTS = f"(from {FACTS}.fct_relations where relation_kind = 'contact')"


def _live(relation: str, day: str, condition: str = "true") -> str:
    """Count the people with a spell that is live at the end of a day."""
    return (
        f"(select count(distinct user_id) from {relation} as spells where {condition}"
        f" and started_date <= {day} and coalesce(ended_date > {day}, true))"
    )


def _live_people(relation: str, day: str) -> str:
    return (
        f"(select user_id from {relation}"
        f" where started_date <= {day} and coalesce(ended_date > {day}, true))"
    )


def _count(relation: str, day: str, condition: str = "true") -> str:
    """Count the rows of the days of a period."""
    return (
        f"(select count(*) from {FACTS}.{relation}"
        f" where {day} between first_date and last_date and {condition})"
    )


def _until(relation: str, day: str) -> str:
    return f"(select count(*) from {FACTS}.{relation} where {day} <= last_date)"


def _touches(condition: str) -> str:
    return _count("fct_touches", "sent_date", condition)


# Numerator and denominator of a metric in a period; None: not made of these facts, or without.
METRICS: dict[str, tuple[str | None, str | None]] = {
    "total_users": (_live(SPELLS, CLOSING), None),
    "user_growth_rate": (_live(SPELLS, CLOSING), _live(SPELLS, OPENING)),
    "relationship_loss_rate": (
        _live(SPELLS, OPENING, f"user_id not in {_live_people(SPELLS, CLOSING)}"),
        _live(SPELLS, OPENING),
    ),
    "wecom_contacts": (_live(CONTACTS, CLOSING), None),
    "community_count": (_until("dim_groups", "opened_date"), None),
    "consent_rate": (_live(CONSENTS, CLOSING), None),
    "erasure_open": (_until("fct_erasure_requests", "requested_date"), None),
    "open_rate": (
        _touches(f"is_delivered and sent_date + 3 <= {AS_OF} and seconds_to_open <= 72 * 3600"),
        _touches(f"is_delivered and sent_date + 3 <= {AS_OF}"),
    ),
    "click_rate": (_touches("is_clicked"), _touches("is_delivered")),
    "forward_rate": (_touches("is_forwarded"), _touches("is_opened")),
    "content_reach": (_touches("is_delivered and content_id is not null"), None),
    "touch_coverage": (
        _live(
            CONSENTS,
            CLOSING,
            f"user_id in (select user_id from {FACTS}.fct_touches where is_delivered"
            " and sent_date between first_date and last_date)",
        ),
        _live(CONSENTS, CLOSING),
    ),
    "coupon_redemption_rate": (
        _count("fct_coupons", "issued_date", "is_redeemed"),
        _count("fct_coupons", "issued_date"),
    ),
    "event_signup_rate": (
        None,
        _count(
            "fct_campaign_members",
            "assigned_date",
            f"campaign_id in (select campaign_id from {FACTS}.dim_campaigns"
            " where campaign_type = 'event')",
        ),
    ),
}


@pytest.mark.parametrize("metric", METRICS)
def test_the_facts_count_up_to_the_true_metrics(demo_brand: Warehouse, metric: str) -> None:
    with (demo_brand.workspace.truth / "metrics.csv").open(encoding="utf-8", newline="") as lines:
        truth = {
            (line["grain"], line["period_start"]): (line["numerator"], line["denominator"])
            for line in csv.DictReader(lines)
            if line["metric_id"] == metric and line["dimension"] == "all"
        }
    # September 2024 to December 2025 hold 16 whole months, 5 quarters and a year.
    assert len(truth) == 22
    starts = ", ".join(f"('{grain}', date '{start}')" for grain, start in truth)
    queries = METRICS[metric]
    found = {
        (grain, start): numbers
        for grain, start, *numbers in demo_brand.rows(
            "with periods as (select *, (first_date + to_months(case grain when 'month' then 1"
            " when 'quarter' then 3 else 12 end) - interval 1 day)::date as last_date"
            f" from (values {starts}) as starts(grain, first_date))"
            " select grain, first_date::varchar,"
            f" {', '.join(query or 'null' for query in queries)} from periods"
        )
    }
    for period, expected in truth.items():
        for ours, theirs, query in zip(found[period], expected, queries, strict=True):
            assert query is None or str(ours) == theirs, (period, ours, theirs)
    assert any(sum(filter(None, numbers)) for numbers in found.values())


def test_treated_and_control_of_each_campaign_are_the_true_ones(demo_brand: Warehouse) -> None:
    lifts = f"'{demo_brand.workspace.truth}/campaign_lifts.csv'"
    differing = demo_brand.rows(
        "with truth as (select 'marketing:' || campaign_id as campaign_id, campaign_type,"
        f" start_date, window_days, treated, control from {lifts}),"
        " found as (select campaign_id, campaign_type, starts_date, window_days,"
        " count(*) filter (arm = 'treated' and is_over),"
        " count(*) filter (arm = 'control' and is_over)"
        f" from (select *, assigned_date + window_days::int <= {AS_OF} as is_over"
        f" from truth join {FACTS}.dim_campaigns using (campaign_id, campaign_type)"
        f" left join {FACTS}.fct_campaign_members using (campaign_id))"
        " group by all)"
        " (from truth except from found) union all (from found except from truth)"
    )
    assert differing == []
    ((campaigns,),) = demo_brand.rows(f"select count(*) from {lifts} where treated > 0")
    assert campaigns > 20


@pytest.mark.parametrize(
    ("fact", "column", "listed"),
    [
        ("fct_relations", "staff_id", "dim_staff"),
        ("fct_relations", "group_id", "dim_groups"),
        ("dim_groups", "owner_staff_id", "dim_staff"),
        ("dim_staff", "store_id", "dim_stores"),
        ("fct_touches", "staff_id", "dim_staff"),
        ("fct_touches", "campaign_id", "dim_campaigns"),
        ("fct_campaign_members", "campaign_id", "dim_campaigns"),
        ("fct_coupons", "campaign_id", "dim_campaigns"),
        ("fct_coupons", "order_id", "fct_orders"),
    ],
)
def test_what_a_fact_names_is_listed_whichever_system_lists_it(
    demo_brand: Warehouse, fact: str, column: str, listed: str
) -> None:
    key = "order_id" if listed == "fct_orders" else column.removeprefix("owner_")
    ((named, unknown),) = demo_brand.rows(
        f"select count({column}), count({column}) filter ({column} not in"
        f" (select {key} from {FACTS}.{listed})) from {FACTS}.{fact}"
    )
    assert named > 0
    assert unknown == 0


class _Nowhere:
    """A landing in which nothing lands."""

    def append(self, source: str, table: str, rows: pa.Table, due: Any) -> None:
        """Forget rows."""


@pytest.fixture(scope="module")
def true_facts(demo_brand: Warehouse) -> Facts:
    """Let the brand live once more: its state is what the truth was written from."""
    text = (demo_brand.workspace.truth / "simulation.json").read_text(encoding="utf-8")
    wish = json.loads(text)
    assert wish["profile"] == FIELD_REPORT.name
    world = live(
        FIELD_REPORT,
        _Nowhere(),
        people=wish["people"],
        days=wish["days"],
        seed=wish["seed"],
        as_of=date.fromisoformat(wish["as_of"]),
        dirt=Dirt(wish["dirt"]["rates"]),
    )
    return Facts(world, [])


def _differing(
    warehouse: Warehouse, found: str, truth: dict[str, NDArray[Any]], folder: Path
) -> list[tuple[Any, ...]]:
    """Compare the rows of a query with columns of the truth, both ways, repeats counted."""
    file = folder / "truth.parquet"
    pq.write_table(pa.table({name: pa.array(values) for name, values in truth.items()}), file)
    return warehouse.rows(
        f"with found as ({found}), truth as (select * replace (nullif(ended_date,"
        f" date '9999-12-31') as ended_date) from '{file}')"
        " (from found except all from truth) union all (from truth except all from found)"
    )


def _dates(facts: Facts, days: NDArray[Any]) -> NDArray[np.datetime64]:
    """Turn day indexes into dates; the end of what is open, into the last date of all."""
    first = np.datetime64(facts.world.clock.first_day, "D")
    is_open = (days < 0) | (days > facts.as_of)
    return np.where(is_open, np.datetime64("9999-12-31"), first + np.where(is_open, 0, days))


def test_spells_of_true_persons_with_any_relation_are_the_true_ones(
    demo_brand: Warehouse, true_facts: Facts, people_of_users: str, tmp_path: Path
) -> None:
    person, start, end = true_facts.relations.spells
    truth = {
        "person_id": person,
        "started_date": _dates(true_facts, start),
        "ended_date": _dates(true_facts, end),
    }
    assert len(person) >= true_facts.count
    found = (
        f"select person_id, started_date, ended_date from {SPELLS}"
        f" left join {people_of_users} using (user_id)"
    )
    assert _differing(demo_brand, found, truth, tmp_path) == []


def test_contacts_groups_and_memberships_of_true_persons_are_the_true_ones(
    demo_brand: Warehouse, true_facts: Facts, people_of_users: str, tmp_path: Path
) -> None:
    relations, members = true_facts.table("relations"), true_facts.table("memberships")
    ends = np.concatenate([relations["end_day"], members["end_day"]])
    truth = {
        "person_id": np.concatenate([relations["person"], members["person"]]).astype(np.int64),
        "kind": np.append(
            np.array(["contact", "group"])[relations["kind"]],
            np.repeat("membership", len(members["person"])),
        ),
        "started_date": _dates(
            true_facts, np.concatenate([relations["start_day"], members["start_day"]])
        ),
        "ended_date": _dates(true_facts, ends),
    }
    assert min(np.count_nonzero(relations["end_day"] >= 0), (members["end_day"] >= 0).sum()) > 100
    found = (
        "select person_id, kind, started_date, ended_date from"
        f" (select user_id, relation_kind as kind, started_date, ended_date from"
        f" {FACTS}.fct_relations union all select user_id, 'membership', started_date, ended_date"
        f" from {FACTS}.fct_member_spells) left join {people_of_users} using (user_id)"
    )
    assert _differing(demo_brand, found, truth, tmp_path) == []
