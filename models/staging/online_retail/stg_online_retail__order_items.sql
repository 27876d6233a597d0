-- One row per line of an invoice that is no cancellation, and file that carried it.
{{ config(enabled=is_enabled('online_retail'), meta={'shares_landed_rows': true}) }}

with

invoice_lines as (
    select * from {{ ref('base_online_retail__invoice_lines') }}
    where quarantine_reason is null and not is_cancellation
)

select
    'online_retail' as source_system,
    line_id as order_item_id,
    invoice_no as order_id,
    stock_code as product_id,
    -- A negative quantity outside a cancellation has no price: damaged or lost stock,
    -- not a sale.
    case when quantity < 0 then 'stock_adjustment' end as item_kind,
    quantity,
    unit_price,
    line_amount as list_amount,
    cast(0 as decimal(18, 2)) as discount_amount,
    line_amount as paid_amount,
    is_replaced,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from invoice_lines
