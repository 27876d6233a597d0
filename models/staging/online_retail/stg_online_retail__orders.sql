-- One row per invoice that is no cancellation, and file that carried it.
{{ config(enabled=is_enabled('online_retail'), meta={'shares_landed_rows': true}) }}

with

invoice_lines as (
    select * from {{ ref('base_online_retail__invoice_lines') }}
    where quarantine_reason is null and not is_cancellation
)

select
    'online_retail' as source_system,
    invoice_no as order_id,
    max(customer_id) as member_id,
    min(invoiced_at) as ordered_at,
    min(invoiced_at) as paid_at,
    'sale' as order_kind,
    'online' as channel,
    cast(null as string) as store_id,
    'GBP' as currency,
    cast(null as decimal(18, 2)) as shipping_amount,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    min(_row) as _row
from invoice_lines
group by invoice_no, _loaded_at, _file
