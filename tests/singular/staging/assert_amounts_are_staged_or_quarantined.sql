-- Money, to the cent: bronze = staged + quarantined. Rows: row_reconciliation.
{%- set amounts = [
    ('cdnow', 'transactions', 'dollar_value', 'order_items', 'paid_amount'),
    ('complete_journey', 'transactions', 'sales_value', 'order_items', 'paid_amount'),
    ('shop', 'order_items', 'paid_amount', 'order_items', 'paid_amount'),
    ('shop', 'refunds', 'amount', 'refunds', 'refund_amount'),
    ('store', 'receipt_lines', 'paid_amount', 'order_items', 'paid_amount'),
    ('store', 'returns', 'refund_amount', 'refunds', 'refund_amount'),
] %}
with

compared as (
    {%- for source_system, table, text, entity, amount in amounts
        if is_enabled(source_system) %}
    select
        '{{ source_system }}.{{ table }}' as landed_table,
        (
            select coalesce(sum(try_cast({{ text }} as decimal(18, 2))), 0)
            from {{ source(source_system, table) }}
            where _loaded_at <= {{ known_at() }}
        ) as bronze_amount,
        (
            select coalesce(sum({{ amount }}), 0)
            from {{ ref('stg_' ~ source_system ~ '__' ~ entity) }}
        ) as staged_amount,
        (
            select coalesce(sum({{ amount }}), 0)
            from {{ ref('base_' ~ source_system ~ '__' ~ table) }}
            where quarantine_reason is not null
        ) as quarantined_amount
    union all
    {%- endfor %}
    select
        'none' as landed_table,
        0 as bronze_amount,
        0 as staged_amount,
        0 as quarantined_amount
)

select * from compared
where bronze_amount <> staged_amount + quarantined_amount
