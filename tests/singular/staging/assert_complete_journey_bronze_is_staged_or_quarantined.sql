{{ config(enabled=is_enabled('complete_journey')) }}
-- Lines and dollars: bronze = order items + quarantine.
with

bronze as (
    select
        count(*) as row_count,
        coalesce(sum(try_cast(sales_value as decimal(18, 2))), 0) as amount
    from {{ source('complete_journey', 'transactions') }}
    where _loaded_at <= {{ known_at() }}
),

staged as (
    select count(*) as row_count, coalesce(sum(paid_amount), 0) as amount
    from {{ ref('stg_complete_journey__order_items') }}
),

quarantined as (
    select count(*) as row_count, coalesce(sum(paid_amount), 0) as amount
    from {{ ref('base_complete_journey__transactions') }}
    where quarantine_reason is not null
)

select
    bronze.row_count as bronze_rows,
    staged.row_count + quarantined.row_count as accounted_rows,
    bronze.amount as bronze_amount,
    staged.amount + quarantined.amount as accounted_amount
from bronze
cross join staged
cross join quarantined
where
    bronze.row_count <> staged.row_count + quarantined.row_count
    or bronze.amount <> staged.amount + quarantined.amount
