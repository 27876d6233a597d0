"""A comparison says when it compares what is not alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from fugou.explaining import Explanation, comparison_lines, number_lines
from fugou.lineage import Lineage
from fugou.restatement import Cell

_QUARTER = date(2025, 7, 1)
_CHANGES = {
    "change_unit": "points",
    "is_in_progress": False,
    "previous_value": 0.25,
    "previous_change": 5.0,
    "is_previous_partial": False,
    "year_before_start": date(2024, 7, 1),
    "year_before_value": 0.2,
    "year_before_change": 10.0,
    "is_year_before_partial": False,
    "like_for_like_start": date(2024, 7, 1),
    "like_for_like_value": 0.2,
    "like_for_like_change": 10.0,
    "is_like_for_like": True,
}


def _found(number: dict[str, Any], **changes: Any) -> Explanation:
    return Explanation(
        cell=Cell("repurchase_rate", "quarter", _QUARTER, "all", "all"),
        definition={},
        number=number,
        changes={**_CHANGES, **changes},
        lineage=Lineage((), (), (), ()),
        restatements=(),
    )


def _lines(**changes: Any) -> dict[str, str]:
    return dict(comparison_lines(_found({"unit": "ratio", "value": 0.3}, **changes)))


def test_a_number_stands_beside_the_period_and_the_year_before() -> None:
    assert _lines() == {
        "环比 period before": "25.00%, +5.00 points",
        "同比 year before": "20.00%, +10.00 points",
    }


def test_a_year_before_in_which_the_data_begin_is_marked() -> None:
    told = _lines(is_year_before_partial=True)
    assert told["同比 year before"].startswith("20.00%, +10.00 points; the data begin within")
    assert told["环比 period before"] == "25.00%, +5.00 points"


def test_a_period_in_progress_is_marked_once() -> None:
    assert "in progress" in _lines(is_in_progress=True)["注意 note"]


def test_the_like_period_is_told_where_it_is_not_that_of_the_year_before() -> None:
    told = _lines(
        like_for_like_start=date(2024, 2, 5), like_for_like_value=0.4, like_for_like_change=-10.0
    )
    assert told["同期 like for like"] == "40.00%, -10.00 points"


def test_nothing_is_told_where_nothing_can_be_compared() -> None:
    nothing = {f"{name}_value": None for name in ("previous", "year_before", "like_for_like")}
    assert _lines(**nothing, is_in_progress=True) == {}


def test_a_year_before_with_other_event_days_is_marked() -> None:
    told = _lines(is_like_for_like=False, event_days=8, like_for_like_event_days=0)
    assert told["同比 year before"].startswith(
        "20.00%, +10.00 points; 8 days of retail events against 0"
    )
    assert told["环比 period before"] == "25.00%, +5.00 points"


def test_scores_are_told_in_the_points_that_their_changes_have() -> None:
    number = {"unit": "score", "value": 0.21, "denominator": None, "interval_low": -0.0305}
    number |= {"interval_high": 0.4, "mature_count": 9, "total_count": 9, "is_complete": True}
    lines = dict(number_lines(_found({**number, "as_of_date": _QUARTER})))
    assert lines["数值 value"] == "+21.00 points (0.2100)"
    assert lines["区间 95 % interval"] == "-3.05 points (-0.0305) to +40.00 points (0.4000)"
