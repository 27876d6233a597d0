-- One row per basket and file that carried it.
{{ config(enabled=is_enabled('complete_journey'), meta={'shares_landed_rows': true}) }}

with

transactions as (
    select * from {{ ref('base_complete_journey__transactions') }}
    where quarantine_reason is null
)

select
    'complete_journey' as source_system,
    basket_id as order_id,
    max(household_id) as member_id,
    min(ordered_at) as ordered_at,
    min(ordered_at) as paid_at,
    'sale' as order_kind,
    'store' as channel,
    max(store_id) as store_id,
    'USD' as currency,
    cast(null as decimal(18, 2)) as shipping_amount,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    min(_row) as _row
from transactions
group by basket_id, _loaded_at, _file
