-- One row per week before the lapse date and group: people matched, their interactions
-- of the week, and the sum of their squares.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

matched as (
    select * from {{ ref('int_lapses_matched') }}
    where is_matched
),

user_days as (
    select * from {{ ref('fct_user_days') }}
    where interaction_count > 0
),

people as (
    select
        is_lapsed,
        count(*) as matched_users
    from matched
    group by is_lapsed
),

weeks as (
    select cast(weeks_before as int) as weeks_before
    from (values (1), (2), (3), (4), (5), (6), (7), (8)) as listed (weeks_before)
),

-- Week 1 is the seven days that end on the day before the lapse.
interactions as (
    select
        matched.is_lapsed,
        matched.user_id,
        matched.purchase_date,
        cast(
            floor((cast(matched.lapse_date - user_days.activity_date as int) - 1) / 7.0)
            as int
        )
        + 1 as weeks_before,
        user_days.interaction_count
    from matched
    inner join user_days
        on
            matched.user_id = user_days.user_id
            and matched.lapse_date > user_days.activity_date
            and user_days.activity_date >= matched.lapse_date - 56
),

interactions_aggregated as (
    select
        is_lapsed,
        user_id,
        purchase_date,
        weeks_before,
        sum(interaction_count) as interactions
    from interactions
    group by is_lapsed, user_id, purchase_date, weeks_before
),

weeks_aggregated as (
    select
        is_lapsed,
        weeks_before,
        sum(interactions) as interactions,
        sum(interactions * interactions) as squared_interactions
    from interactions_aggregated
    group by is_lapsed, weeks_before
)

select
    weeks.weeks_before,
    people.is_lapsed,
    cast(people.matched_users as bigint) as matched_users,
    cast(coalesce(weeks_aggregated.interactions, 0) as bigint) as interactions,
    cast(coalesce(weeks_aggregated.squared_interactions, 0) as bigint)
        as squared_interactions
from people
cross join weeks
left join weeks_aggregated
    on
        people.is_lapsed = weeks_aggregated.is_lapsed
        and weeks.weeks_before = weeks_aggregated.weeks_before
