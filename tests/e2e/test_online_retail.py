"""UCI Online Retail, against published figures and against the file itself.

The data set: https://doi.org/10.24432/C5BW33. Counts of lines, invoices, customers and the amount
under the customary filter (customer known, quantity and price above zero) are those of the many
published analyses of it; the cohort of December 2010 counts cancellations as activity, and stands
as a singular test of the build. The marts follow definitions of their own.
"""

from __future__ import annotations

from decimal import Decimal

from warehouse import Warehouse, uci_file

_NO_PRODUCTS = """
    'POST', 'DOT', 'C2', 'M', 'D', 'S', 'B', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'GIFT_0001_10',
    'GIFT_0001_20', 'GIFT_0001_30', 'GIFT_0001_40', 'GIFT_0001_50'
"""
_LINES = f"""
    with lines as (
        select
            *,
            InvoiceNo like 'C%' as is_cancellation,
            cast(cast(Quantity as decimal(18, 3)) * cast(UnitPrice as decimal(18, 3))
                as decimal(18, 2)) as amount,
            upper(trim(StockCode)) not in ({_NO_PRODUCTS}) as is_product
        from '{{file}}'
    )
"""


def _lines() -> str:
    return _LINES.format(file=uci_file())


def test_bronze_has_every_line_of_the_file(online_retail: Warehouse) -> None:
    bronze = f"{online_retail.workspace.bronze}/online_retail/invoice_lines/*.parquet"
    columns = "InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID"
    counted = online_retail.rows(
        f"""
        select
            count(*),
            count(*) filter (InvoiceNo like 'C%'),
            count(*) filter (coalesce(CustomerID, '') = ''),
            count(*) - (
                select count(*) from (select distinct {columns}, Country from '{bronze}') as kinds
            ),
            count(*) filter (InvoiceNo like 'A%')
        from '{bronze}'
        """
    )
    assert counted == [(541_909, 9_288, 135_080, 5_268, 3)]


def test_staging_meets_the_figures_of_the_customary_filter(online_retail: Warehouse) -> None:
    found = online_retail.rows(
        """
        select
            count(*),
            count(distinct items.order_id),
            count(distinct orders.member_id),
            cast(sum(items.quantity * items.unit_price) as decimal(18, 2))
        from warehouse.staging.stg_online_retail__order_items as items
        inner join warehouse.staging.stg_online_retail__orders as orders using (order_id)
        where orders.member_id is not null and items.quantity > 0 and items.unit_price > 0
        """
    )
    assert found == [(397_884, 18_532, 4_338, Decimal("8911407.90"))]


def test_customers_with_a_second_invoice_are_as_published(online_retail: Warehouse) -> None:
    """2,845 of 4,338 (65.58 %) by invoice, where two invoices of one day are a repeat."""
    found = online_retail.rows(
        """
        with customers as (
            select orders.member_id, count(distinct items.order_id) as invoices
            from warehouse.staging.stg_online_retail__order_items as items
            inner join warehouse.staging.stg_online_retail__orders as orders using (order_id)
            where orders.member_id is not null and items.quantity > 0 and items.unit_price > 0
            group by orders.member_id
        )
        select count(*) filter (invoices > 1), count(*) from customers
        """
    )
    assert found == [(2_845, 4_338)]


def test_the_published_cohort_was_checked_and_is_met(online_retail: Warehouse) -> None:
    ran = online_retail.rows(
        "select status, failures from warehouse.audit.dbt_results "
        "where name = 'assert_online_retail_meets_the_published_cohort'"
    )
    assert ran == [("pass", 0)]
    recomputed = online_retail.rows(
        f"""
        {_lines()}, months as (
            select CustomerID, date_trunc('month', InvoiceDate) as activity_month from lines
            where CustomerID is not null
            group by all
        ),
        cohort as (
            select CustomerID from months
            group by CustomerID
            having min(activity_month) = '2010-12-01'
        )
        select count(*) from months
        inner join cohort using (CustomerID)
        where activity_month < '2011-04-01'
        group by activity_month
        order by activity_month
        """
    )
    assert recomputed == [(948,), (362,), (317,), (367,)]


def test_net_revenue_is_what_remains_of_the_items(online_retail: Warehouse) -> None:
    kept = online_retail.rows(
        "select sum(paid_amount - refunded_amount) from warehouse.user_facts.fct_order_items "
        "where item_kind = 'product'"
    )
    published = online_retail.rows(
        "select sum(cast(value as decimal(18, 2))) from fugou.marts.kpi_values "
        "where metric_id = 'net_revenue' and dimension = 'all' and grain = 'month'"
    )
    assert published == kept


def test_net_revenue_by_refund_date_is_sales_less_cancellations_of_the_file(
    online_retail: Warehouse,
) -> None:
    """Whatever a cancellation is matched to, sales less cancellations is what the file says."""
    recomputed = online_retail.rows(
        f"""
        {_lines()}
        select strftime(InvoiceDate, '%Y-%m'), sum(amount) from lines
        where is_product and (is_cancellation or Quantity > 0)
        group by 1
        order by 1
        """
    )
    published = online_retail.rows(
        """
        select strftime(period_start, '%Y-%m'), cast(value as decimal(18, 2))
        from fugou.marts.kpi_values
        where metric_id = 'net_revenue_by_refund_date' and dimension = 'all' and grain = 'month'
        order by 1
        """
    )
    assert published == recomputed


def test_an_order_returned_the_same_day_is_paid_and_not_kept(online_retail: Warehouse) -> None:
    """80,995 'PAPER CRAFT , LITTLE BIRDIE' bought at 09:15 and cancelled at 09:27."""
    found = online_retail.rows(
        """
        select paid_amount, refunded_amount, is_paid, is_kept, occasion_number
        from warehouse.user_facts.fct_orders
        where order_id = 'online_retail:581483'
        """
    )
    assert found == [(Decimal("168469.60"), Decimal("168469.60"), True, False, None)]


def test_nobody_with_equal_values_is_split_by_percentile_scores(online_retail: Warehouse) -> None:
    """More than a fifth of the buyers bought on one day only: `ntile` would split them."""
    for measure, score in (
        ("days_since_last_purchase", "recency"),
        ("purchase_days", "frequency"),
        ("net_revenue", "monetary"),
    ):
        split = online_retail.rows(
            f"select snapshot_date, {measure} from fugou.marts.user_segments"
            " where rfm_segment is not null"
            f" group by all having count(distinct {score}_percentile_score) > 1"
        )
        assert split == []
    ((buyers, equals),) = online_retail.rows(
        "select sum(people), max(people) from (select count(*) as people"
        " from fugou.marts.user_segments where is_current and rfm_segment is not null"
        " group by purchase_days)"
    )
    assert equals > buyers / 5
