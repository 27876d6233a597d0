-- One row per purchase occasion: the interval it opens, closed by the next occasion or
-- still open at as_of_date.
{{ config(schema='user_facts') }}

with

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
)

select
    user_id,
    purchase_date as opened_date,
    next_purchase_date as closed_date,
    occasion_number,
    cast(coalesce(next_purchase_date, {{ as_of_date() }}) - purchase_date as int)
        as duration_days,
    next_purchase_date is not null as is_closed
from purchase_days
