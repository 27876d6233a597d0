"""Kaplan-Meier curves of real data, against scikit-survival.

Days are taken from the published marts' facts; the estimate, and Greenwood's error behind the
interval, come from scikit-survival (Pölsterl, JMLR 21(212), 2020). Its interval is the log-log one;
solved for the variance, it gives the standard error.
"""

from __future__ import annotations

import numpy as np
import pytest
from sksurv.nonparametric import kaplan_meier_estimator
from warehouse import Warehouse

_Z = 1.959963984540054
_TOLERANCE = 1e-9
_COMPLETE_JOURNEY = pytest.param("complete_journey", marks=pytest.mark.full)


@pytest.fixture(scope="module", params=["cdnow", _COMPLETE_JOURNEY, "online_retail"])
def warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """Each of the real data sets, published."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Warehouse)
    return found


def _standard_errors(
    survival: np.ndarray, interval: np.ndarray, *, is_open: np.ndarray
) -> np.ndarray:
    """Solve the log-log interval S ** exp(+-z x error / (S x log S)) for the error."""
    low, high = interval
    log_survival = np.log(survival[is_open])
    half_width = np.log(np.log(low[is_open]) / np.log(high[is_open])) / 2
    return np.abs(half_width * log_survival * survival[is_open] / _Z)


@pytest.mark.parametrize("cohort", ["everybody", "month"])
@pytest.mark.parametrize("purchase_number", [2, 3, 4])
def test_curves_equal_those_of_scikit_survival(
    warehouse: Warehouse, purchase_number: int, cohort: str
) -> None:
    # The month in which most people first bought.
    ((month,),) = warehouse.rows(
        "select date_trunc('month', first_purchase_date)::date"
        " from warehouse.user_facts.fct_purchase_days where occasion_number = 1"
        " group by 1 order by count(*) desc, 1 limit 1"
    )
    of_cohort = "" if cohort == "everybody" else f" and before.first_date >= '{month}'"
    if cohort == "month":
        of_cohort += f" and before.first_date < date '{month}' + interval 1 month"
    waited = warehouse.rows(
        "with purchases as (select user_id, purchase_date,"
        " row_number() over (partition by user_id order by purchase_date) as number,"
        " min(purchase_date) over (partition by user_id) as first_date"
        " from warehouse.user_facts.fct_purchase_days)"
        " select again.user_id is not null, coalesce(again.purchase_date,"
        " (select max(as_of_date) from fugou.marts.repurchase_survival)) - before.purchase_date"
        " from purchases as before left join purchases as again"
        " on again.user_id = before.user_id and again.number = before.number + 1"
        f" where before.number = {purchase_number - 1}{of_cohort}"
    )
    is_back = np.array([back for back, _ in waited], dtype=bool)
    days = np.array([day for _, day in waited], dtype=float)
    assert is_back.sum() > 10
    times, survival, interval = kaplan_meier_estimator(is_back, days, conf_type="log-log")

    start = "is null" if cohort == "everybody" else f"= '{month}'"
    found = np.array(
        warehouse.rows(
            "select days_since_previous, survival_rate, standard_error, at_risk_users"
            " from fugou.marts.repurchase_survival"
            f" where purchase_number = {purchase_number} and cohort_start {start}"
            " and dimension = 'all' order by days_since_previous"
        ),
        dtype=float,
    ).T
    assert found[0].tolist() == times.tolist()
    assert found[3][0] == len(waited)
    assert np.abs(found[1] - survival).max() <= _TOLERANCE
    is_open = (survival > 0) & (survival < 1)
    errors = _standard_errors(survival, interval, is_open=is_open)
    assert np.abs(found[2][is_open] - errors).max() <= _TOLERANCE
