{{ config(enabled=is_enabled('online_retail')) }}
-- Pounds, to the cent: bronze = invoices + cancellations + quarantine. Rows:
-- row_reconciliation.
with

bronze as (
    select
        coalesce(
            sum(
                cast(
                    try_cast(Quantity as decimal(18, 3))
                    * try_cast(UnitPrice as decimal(18, 3)) as decimal(18, 2)
                )
            ),
            0
        )
            as amount
    from {{ source('online_retail', 'invoice_lines') }}
    where _loaded_at <= {{ known_at() }}
),

staged as (
    select coalesce(sum(paid_amount), 0) as amount
    from {{ ref('stg_online_retail__order_items') }}
),

refunded as (
    select coalesce(sum(refund_amount), 0) as amount
    from {{ ref('stg_online_retail__refunds') }}
),

quarantined as (
    select coalesce(sum(line_amount), 0) as amount
    from {{ ref('base_online_retail__invoice_lines') }}
    where quarantine_reason is not null
)

select
    bronze.amount as bronze_amount,
    staged.amount - refunded.amount + quarantined.amount as accounted_amount
from bronze
cross join staged
cross join refunded
cross join quarantined
where bronze.amount <> staged.amount - refunded.amount + quarantined.amount
