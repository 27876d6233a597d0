"""The true lift of every campaign with a held-out control: what its treated did because of it.

Belongs here: both outcomes of the treated. Does not belong here: what an experiment can see of
them (the warehouse).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from fugou.simulator.campaigning import KINDS
from fugou.simulator.truth.facts import Facts


@dataclass(frozen=True)
class CampaignLift:
    """One campaign. People count once per assignment, in the window after its day.

    Attributes:
        campaign_id: As it lands.
        campaign_type: As it lands.
        start_date: Its first day.
        window_days: A kept purchase on one of so many days after the assignment day converts.
        treated: Treated assignments whose window is over.
        control: The same of the control.
        converted_treated: Treated who converted.
        converted_control: Control who converted.
        converted_treated_without: Treated who would have converted without this campaign.
        true_lift: Share of the treated that converted because of it; None without treated.
    """

    campaign_id: str
    campaign_type: str
    start_date: date
    window_days: int
    treated: int
    control: int
    converted_treated: int
    converted_control: int
    converted_treated_without: int
    true_lift: float | None


def campaign_lifts(facts: Facts) -> Iterator[CampaignLift]:
    """Compare what the treated did with what they would have done.

    What other campaigns cause happens in both cases.

    Args:
        facts: Of a world.

    Yields:
        The campaigns with a control, in order of their numbers.
    """
    campaigns, arms = facts.table("campaigns"), facts.table("arms")
    caused = _caused_keys(facts)
    order = np.argsort(arms["campaign"], kind="stable")
    bounds = arms["campaign"][order]
    for at in np.flatnonzero(campaigns["has_control"]):
        campaign, window = int(campaigns["campaign"][at]), int(campaigns["window"][at])
        rows = order[slice(*np.searchsorted(bounds, (campaign, campaign + 1)))]
        rows = rows[arms["day"][rows] + window <= facts.as_of]
        key = arms["person"][rows].astype(np.int64) * facts.days + arms["day"][rows]
        bought = _number_after(facts.purchases.keys, key, window)
        # Without the campaign, the purchase days that it caused are not there.
        own = _number_after(caused.get(campaign, np.zeros(0, dtype=np.int64)), key, window)
        is_treated = arms["is_treated"][rows]
        treated = int(np.count_nonzero(is_treated))
        converted = int(np.count_nonzero(is_treated & (bought > 0)))
        without = int(np.count_nonzero(is_treated & (bought > own)))
        start = int(campaigns["start"][at])
        yield CampaignLift(
            campaign_id=f"A{campaign:06d}",
            campaign_type=KINDS[campaigns["kind"][at]],
            start_date=facts.world.clock.first_day + timedelta(days=start),
            window_days=window,
            treated=treated,
            control=len(rows) - treated,
            converted_treated=converted,
            converted_control=int(np.count_nonzero(~is_treated & (bought > 0))),
            converted_treated_without=without,
            true_lift=converted / treated - without / treated if treated else None,
        )


def _caused_keys(facts: Facts) -> dict[int, NDArray[np.int64]]:
    """Purchase days that are there for a campaign only: sorted keys by campaign."""
    kept = facts.kept
    of = np.flatnonzero(kept["is_extra"] & (kept["person"] >= 0))
    campaign = kept["campaign"][of]
    key = kept["person"][of].astype(np.int64) * facts.days + kept["day"][of]
    return {int(one): np.unique(key[campaign == one]) for one in np.unique(campaign)}


def _number_after(
    keys: NDArray[np.int64], key: NDArray[np.int64], window: int
) -> NDArray[np.int64]:
    """Count the keys in the window after each key; windows end before the horizon."""
    upto = np.searchsorted(keys, key + window, side="right")
    return upto - np.searchsorted(keys, key, side="right")
