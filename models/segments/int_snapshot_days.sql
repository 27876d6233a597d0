-- One row per day as of which segments are told: the end of each month that is over,
-- and as_of_date.
{{ config(schema='user_facts') }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain = 'month'
)

select
    business_date as snapshot_date,
    period_start as snapshot_month,
    business_date = period_end as is_month_end,
    business_date = {{ as_of_date() }} as is_current
from calendar
where business_date = period_end or business_date = {{ as_of_date() }}
