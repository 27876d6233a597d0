-- One row per person, grain and period longer than a day with a kept order, coupon or
-- movement of points, and one without a person; with standings at the period's start.
{{ config(schema='user_facts', enabled=is_measured('member')) }}
{%- set measures = [
    'orders', 'discounted_orders', 'coupons_issued', 'coupons_redeemed',
    'points_earned', 'points_redeemed', 'points_expired',
] %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

incentive_days as (
    select * from {{ ref('int_incentive_days') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

member_standings as (
    select * from {{ ref('int_member_standings') }}
),

aggregated as (
    select
        {%- for measure in measures %}
        cast(sum(incentive_days.{{ measure }}) as bigint) as {{ measure }},
        {%- endfor %}
        incentive_days.user_id,
        calendar.grain,
        calendar.period_start,
        calendar.period_end
    from incentive_days
    inner join calendar on incentive_days.business_date = calendar.business_date
    group by
        incentive_days.user_id,
        calendar.grain,
        calendar.period_start,
        calendar.period_end
),

-- Of the first run of membership that is live on a day of the period: the level of the
-- day before it, or of the run's first day.
-- By itself: an outer join by more than comparisons of its two sides is slow.
members_found as (
    select
        aggregated.user_id,
        aggregated.grain,
        aggregated.period_start,
        member_standings.member_level
    from aggregated
    inner join member_standings
        on
            aggregated.user_id = member_standings.user_id
            and aggregated.period_end >= member_standings.run_started_date
            and aggregated.period_start
            < coalesce(member_standings.run_ended_date, cast('9999-12-31' as date))
            and aggregated.period_start >= coalesce(
                member_standings.previous_run_ended_date, cast('0001-01-01' as date)
            )
            and greatest(
                cast(aggregated.period_start - interval '1' day as date),
                member_standings.run_started_date
            ) >= member_standings.started_date
            and greatest(
                cast(aggregated.period_start - interval '1' day as date),
                member_standings.run_started_date
            ) < coalesce(member_standings.ended_date, cast('9999-12-31' as date))
)

select
    aggregated.user_id,
    aggregated.grain,
    aggregated.period_start,
    {%- for measure in measures %}
    aggregated.{{ measure }},
    {%- endfor %}
    standings.value_tier,
    standings.lifecycle_stage,
    members_found.user_id is not null as is_member,
    members_found.member_level
from aggregated
left join standings
    on
        aggregated.user_id = standings.user_id
        and {{ held_before('standings', 'aggregated.period_start') }}
left join members_found
    on
        aggregated.user_id = members_found.user_id
        and aggregated.grain = members_found.grain
        and aggregated.period_start = members_found.period_start
