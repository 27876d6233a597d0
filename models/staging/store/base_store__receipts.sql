-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('store')) }}

with

receipts as (
    select * from {{ source('store', 'receipts') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ utc_instant('traded_at', source_time_zone('store')) }} as traded_at_value,
        {{ utc_instant('updated_at', source_time_zone('store')) }} as updated_at_value
    from receipts
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'receipt_no',
                'store_no',
                'receipt_type',
                'traded_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'traded_at': 'traded_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'traded_at': 'traded_at_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(receipt_no) as order_id,
    trim(store_no) as store_id,
    card_no as member_id,
    {{ translated('receipt_type', {
        '销售': 'sale',
        '测试': 'test',
        '储值': 'deposit',
    }) }} as order_kind,
    traded_at_value as ordered_at,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
