-- One row per line of a cancellation ('C…') and file that carried it. The file does not
-- say what a cancellation cancels.
{{ config(enabled=is_enabled('online_retail'), meta={'shares_landed_rows': true}) }}

with

invoice_lines as (
    select * from {{ ref('base_online_retail__invoice_lines') }}
    where quarantine_reason is null and is_cancellation
)

select
    'online_retail' as source_system,
    line_id as refund_id,
    cast(null as string) as order_id,
    cast(null as string) as order_item_id,
    customer_id as member_id,
    stock_code as product_id,
    cast(-quantity as decimal(18, 3)) as quantity,
    unit_price,
    cast(-line_amount as decimal(18, 2)) as refund_amount,
    invoiced_at as requested_at,
    invoiced_at as completed_at,
    'cancellation' as refund_kind,
    cast(null as string) as reason,
    is_replaced,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from invoice_lines
