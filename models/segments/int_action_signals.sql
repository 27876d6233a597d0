-- One row per person, signal and subject (a category, the next spend level): the
-- numbers that action_rules ask for, as of as_of_date.
{{ config(schema='user_facts') }}

with

segments as (
    select * from {{ ref('user_segments') }}
    where is_current
),

refills as (
    select * from {{ ref('replenishment_due') }}
    where due_status in ('due', 'overdue')
),

-- The last cart only: who left one before and has ordered since is not waiting.
last_carts as (
    select
        *,
        row_number() over (
            partition by user_id
            order by left_at desc nulls last, cart_id asc nulls last
        ) as cart_order
    from {{ ref('fct_abandoned_carts') }}
),

inviters as (
    select
        inviter_user_id as user_id,
        count(*) as referred_people
    from {{ ref('fct_referrals') }}
    where is_valid
    group by inviter_user_id
),

-- A bound that is not part of its level is passed by the smallest coin.
next_levels as (
    select
        below.spend_level,
        above.name_zh,
        above.name_en,
        above.lower_bound
        + case when above.is_lower_included then 0 else 0.01 end as needed_revenue
    from {{ ref('spend_levels') }} as below
    inner join {{ ref('spend_levels') }} as above
        on below.level_order = above.level_order + 1
),

signals as (
    select
        user_id,
        'days_since_purchase' as signal_id,
        days_since_last_purchase as signal_value,
        cast({{ as_of_date() }} - days_since_last_purchase as date) as signal_date,
        cast(null as string) as amount,
        '' as subject_zh,
        '' as subject_en
    from segments
    where days_since_last_purchase is not null
    union all
    select
        user_id,
        'days_past_expected' as signal_id,
        cast({{ as_of_date() }} - expected_date as int) as signal_value,
        expected_date as signal_date,
        cast(null as string) as amount,
        category as subject_zh,
        category as subject_en
    from refills
    union all
    select
        user_id,
        'days_since_cart' as signal_id,
        cast({{ as_of_date() }} - left_date as int) as signal_value,
        left_date as signal_date,
        cast(product_count as string) as amount,
        '' as subject_zh,
        '' as subject_en
    from last_carts
    where cart_order = 1 and next_ordered_at is null
    union all
    select
        segments.user_id,
        'percent_missing' as signal_id,
        cast(ceil(100 * {{ ratio(
            'next_levels.needed_revenue - segments.net_revenue',
            'next_levels.needed_revenue'
        ) }}) as int) as signal_value,
        cast(null as date) as signal_date,
        cast(cast(
            next_levels.needed_revenue - segments.net_revenue as decimal(18, 2)
        ) as string) as amount,
        next_levels.name_zh as subject_zh,
        next_levels.name_en as subject_en
    from segments
    inner join next_levels on segments.spend_level = next_levels.spend_level
    union all
    select
        segments.user_id,
        'referred_people' as signal_id,
        cast(coalesce(inviters.referred_people, 0) as int) as signal_value,
        cast(null as date) as signal_date,
        cast(null as string) as amount,
        '' as subject_zh,
        '' as subject_en
    from segments
    left join inviters on segments.user_id = inviters.user_id
)

select
    user_id,
    signal_id,
    signal_value,
    signal_date,
    amount,
    subject_zh,
    subject_en
from signals
