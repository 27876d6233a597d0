-- One row per day of purchase, channel, category and step of the funnel: purchase
-- occasions, and those without what should follow.
-- Looks at every occasion, mature or not: the mart leaves out days that are too young.
{{ config(schema='user_facts') }}

with

purchase_days as (
    select * from {{ ref('int_purchase_days_described') }}
),

steps as (
    select
        days_after,
        lag(days_after) over (order by days_after nulls last) as previous_days_after
    from {{ ref('funnel_days') }}
),

longest as (
    select max(days_after) as longest_days from {{ ref('funnel_days') }}
),

interaction_days as (
    select
        user_days.user_id,
        user_days.activity_date,
        {{ day_block('user_days.activity_date', 'longest.longest_days') }} as day_block
    from {{ ref('fct_user_days') }} as user_days
    cross join longest
    where user_days.interaction_count > 0
),

-- What follows within the longest step lies in the block of the purchase or the next.
purchase_blocks as (
    select
        purchase_days.user_id,
        purchase_days.purchase_date,
        longest.longest_days,
        {{ day_block('purchase_days.purchase_date', 'longest.longest_days') }}
        - neighbours.distance as day_block
    from purchase_days
    cross join longest
    cross join (values (0), (1)) as neighbours (distance)
),

interactions_after as (
    select
        purchase_blocks.user_id,
        purchase_blocks.purchase_date,
        min(interaction_days.activity_date) as next_interaction_date
    from interaction_days
    inner join purchase_blocks
        on
            interaction_days.user_id = purchase_blocks.user_id
            and interaction_days.day_block = purchase_blocks.day_block
            and interaction_days.activity_date > purchase_blocks.purchase_date
            and interaction_days.activity_date
            <= purchase_blocks.purchase_date + purchase_blocks.longest_days
    -- The purchase day itself is left out: the interaction that led to the purchase
    -- is none after it.
    group by purchase_blocks.user_id, purchase_blocks.purchase_date
),

followed as (
    select
        purchase_days.purchase_date,
        purchase_days.channel,
        purchase_days.category,
        cast(purchase_days.next_purchase_date - purchase_days.purchase_date as int)
            as days_to_repurchase,
        cast(
            interactions_after.next_interaction_date
            - purchase_days.purchase_date as int
        ) as days_to_interaction
    from purchase_days
    left join interactions_after
        on
            purchase_days.user_id = interactions_after.user_id
            and purchase_days.purchase_date = interactions_after.purchase_date
),

followed_to_steps as (
    select
        followed.purchase_date,
        followed.channel,
        followed.category,
        steps.days_after,
        steps.previous_days_after,
        case when followed.days_to_repurchase <= steps.days_after then 1 else 0 end
            as has_repurchased,
        case when followed.days_to_interaction <= steps.days_after then 1 else 0 end
            as has_interacted,
        case
            when followed.days_to_repurchase <= steps.previous_days_after then 1
            when followed.days_to_interaction <= steps.previous_days_after then 1
            else 0
        end as had_either
    from followed
    cross join steps
)

select
    purchase_date,
    channel,
    category,
    days_after,
    previous_days_after,
    cast(count(*) as bigint) as purchase_count,
    cast(sum(1 - has_repurchased) as bigint) as without_repurchase,
    cast(sum(1 - has_interacted) as bigint) as without_interaction,
    cast(sum((1 - has_repurchased) * (1 - has_interacted)) as bigint)
        as without_either,
    cast(sum(1 - had_either) as bigint) as without_either_before
from followed_to_steps
group by purchase_date, channel, category, days_after, previous_days_after
