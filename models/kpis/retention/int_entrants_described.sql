-- One row per person who has entered: what retention is split by, as of that day.
-- Tier, stage and spend tell what was so at its end: who bought on it is no non-buyer.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'join'
),

profiles as (
    select * from {{ ref('dim_users') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

levels as (
    select
        spend_level,
        -- A bound that is left out begins, or ends, a cent further on.
        lower_bound + case when is_lower_included then 0 else 0.01 end as from_amount,
        coalesce(upper_bound, 9999999999999)
        + case when is_upper_included then 0.01 else 0 end as to_amount
    from {{ ref('spend_levels') }}
),

spent as (
    select
        users.user_id,
        sum(purchase_days.kept_amount) as net_revenue
    from users
    inner join purchase_days
        on
            users.user_id = purchase_days.user_id
            and users.cohort_date < purchase_days.purchase_date + 365
            and users.cohort_date >= purchase_days.purchase_date
    group by users.user_id
)

select
    users.user_id,
    users.cohort_date as entered_date,
    users.acquisition_source,
    coalesce(standings.value_tier, 'unknown') as value_tier,
    coalesce(standings.lifecycle_stage, 'unknown') as lifecycle_stage,
    users.age_band,
    coalesce(profiles.occupation, 'unknown') as occupation,
    coalesce(levels.spend_level, 'unknown') as spend_level
from users
left join profiles on users.user_id = profiles.user_id
left join standings
    on
        users.user_id = standings.user_id
        and users.cohort_date >= standings.started_date
        and users.cohort_date
        < coalesce(standings.ended_date, cast('9999-12-31' as date))
left join spent on users.user_id = spent.user_id
left join levels
    on
        coalesce(spent.net_revenue, 0) >= levels.from_amount
        and coalesce(spent.net_revenue, 0) < levels.to_amount
