"""Lifecycle stages of the truth, on a few days that can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fugou.simulator.truth.stages import STAGES, Doings, walk

Stay = tuple[int, str]


def stays(
    days: int,
    *,
    join: int = 0,
    interacts: tuple[int, ...] = (),
    logs_in: tuple[int, ...] = (),
    buys: tuple[int, ...] = (),
) -> list[Stay]:
    """Give the first day and the name of each stage of one person, beside one who never joins."""

    def doings() -> Iterator[Doings]:
        for day in range(days):
            yield Doings(
                active=np.array([day in interacts + logs_in + buys, False]),
                logged_in=np.array([day in logs_in, False]),
                buyers=np.zeros(int(day in buys), dtype=np.int32),
            )

    changes = walk(doings(), np.array([join, days], dtype=np.int32))
    assert not changes.person.any()
    return [(int(day), STAGES[stage]) for _, day, stage in zip(*changes, strict=True)]


def test_who_does_nothing_is_new_then_warned_then_dormant() -> None:
    # Joined on day 5. Day 34 is the last of 30 new days; day 36 is the 31st without anything, on
    # day 35 only the log-in is missed for long. Day 186 is the 181st.
    assert stays(200, join=5) == [
        (5, "new"),
        (35, "potential_churn"),
        (36, "warning"),
        (186, "dormant"),
    ]


def test_a_log_in_ends_every_silence_but_that_of_purchases() -> None:
    assert stays(60, logs_in=(40, 55)) == [
        (0, "new"),
        (30, "potential_churn"),
        (31, "warning"),
        (40, "active"),  # 15 days later comes the next one: on day 54 it was 14 days ago
    ]
    assert stays(100, buys=(2,), logs_in=(25, 39, 53, 67, 81, 95)) == [
        (0, "new"),
        (30, "active"),
        (93, "churned"),  # day 92 is the 90th after the purchase
    ]


def test_other_interactions_are_no_log_ins_and_a_gap_of_14_days_is_none() -> None:
    every_week = tuple(range(0, 60, 7))
    assert stays(60, interacts=every_week) == [(0, "new"), (30, "potential_churn")]
    assert stays(60, interacts=every_week, logs_in=(20, 34)) == [
        (0, "new"),
        (30, "active"),
        (49, "potential_churn"),
    ]
    assert stays(50, interacts=every_week, logs_in=(20, 35)) == [(0, "new"), (30, "active")]


def test_a_purchase_is_an_interaction_and_brings_back() -> None:
    assert stays(120, buys=(1, 110)) == [
        (0, "new"),
        (30, "potential_churn"),
        (32, "warning"),
        (92, "churned"),
        (110, "potential_churn"),  # not logged in for long
    ]


def test_dormant_goes_before_churned_and_churned_before_new() -> None:
    assert stays(190, buys=(1,)) == [
        (0, "new"),
        (30, "potential_churn"),
        (32, "warning"),
        (92, "churned"),
        (182, "dormant"),
    ]
    # Bought long before joining: joining is an interaction and no purchase.
    assert stays(310, join=300, buys=(5,)) == [(300, "churned")]


def test_nobody_has_no_stages() -> None:
    changes = walk([], np.zeros(0, dtype=np.int32))
    assert [len(column) for column in changes] == [0, 0, 0]
