-- One row per day k after the last purchase on which people were drawn to be reminded:
-- how many of the reminded and of the held-out bought again in the window of reminders
-- after day k (30 days). Counts add up over rows, rates do not.
{{ config(enabled=is_measured('touch')) }}
{%- set arms = {'reminded': '', 'held_out': 'not '} %}

with

targets as (
    select * from {{ ref('int_campaign_targets') }}
    where campaign_type = 'reminder'
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

dated as (
    select
        targets.is_treated,
        targets.is_mature,
        targets.has_bought,
        cast(targets.targeted_date - purchase_days.purchase_date as int) as day_after
    from targets
    inner join purchase_days
        on
            targets.user_id = purchase_days.user_id
            -- A purchase on the day of drawing is none before it.
            and targets.targeted_date > purchase_days.purchase_date
            and targets.targeted_date <= coalesce(
                purchase_days.next_purchase_date, cast('9999-12-31' as date)
            )
),

counted as (
    select
        day_after,
        {%- for arm, negation in arms.items() %}
        sum(case when {{ negation }}is_treated and is_mature then 1 else 0 end)
            as {{ arm }},
        sum(case
            when {{ negation }}is_treated and is_mature and has_bought then 1
            else 0
        end) as {{ arm }}_repurchased,
        {%- endfor %}
        sum(case when is_mature then 1 else 0 end) as mature_count,
        count(*) as total_count
    from dated
    group by day_after
),

rates as (
    select
        *,
    {%- for arm in arms %}
    {{ ratio(arm ~ '_repurchased', arm) }} as {{ arm }}_rate,
    {{ wilson_bound(arm ~ '_repurchased', arm, -1) }} as {{ arm }}_low,
    {{ wilson_bound(arm ~ '_repurchased', arm, 1) }} as {{ arm }}_high
    {{- ',' if not loop.last }}
    {%- endfor %}
    from counted
)

select
    day_after,
    cast(reminded as bigint) as reminded_users,
    cast(reminded_repurchased as bigint) as reminded_repurchased,
    reminded_rate,
    reminded_low,
    reminded_high,
    cast(held_out as bigint) as held_out_users,
    cast(held_out_repurchased as bigint) as held_out_repurchased,
    held_out_rate,
    held_out_low,
    held_out_high,
    round(reminded_rate - held_out_rate, 12) as lift,
    -- Newcombe's interval of a difference from the Wilson bounds of both rates.
    round(
        reminded_rate - held_out_rate - sqrt(
            power(reminded_rate - reminded_low, 2)
            + power(held_out_high - held_out_rate, 2)
        ),
        12
    ) as lift_low,
    round(
        reminded_rate - held_out_rate + sqrt(
            power(reminded_high - reminded_rate, 2)
            + power(held_out_rate - held_out_low, 2)
        ),
        12
    ) as lift_high,
    mature_count = total_count as is_complete,
    cast(mature_count as bigint) as mature_count,
    cast(total_count as bigint) as total_count,
    {{ as_of_date() }} as as_of_date
from rates
