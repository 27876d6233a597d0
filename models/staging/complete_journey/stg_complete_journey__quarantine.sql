-- One row per bronze row with a value that could not be read.
{{ config(enabled=is_enabled('complete_journey')) }}

with

transactions as (
    select
        'transactions' as source_table,
        concat_ws('; ', quarantine_reason, value_issue) as reason,
        quarantine_reason is not null as is_row_set_aside,
        _loaded_at,
        _file,
        _row
    from {{ ref('base_complete_journey__transactions') }}
    where quarantine_reason is not null or value_issue is not null
),

demographics as (
    select
        'demographics' as source_table,
        {{ missing_values(['household_id']) }} as reason,
        true as is_row_set_aside,
        _loaded_at,
        _file,
        _row
    from {{ source('complete_journey', 'demographics') }}
    where _loaded_at <= {{ known_at() }} and nullif(trim(household_id), '') is null
),

products as (
    select
        'products' as source_table,
        {{ missing_values(['product_id']) }} as reason,
        true as is_row_set_aside,
        _loaded_at,
        _file,
        _row
    from {{ source('complete_journey', 'products') }}
    where _loaded_at <= {{ known_at() }} and nullif(trim(product_id), '') is null
),

united as (
    select * from transactions
    union all
    select * from demographics
    union all
    select * from products
)

select
    'complete_journey' as source_system,
    source_table,
    reason,
    is_row_set_aside,
    _loaded_at,
    _file,
    _row
from united
