"""Expected values of service, delivery, surveys and contents.

Belongs here: tickets, returns, shipments, answers, contents, live streams. Does not belong here:
refunded money (repurchase).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fugou.simulator.interacting import CONTENT_TYPES
from fugou.simulator.serving import REASONS
from fugou.simulator.truth.facts import Facts, is_return
from fugou.simulator.truth.measures import Measure, count, matured, quantile, ratio
from fugou.simulator.truth.periods import Period

SOLVED_DAYS = 3
SOLVED_SECONDS = SOLVED_DAYS * 86_400
REPLY_SECONDS = 30 * 60
RETURN_DAYS = 2  # 48 hours
PROMOTERS_FROM, DETRACTORS_TO = 9, 6
SATISFIED_FROM = 4

NOTES = {
    "first_response_minutes": "median; tickets by day of opening; a reply is known when the ticket"
    " is solved",
    "first_response_minutes_mean": "as first_response_minutes",
    "first_response_minutes_p90": "as first_response_minutes, linear between neighbours",
    "first_response_minutes_share_within_30": "as first_response_minutes",
    "resolution_rate": "tickets by day of opening, only those whose 72 h (3 days) are over",
    "return_rate": "valid orders of the period with goods back and money returned by as_of_date"
    " (refund kind return, or any return to a store) / orders kept or so returned",
    "return_hours_share_within_48": "returns completed in the period, guests included",
    "next_day_delivery_share": "kept orders of the period delivered by as_of_date",
    "nps": "promoters - detractors as a share of the answers, in [-1, 1]",
    "satisfaction_rate": "answers of the period",
    "emotional_connection": "answers yes to the question attachment",
    "churn_reason_share": "reasons as the survey lands them",
    "content_dwell_seconds": "mean over views of contents",
    "content_views": "view events that carry a content",
    "content_interaction_rate": "like, comment, share and save events / views of contents",
}


def measures(facts: Facts, period: Period) -> Iterator[Measure]:
    """Measure service and contents in a period.

    Args:
        facts: Of a world.
        period: Days of it.

    Yields:
        Expected values.
    """
    yield from _tickets(facts, period)
    yield from _deliveries(facts, period)
    yield from _answers(facts, period)
    yield from _contents(facts, period)


def _tickets(facts: Facts, period: Period) -> Iterator[Measure]:
    tickets = facts.rows("tickets", period.first, period.last, by="opened_day")
    seconds = tickets["reply_seconds"][tickets["resolved_day"] <= facts.as_of]
    minutes = seconds / 60
    name = "first_response_minutes"
    yield quantile(name, minutes, 0.5)
    yield matured(f"{name}_mean", int(seconds.sum()) / 60, len(seconds))
    yield quantile(f"{name}_p90", minutes, 0.9)
    in_time = np.count_nonzero(seconds <= REPLY_SECONDS)
    yield ratio("first_response_minutes_share_within_30", in_time, len(seconds))
    is_mature = tickets["opened_day"] + SOLVED_DAYS <= facts.as_of
    is_solved = is_mature & (tickets["resolve_seconds"] <= SOLVED_SECONDS)
    yield matured("resolution_rate", np.count_nonzero(is_solved), np.count_nonzero(is_mature))


def _deliveries(facts: Facts, period: Period) -> Iterator[Measure]:
    orders = facts.paid_within(period.first, period.last)
    is_returned = orders["is_returned"]
    base = is_returned | (orders["paid"] > orders["refunded"])
    yield ratio("return_rate", np.count_nonzero(is_returned), np.count_nonzero(base))
    refunds = facts.rows("refunds", period.first, period.last, by="completed_day")
    waits = refunds["wait_days"][is_return(refunds)]
    yield ratio("return_hours_share_within_48", np.count_nonzero(waits <= RETURN_DAYS), len(waits))
    shipments = facts.rows("shipments", period.first, period.last, by="ordered_day")
    kept = orders["order"][orders["paid"] > orders["refunded"]]
    is_there = (shipments["delivered_day"] <= facts.as_of) & np.isin(shipments["order"], kept)
    is_next = is_there & (shipments["delivered_day"] - shipments["ordered_day"] <= 1)
    yield ratio("next_day_delivery_share", np.count_nonzero(is_next), np.count_nonzero(is_there))


def _answers(facts: Facts, period: Period) -> Iterator[Measure]:
    answers = facts.rows("surveys", period.first, period.last)
    total = len(answers["person"])
    promoters = np.count_nonzero(answers["nps"] >= PROMOTERS_FROM)
    detractors = np.count_nonzero(answers["nps"] <= DETRACTORS_TO)
    yield ratio("nps", promoters - detractors, total)
    satisfied = np.count_nonzero(answers["satisfaction"] >= SATISFIED_FROM)
    yield ratio("satisfaction_rate", satisfied, total)
    yield ratio("emotional_connection", answers["agrees"].sum(), total)
    reasons = facts.rows("churn_answers", period.first, period.last)["reason"]
    name = "churn_reason_share"
    yield ratio(name, len(reasons), len(reasons))
    for code, reason in enumerate(REASONS):
        yield ratio(name, np.count_nonzero(reasons == code), len(reasons), "reason", reason)


def _contents(facts: Facts, period: Period) -> Iterator[Measure]:
    kinds = facts.rows("contents", period.first, period.last)["kind"]
    yield count("content_published", len(kinds))
    for code, name in enumerate(CONTENT_TYPES):
        yield count("content_published", np.count_nonzero(kinds == code), "content_type", name)
    views = facts.rows("content_views", period.first, period.last)
    total = int(views["views"].sum())
    yield count("content_views", total)
    yield ratio("content_dwell_seconds", views["dwell"].sum(), total)
    yield ratio("content_interaction_rate", views["reactions"].sum(), total)
    sessions = len(facts.rows("lives", period.first, period.last)["live"])
    viewers = facts.rows("live_viewers", period.first, period.last)["viewers"].sum()
    yield count("live_sessions", sessions)
    yield ratio("live_viewers_per_session", viewers, sessions)
