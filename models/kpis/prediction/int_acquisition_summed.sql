-- One row per grain, period and source, and for the total: what acquisition cost, and
-- how many people joined.
-- Only periods in which any acquisition cost is booked; a source without booking then
-- cost 0. A cost without source, or of one that nobody came by, is in the total.
{{ config(schema='user_facts', enabled=is_measured('prediction')) }}
{%- set dimensions = {'source': 'channel'} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

costs as (
    select
        booked_date,
        coalesce(channel, 'unknown') as channel,
        amount
    from {{ ref('fct_costs') }}
    where cost_kind = 'acquisition'
),

entry_days as (
    select * from {{ ref('int_cohorts_counted') }}
    where cohort_kind = 'join' and dimension in ('all', 'source')
),

booked_days as (
    select
        booked_date,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(amount) as amount
    from costs
    group by {{ grouping_sets_of('booked_date', dimensions) }}
),

booked as (
    select
        calendar.grain,
        calendar.period_start,
        booked_days.dimension,
        booked_days.dimension_value,
        sum(booked_days.amount) as amount
    from booked_days
    inner join calendar on booked_days.booked_date = calendar.business_date
    group by
        calendar.grain,
        calendar.period_start,
        booked_days.dimension,
        booked_days.dimension_value
),

entries as (
    select
        calendar.grain,
        calendar.period_start,
        entry_days.dimension,
        entry_days.dimension_value,
        sum(entry_days.user_count) as user_count
    from entry_days
    inner join calendar on entry_days.cohort_date = calendar.business_date
    group by
        calendar.grain,
        calendar.period_start,
        entry_days.dimension,
        entry_days.dimension_value
),

periods_booked as (
    select
        grain,
        period_start
    from booked
    where dimension = 'all'
)

select
    entries.grain,
    entries.period_start,
    entries.dimension,
    entries.dimension_value,
    cast(entries.user_count as bigint) as new_users,
    cast(coalesce(booked.amount, 0) as decimal(18, 2)) as acquisition_cost
from entries
inner join periods_booked
    on
        entries.grain = periods_booked.grain
        and entries.period_start = periods_booked.period_start
left join booked
    on
        entries.grain = booked.grain
        and entries.period_start = booked.period_start
        and entries.dimension = booked.dimension
        and entries.dimension_value = booked.dimension_value
