-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('store')) }}

with

returns as (
    select * from {{ source('store', 'returns') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(refund_amount as decimal(18, 2)) as refund_amount_value,
        {{ utc_instant('requested_at', source_time_zone('store')) }}
            as requested_at_value,
        {{ utc_instant('completed_at', source_time_zone('store')) }}
            as completed_at_value,
        {{ utc_instant('updated_at', source_time_zone('store')) }} as updated_at_value
    from returns
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'return_no',
                'receipt_no',
                'refund_amount',
                'requested_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'refund_amount': 'refund_amount_value',
                'requested_at': 'requested_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({
                'requested_at': 'requested_at_value',
                'completed_at': 'completed_at_value',
            }) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'completed_at': 'completed_at_value'}) }} as value_issue
    from cast_values
)

select
    trim(return_no) as refund_id,
    trim(receipt_no) as order_id,
    nullif(trim(line_no), '') as line_no,
    refund_amount_value as refund_amount,
    nullif(trim(reason), '') as reason,
    requested_at_value as requested_at,
    completed_at_value as completed_at,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
