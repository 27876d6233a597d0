"""Names of periods are read as people write them, and written as they are read."""

from __future__ import annotations

from datetime import date

import pytest

from fugou.periods import Period, PeriodError


@pytest.mark.parametrize(
    ("text", "grain", "start"),
    [
        ("2025", "year", date(2025, 1, 1)),
        ("2025-Q3", "quarter", date(2025, 7, 1)),
        ("2025-03", "month", date(2025, 3, 1)),
        # ISO 8601: week 1 of 2026 begins on Monday, 29 December 2025
        ("2026-W01", "week", date(2025, 12, 29)),
        ("2025-03-14", "day", date(2025, 3, 14)),
    ],
)
def test_a_period_is_read_and_written_alike(text: str, grain: str, start: date) -> None:
    period = Period.parse(text.lower())
    assert period == Period(grain, start)
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2025Q3", "2025-Q3"),
        ("2025w47", "2025-W47"),
        ("2025年", "2025"),
        ("2025年Q3", "2025-Q3"),
        ("2025年第三季度", "2025-Q3"),
        ("2025年3季度", "2025-Q3"),
        ("2025年第4季度", "2025-Q4"),
        ("2025年第47周", "2025-W47"),
        ("2025年3月", "2025-03"),
        ("2025年11月", "2025-11"),
        ("2025年11月1日", "2025-11-01"),
    ],
)
def test_a_period_may_be_written_without_hyphen_and_in_chinese(text: str, written: str) -> None:
    assert str(Period.parse(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "March",
        "2025-13",
        "2025-00",
        "2025-03-00",
        "2025-Q5",
        "2025-02-30",
        "2025-W54",
        "2025-W00",
        "202503",
        "2025年3",
        "2025年13月",
        "2025年第五季度",
    ],
)
def test_what_names_no_period_is_refused_with_the_forms_or_the_reason(text: str) -> None:
    with pytest.raises(PeriodError, match="names no period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2025", date(2025, 12, 31)),
        ("2025-Q4", date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2026-W01", date(2026, 1, 4)),
        ("2025-03-14", date(2025, 3, 14)),
    ],
)
def test_a_period_ends_on_its_last_day(text: str, end: date) -> None:
    assert Period.parse(text).end == end


@pytest.mark.parametrize(
    ("part", "whole", "does"),
    [
        ("2025-Q3", "2025", True),
        ("2025-03-31", "2025-03", True),
        # From 29 December 2025 to 4 January 2026
        ("2026-W01", "2026", False),
        ("2025-W47", "2025-11", True),
        ("2025", "2025-Q3", False),
        ("2025", "2025", False),
    ],
)
def test_a_period_lies_within_the_one_that_holds_all_its_days(
    part: str, whole: str, does: bool
) -> None:
    assert Period.parse(part).lies_within(Period.parse(whole)) is does
