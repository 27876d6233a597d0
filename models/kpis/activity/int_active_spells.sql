-- One row per person, window of N days and spell of days at whose end the person had
-- been active (an interaction or a kept order) within the N days up to it. Half-open:
-- so on started_date <= day < ended_date. Spells of a window do not overlap.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set windows = [7, 30] %}

with

days_neighboured as (
    select
        user_id,
        activity_date,
        lag(activity_date)
            over (partition by user_id order by activity_date nulls last)
            as previous_date,
        lead(activity_date)
            over (partition by user_id order by activity_date nulls last)
            as next_date
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

days_flagged as (
    select
        days_neighboured.user_id,
        windows.window_days,
        days_neighboured.activity_date,
        coalesce(
            days_neighboured.previous_date + windows.window_days
            < days_neighboured.activity_date,
            true
        ) as is_first,
        coalesce(
            days_neighboured.activity_date + windows.window_days
            < days_neighboured.next_date,
            true
        ) as is_last
    from days_neighboured
    cross join windows
),

-- Most days are neither the first nor the last of a spell: what is left is few.
borders as (
    select
        user_id,
        window_days,
        activity_date,
        is_first,
        min(case when is_last then activity_date end) over (
            partition by user_id, window_days
            order by activity_date nulls last
            rows between current row and unbounded following
        ) as last_date
    from days_flagged
    where is_first or is_last
)

select
    user_id,
    cast(window_days as int) as window_days,
    activity_date as started_date,
    cast(last_date + window_days as date) as ended_date
from borders
where is_first
