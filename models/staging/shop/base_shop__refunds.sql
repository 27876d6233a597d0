-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('shop')) }}

with

refunds as (
    select * from {{ source('shop', 'refunds') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(amount as decimal(18, 2)) as amount_value,
        {{ utc_instant('requested_at', source_time_zone('shop')) }}
            as requested_at_value,
        {{ utc_instant('completed_at', source_time_zone('shop')) }}
            as completed_at_value,
        {{ utc_instant('updated_at', source_time_zone('shop')) }} as updated_at_value
    from refunds
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'refund_id',
                'order_id',
                'amount',
                'kind',
                'requested_at',
                'updated_at',
            ]) }},
            {{ cast_failures({
                'amount': 'amount_value',
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
    trim(refund_id) as refund_id,
    trim(order_id) as order_id,
    nullif(trim(line_no), '') as line_no,
    amount_value as refund_amount,
    trim(kind) as refund_kind,
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
