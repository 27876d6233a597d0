-- One row per purchase day that ended in a lapse and the purchase day matched to it
-- that did not: of the same month and the same number (5 for 5 and more), one to one.
-- Who did not lapse has the day on which the lapse would have come.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set stratum = 'purchase_month, occasion_group' %}

with

churned as (
    select days from {{ ref('lifecycle_stages') }}
    where lifecycle_stage = 'churned'
),

purchase_days as (
    select
        purchase_days.user_id,
        purchase_days.purchase_date,
        purchase_days.next_purchase_date,
        {{ month_start('purchase_days.purchase_date') }} as purchase_month,
        least(purchase_days.occasion_number, 5) as occasion_group,
        cast(
            purchase_days.purchase_date + (churned.days + 1) * interval '1' day as date
        ) as lapse_date
    from {{ ref('fct_purchase_days') }} as purchase_days
    cross join churned
),

purchase_days_judged as (
    select
        *,
        -- Who buys on the day of the lapse itself has not lapsed.
        next_purchase_date is null or next_purchase_date > lapse_date as is_lapsed
    from purchase_days
    where lapse_date <= {{ as_of_date() }}
),

purchase_days_numbered as (
    select
        *,
        -- In an order that has nothing to do with the person.
        row_number() over (
            partition by {{ stratum }}, is_lapsed
            order by
                md5(user_id || cast(purchase_date as string)) nulls last,
                user_id nulls last,
                purchase_date nulls last
        ) as pair_number,
        sum(case when is_lapsed then 1 else 0 end) over (partition by {{ stratum }})
            as lapsed_count,
        sum(case when is_lapsed then 0 else 1 end) over (partition by {{ stratum }})
            as retained_count
    from purchase_days_judged
)

select
    user_id,
    purchase_date,
    lapse_date,
    is_lapsed,
    pair_number <= least(lapsed_count, retained_count) as is_matched
from purchase_days_numbered
