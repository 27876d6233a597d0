-- One row per person, window of N days and spell of days at whose end the person had
-- been active (an interaction or a kept order) within the N days up to it. Half-open:
-- so on started_date <= day < ended_date. Spells of a window do not overlap.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set windows = [7, 30] %}

with

days_active as (
    select
        user_id,
        activity_date,
        lag(activity_date)
            over (partition by user_id order by activity_date nulls last)
            as previous_date
    from {{ ref('fct_user_days') }}
    where interaction_count > 0 or kept_order_count > 0
),

windows as (
    select window_days
    from
        (
            values {% for days in windows %}(
                {{ days }}
            ){{ ', ' if not loop.last }}{% endfor %}
        )
            as listed (window_days)
),

days_numbered as (
    select
        days_active.user_id,
        windows.window_days,
        days_active.activity_date,
        sum(
            case
                when days_active.previous_date is null then 1
                when
                    days_active.previous_date + windows.window_days
                    < days_active.activity_date
                    then 1
                else 0
            end
        ) over (
            partition by days_active.user_id, windows.window_days
            order by days_active.activity_date nulls last
            rows between unbounded preceding and current row
        ) as spell_number
    from days_active
    cross join windows
)

select
    user_id,
    cast(window_days as int) as window_days,
    min(activity_date) as started_date,
    cast(max(activity_date) + window_days as date) as ended_date
from days_numbered
group by user_id, window_days, spell_number
