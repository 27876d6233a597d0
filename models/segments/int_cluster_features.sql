-- One row per person as of as_of_date: the behaviour by which people are clustered.
-- Whoever never bought, or never did anything, has been waiting since entering.
{{ config(schema='user_facts') }}
{%- set window_days = 365 %}

with

segments as (
    select * from {{ ref('user_segments') }}
    where is_current
),

users as (
    select * from {{ ref('int_users_described') }}
),

-- Months that began within the window: days of a month cannot be told apart here.
interactions as (
    select
        user_id,
        sum(interactions) as interactions
    from {{ ref('int_user_periods') }}
    where
        grain = 'month'
        and period_start > cast({{ as_of_date() }} - {{ window_days }} as date)
    group by user_id
),

discounts as (
    select
        user_id,
        sum(discount_amount) as discount_amount,
        sum(discount_amount + paid_amount) as undiscounted_amount
    from {{ ref('fct_order_items') }}
    where
        user_id is not null
        and item_kind = 'product'
        and kept_amount > 0
        and ordered_date > cast({{ as_of_date() }} - {{ window_days }} as date)
    group by user_id
)

select
    segments.user_id,
    coalesce(
        segments.days_since_last_purchase,
        cast({{ as_of_date() }} - users.entered_date as int)
    ) as days_since_purchase,
    coalesce(
        segments.days_since_interaction,
        cast({{ as_of_date() }} - users.entered_date as int)
    ) as days_since_interaction,
    coalesce(segments.purchase_days, 0) as purchase_days,
    cast(coalesce(segments.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(coalesce(interactions.interactions, 0) as bigint) as interactions,
    coalesce({{ ratio(
        'discounts.discount_amount', 'discounts.undiscounted_amount'
    ) }}, 0) as discount_share,
    {{ as_of_date() }} as as_of_date
from segments
inner join users on segments.user_id = users.user_id
left join interactions on segments.user_id = interactions.user_id
left join discounts on segments.user_id = discounts.user_id
