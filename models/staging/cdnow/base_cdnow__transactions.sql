-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('cdnow')) }}

with

transactions as (
    select * from {{ source('cdnow', 'transactions') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        try_cast(number_of_cds as decimal(18, 3)) as quantity,
        try_cast(dollar_value as decimal(18, 2)) as paid_amount,
        try_cast(date as date) as order_date,
        {{ utc_instant('date', source_time_zone('cdnow')) }} as ordered_at
    from transactions
),

checked as (
    select
        *,
        {{ row_digest(['quantity', 'paid_amount']) }} as order_digest,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['customer_id', 'date', 'dollar_value']) }},
            {{ cast_failures({'date': 'ordered_at', 'dollar_value': 'paid_amount'}) }},
            {{ impossible_times({'date': 'ordered_at'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'number_of_cds': 'quantity'}) }} as value_issue
    from cast_values
)

select
    trim(customer_id) as customer_id,
    nullif(trim(sample_id), '') as sample_id,
    order_date,
    ordered_at,
    quantity,
    paid_amount,
    -- The file has no order number: customer, day, content and the number among equal
    -- rows stand in.
    trim(customer_id)
    || '-'
    || cast(order_date as string)
    || '-'
    || substr(order_digest, 1, 12)
    || '-'
    || cast(row_number() over (
        partition by customer_id, order_date, order_digest, _file, _loaded_at
        order by _row nulls last
    ) as string) as order_id,
    -- A later load of the customer's day replaces it whole.
    _loaded_at < max(_loaded_at) over (partition by customer_id, order_date)
        as is_replaced,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
