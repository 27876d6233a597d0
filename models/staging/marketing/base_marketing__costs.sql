-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('marketing')) }}

with

costs as (
    select * from {{ source('marketing', 'costs') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        cast(try_cast(booked_on as timestamp) as date) as booked_on_value,
        try_cast(amount as decimal(18, 2)) as amount_value
    from costs
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['cost_id', 'booked_on', 'kind', 'amount']) }},
            {{ cast_failures({
                'booked_on': 'booked_on_value',
                'amount': 'amount_value',
            }) }},
            {{ impossible_times({'booked_on': 'booked_on_value'}) }}
        ), '') as quarantine_reason,
        cast(null as string) as value_issue
    from cast_values
)

select
    trim(cost_id) as cost_id,
    booked_on_value as booked_date,
    nullif(trim(channel), '') as channel,
    nullif(trim(campaign_id), '') as campaign_id,
    trim(kind) as cost_kind,
    amount_value as amount,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
