"""Each worked case that every build must agree with has a test, and this says which.

Belongs here: the list of cases. Does not belong here: the tests themselves.
"""

from __future__ import annotations

import re

import pytest

from fugou.settings import PROJECT_DIR

# Case, and the tests that hold it: an example in a model's yml, a singular test, or a Python test.
CASES = {
    "bought in store A on 1 Sep, in store B on 3 Sep: group 1 repurchaser, stores 0": (
        "models/kpis/repurchase/int_scopes_counted.yml"
        "::one_purchase_in_each_of_two_stores_is_no_repurchase_in_either",
        "models/user_facts/fct_store_purchase_days.yml"
        "::one_purchase_in_each_of_two_stores_is_no_repurchase_in_either",
    ),
    "paid one order, refunded at once: paid buyers 1, kept buyers 0": (
        "models/user_facts/int_user_periods.yml"
        "::who_bought_before_the_period_is_old_and_who_kept_nothing_is_neither",
    ),
    "second order on the same day: not a repurchase": (
        "models/user_facts/fct_purchase_days.yml::same_day_orders_count_as_one_occasion",
    ),
    "one-time buyer: interval null, not 0": (
        "models/user_facts/fct_purchase_days.yml::same_day_orders_count_as_one_occasion",
        "models/user_facts/fct_purchase_days.yml::a_first_order_refunded_in_full_leaves_the_next_one_first",
    ),
    "2026-11-21 17:30 UTC: business day 2026-11-22": (
        "tests/singular/macros/assert_macros_give_their_documented_examples.sql::business_date",
    ),
    "cohorts 1000 to 500 and 500 to 400: pooled 60 %": (
        "models/kpis/repurchase/int_kpi_months.yml::months_are_pooled_and_no_average_of_rates",
    ),
    "all 42 %, old 58 %, new 31 %: old buyers are 40.7 %; exact on our own numbers": (
        "tests/unit/test_contradictions.py::test_what_cannot_hold_together_is_found",
        "tests/singular/kpis/assert_old_and_new_mix_back_to_the_repurchase_rate.sql::repurchase_rate",
    ),
    "quarterly 48 % with annual 42 %: possible in windows, impossible in one cohort": (
        "tests/unit/test_contradictions.py::test_what_can_hold_together_is_left_alone",
        "tests/unit/test_contradictions.py::test_what_cannot_hold_together_is_found",
    ),
    "2 100 reactivated = 35 %: base 6 000, stored before": (
        "models/kpis/churn/int_kpi_churn_bases.yml"
        "::of_6000_dormant_before_the_month_2100_came_back",
    ),
    "CDNOW sample to 1997-09-30: 2 357 customers, 946 with a repeat purchase day": (
        "tests/e2e/test_cdnow.py::946",
    ),
    "CDNOW master file: gaps of mean 72.2 and median 34 days": ("tests/e2e/test_cdnow.py::72.2",),
    "one mature for 7 days and back, one for 30 and never back: 1/2 and 0/1": (
        "models/cohorts/cohort_repurchase_windows.yml::maturity_is_per_person",
    ),
}


def test_there_are_twelve_cases() -> None:
    assert len(CASES) == 12


@pytest.mark.parametrize("node", sorted({node for nodes in CASES.values() for node in nodes}))
def test_the_test_that_holds_a_case_is_there(node: str) -> None:
    path, _, name = node.partition("::")
    text = (PROJECT_DIR / path).read_text(encoding="utf-8")
    if path.endswith(".yml"):
        assert re.search(rf"^  - name: {name}$", text, flags=re.MULTILINE)
    else:
        assert name in text
