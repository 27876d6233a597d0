-- One row per grain, period of the contact and dimension value: lapsed people of
-- win-back campaigns, touched and held out, and those who bought again.
-- A person counts once per campaign.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set dimensions = {
    'campaign': 'campaign_id', 'with_coupon': 'with_coupon',
    'value_tier': 'value_tier', 'lifecycle_stage': 'lifecycle_stage',
} %}
{%- set back = 'and returned_date <= contacted_date + ' %}
{%- set again = ' and bought_again_date <= returned_date + 60' %}

with

win_backs as (
    select * from {{ ref('int_win_backs') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

win_backs_of_periods as (
    select
        calendar.grain,
        calendar.period_start,
        win_backs.*,
        standings.value_tier,
        standings.lifecycle_stage,
        win_backs.arm = 'treated' as is_treated,
        cast({{ as_of_date() }} - win_backs.contacted_date as int) as observed_days
    from win_backs
    inner join calendar on win_backs.contacted_date = calendar.business_date
    left join standings
        on
            win_backs.user_id = standings.user_id
            and calendar.period_start - 1 >= standings.started_date
            and calendar.period_start - 1
            < coalesce(standings.ended_date, cast('9999-12-31' as date))
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    {%- for name, arm, days, condition in [
        ('touched_users_mature_14', 'is_treated', 14, ''),
        ('touched_users_back_14', 'is_treated', 14, back ~ '14'),
        ('touched_users_mature_30', 'is_treated', 30, ''),
        ('touched_users_back_30', 'is_treated', 30, back ~ '30'),
        ('touched_users_mature_90', 'is_treated', 90, ''),
        ('touched_users_sustained', 'is_treated', 90, back ~ '30' ~ again),
        ('control_users', 'not is_treated', 0, ''),
        ('control_users_mature_30', 'not is_treated', 30, ''),
        ('control_users_back_30', 'not is_treated', 30, back ~ '30'),
    ] %}
    cast(
        sum(
            case
                when {{ arm }} and observed_days >= {{ days }} {{ condition }} then 1
                else 0
            end
        ) as bigint
    ) as {{ name }},
    {%- endfor %}
    cast(sum(case when is_treated then 1 else 0 end) as bigint) as touched_users
from win_backs_of_periods
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
