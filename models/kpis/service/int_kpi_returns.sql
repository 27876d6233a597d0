-- One row per metric, grain, period and dimension value: how long returns took, by the
-- day on which the money was given back.
{{ config(schema='user_facts', enabled=is_measured('service')) }}
{%- set dimensions = {'reason': 'reason'} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

closed_returns as (
    select
        *,
        case
            when seconds_to_close <= {{ var('return_promise_days') }} * 86400 then 1
            else 0
        end as in_time
    from {{ ref('int_service_cases') }}
    where case_kind = 'return' and seconds_to_close is not null
),

placed as (
    select
        calendar.grain,
        calendar.period_start,
        closed_returns.reason,
        closed_returns.in_time,
        closed_returns.seconds_to_close
    from closed_returns
    inner join calendar on closed_returns.closed_date = calendar.business_date
),

counted as (
    select
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as return_count,
        sum(in_time) as in_time,
        sum(seconds_to_close) as total_seconds,
        percentile_cont(0.9) within group (order by seconds_to_close) as p90_seconds
    from placed
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

{{ measured_metrics('counted', [
    {
        'id': 'return_hours',
        'numerator': 'cast(total_seconds as double) / 3600',
        'denominator': 'return_count',
    },
    {
        'id': 'return_hours_p90',
        'value': 'round(cast(p90_seconds as double) / 3600, 9)',
        'total': 'return_count',
    },
    {
        'id': 'return_hours_share_within_48',
        'numerator': 'in_time',
        'denominator': 'return_count',
    },
]) }}
