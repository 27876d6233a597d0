-- One row per grain, period and dimension value: coupons issued in it, and those of
-- them that are redeemed by as_of_date.
{{ config(schema='user_facts', enabled=is_measured('member')) }}
{%- set dimensions = {
    'campaign': 'campaign_id',
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

coupon_days as (
    select
        user_id,
        coalesce(campaign_id, 'none') as campaign_id,
        issued_date,
        count(*) as coupons,
        sum(case when is_redeemed then 1 else 0 end) as redeemed_coupons
    from {{ ref('fct_coupons') }}
    where issued_date is not null
    group by user_id, coalesce(campaign_id, 'none'), issued_date
),

coupons_placed as (
    select
        calendar.grain,
        calendar.period_start,
        coupon_days.campaign_id,
        standings.value_tier,
        standings.lifecycle_stage,
        coupon_days.coupons,
        coupon_days.redeemed_coupons
    from coupon_days
    inner join calendar on coupon_days.issued_date = calendar.business_date
    left join standings
        on
            coupon_days.user_id = standings.user_id
            and {{ held_before('standings', 'calendar.period_start') }}
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(coupons) as bigint) as coupons,
    cast(sum(redeemed_coupons) as bigint) as redeemed_coupons
from coupons_placed
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
