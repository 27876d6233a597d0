-- One row per stock code and file that carried it, with its latest description.
{{ config(enabled=is_enabled('online_retail'), meta={'shares_landed_rows': true}) }}

with

invoice_lines as (
    select * from {{ ref('base_online_retail__invoice_lines') }}
    where quarantine_reason is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by stock_code, _file, _loaded_at
            order by
                case when description is null then 1 else 0 end nulls last,
                invoiced_at desc nulls last,
                _row desc nulls last
        ) as description_rank
    from invoice_lines
)

select
    'online_retail' as source_system,
    stock_code as product_id,
    description as product_name,
    cast(null as string) as category,
    cast(null as string) as brand,
    invoiced_at as updated_at,
    _loaded_at,
    _file,
    _row
from ranked
where description_rank = 1
