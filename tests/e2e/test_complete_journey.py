"""The Complete Journey (dunnhumby), as its publisher describes it and as recomputed from its files.

Publisher's figures: https://bradleyboehmke.github.io/completejourney (household 208, campaign 18).
Its purchases carry UTC instants; its days are those of New York. It has no refunds.
"""

from __future__ import annotations

import pytest
from warehouse import Warehouse

pytestmark = pytest.mark.full  # CI has the two samples whose figures are in the literature

# Kept orders by household and business day, from the landed file alone.
_DAYS = """
    with baskets as (
        select
            household_id,
            cast(timezone('America/New_York', timezone('UTC', min(transaction_timestamp))) as date)
                as business_date,
            sum(cast(sales_value as decimal(18, 2))) as amount
        from '{landing}/complete_journey/transactions/transactions.parquet'
        group by household_id, basket_id
        having sum(cast(sales_value as decimal(18, 2))) > 0
    ),
    days as (
        select household_id, business_date, sum(amount) as amount
        from baskets
        group by household_id, business_date
    ),
    firsts as (
        select household_id, min(business_date) as first_date from days group by household_id
    )
"""


@pytest.fixture
def days(complete_journey: Warehouse) -> str:
    return _DAYS.format(landing=complete_journey.workspace.landing)


def _bronze(warehouse: Warehouse, table: str) -> str:
    return f"read_parquet('{warehouse.workspace.bronze}/complete_journey/{table}/*.parquet')"


def test_all_lines_and_households_are_there(complete_journey: Warehouse) -> None:
    lines = _bronze(complete_journey, "transactions")
    counted = complete_journey.rows(f"select count(*), count(distinct household_id) from {lines}")
    assert counted == [(1_469_307, 2_469)]
    people = complete_journey.rows("select count(*) from warehouse.user_facts.dim_users")
    assert people == [(2_469,)]


def test_household_208_is_as_published(complete_journey: Warehouse) -> None:
    counts = [
        complete_journey.rows(
            f"select count(*) from {_bronze(complete_journey, table)} where household_id = '208'"
        )[0][0]
        for table in ("transactions", "campaigns", "coupon_redemptions")
    ]
    assert counts == [756, 7, 5]
    facts = [
        complete_journey.rows(
            f"select count(*) from warehouse.user_facts.{fact} as facts"
            " join warehouse.user_facts.int_members_resolved as members using (user_id)"
            f" where members.member_id = 'complete_journey:208' and {condition}"
        )[0][0]
        for fact, condition in (
            ("fct_order_items", "true"),
            ("fct_campaign_members", "true"),
            ("fct_coupons", "redeemed_at is not null"),
        )
    ]
    assert facts == [756, 7, 5]


def test_campaign_18_has_the_published_coupons(complete_journey: Warehouse) -> None:
    coupons = complete_journey.rows(
        "select count(distinct coupon_upc) "
        f"from {_bronze(complete_journey, 'coupons')} where campaign_id = '18'"
    )
    assert coupons == [(209,)]


def test_an_evening_in_new_york_belongs_to_the_old_year(complete_journey: Warehouse) -> None:
    found = complete_journey.rows(
        "select cast(ordered_at as string), cast(ordered_date as string) "
        "from warehouse.user_facts.fct_orders "
        "where order_id = 'complete_journey:41453083334'"
    )
    assert found == [("2018-01-01 04:01:20", "2017-12-31")]


def test_a_cohort_equals_what_its_landed_lines_say(complete_journey: Warehouse, days: str) -> None:
    recomputed = complete_journey.rows(
        f"""
        {days}, months as (
            select
                days.household_id,
                month(days.business_date) - 2 as months_since_first,
                sum(days.amount) as amount
            from days
            inner join firsts using (household_id)
            where date_trunc('month', firsts.first_date) = '2017-02-01'
            group by all
        )
        select
            spine.n,
            (select count(distinct household_id) from months),
            count(months.household_id),
            coalesce(sum(months.amount), 0)
        from range(0, 11) as spine(n)
        left join months on months.months_since_first = spine.n
        group by spine.n
        order by spine.n
        """
    )
    published = complete_journey.rows(
        """
        select periods_since, cohort_users, active_users, revenue
        from fugou.marts.cohort_retention
        where
            cohort_kind = 'first_purchase' and grain = 'month' and dimension = 'all'
            and cohort_start = '2017-02-01'
        order by periods_since
        """
    )
    assert published == recomputed
    assert published[0][1] == published[0][2] > 0


def test_the_repurchase_rate_equals_what_the_landed_lines_say(
    complete_journey: Warehouse, days: str
) -> None:
    recomputed = complete_journey.rows(
        f"""
        {days}, buyers as (
            select
                household_id,
                count(*) as purchase_days,
                first_date < '2017-07-01' as is_old
            from days
            inner join firsts using (household_id)
            where business_date between '2017-07-01' and '2017-09-30'
            group by household_id, first_date
        )
        select
            metric_id,
            count(*) filter (purchase_days >= 2),
            count(*),
            count(*) filter (purchase_days >= 2) / count(*)
        from buyers, (values ('repurchase_rate'), ('repurchase_rate_old'), ('repurchase_rate_new'))
            as metrics(metric_id)
        where metric_id = 'repurchase_rate' or (metric_id = 'repurchase_rate_old') = is_old
        group by metric_id
        order by metric_id
        """
    )
    published = complete_journey.rows(
        """
        select metric_id, numerator, denominator, value
        from fugou.marts.kpi_values
        where
            metric_id in ('repurchase_rate', 'repurchase_rate_old', 'repurchase_rate_new')
            and dimension = 'all' and grain = 'quarter' and period_start = '2017-07-01'
        order by metric_id
        """
    )
    assert len(published) == 3
    assert published == recomputed


def test_net_revenue_is_every_dollar_of_the_landed_lines(complete_journey: Warehouse) -> None:
    recomputed = complete_journey.rows(
        "select sum(cast(sales_value as decimal(18, 2))) from "
        f"'{complete_journey.workspace.landing}/complete_journey/transactions/*.parquet'"
    )
    for grain in ("day", "week", "month", "quarter", "year"):
        published = complete_journey.rows(
            "select sum(cast(value as decimal(18, 2))) from fugou.marts.kpi_values "
            f"where metric_id = 'net_revenue' and dimension = 'all' and grain = '{grain}'"
        )
        assert published == recomputed


def test_the_summary_tells_a_stranger_the_figures_and_where_they_are(
    complete_journey: Warehouse,
) -> None:
    for text in ("2,469", "Repurchase rate", "Kaplan-Meier", "green", "fugou.duckdb", "Next"):
        assert text in complete_journey.summary
