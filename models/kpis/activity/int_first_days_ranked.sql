-- One row per person who joined long enough ago and community the person was in within
-- the first 30 days: interactions of those days, whether retained after 90, and twice
-- the rank among all of the community, ties sharing the mean rank. The community all
-- stands for everybody, in a community or not.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set activity_days, retention_days = 30, 90 %}

with

retention as (
    select * from {{ ref('retention_days') }}
    where days_since_join = {{ retention_days }}
),

users as (
    select
        cohort_users.user_id,
        cohort_users.cohort_date
    from {{ ref('int_cohort_users') }} as cohort_users
    cross join retention
    where
        cohort_users.cohort_kind = 'join'
        and cohort_users.cohort_date
        + retention.days_since_join
        + retention.bracket_days
        <= {{ as_of_date() }}
),

retained as (
    select * from {{ ref('int_users_retained') }}
    where retention_kind = 'bracket' and days_since_join = {{ retention_days }}
),

user_days as (
    select * from {{ ref('fct_user_days') }}
),

communities as (
    select * from {{ ref('int_community_spells') }}
    where community <> 'all'
),

interactions_aggregated as (
    select
        users.user_id,
        sum(user_days.interaction_count) as interactions
    from users
    inner join user_days
        on
            users.user_id = user_days.user_id
            and users.cohort_date <= user_days.activity_date
            and user_days.activity_date < users.cohort_date + {{ activity_days }}
    group by users.user_id
),

users_placed as (
    select user_id, 'all' as community from users
    union all
    select distinct users.user_id, communities.community
    from users
    inner join communities
        on
            users.user_id = communities.user_id
            and communities.started_date < users.cohort_date + {{ activity_days }}
            and coalesce(communities.ended_date, cast('9998-01-01' as date))
            > users.cohort_date
),

users_measured as (
    select
        users_placed.user_id,
        users_placed.community,
        coalesce(interactions_aggregated.interactions, 0) as interactions,
        case when retained.user_id is not null then 1 else 0 end as is_retained
    from users_placed
    left join interactions_aggregated
        on users_placed.user_id = interactions_aggregated.user_id
    left join retained on users_placed.user_id = retained.user_id
)

select
    user_id,
    community,
    cast(interactions as bigint) as interactions,
    cast(is_retained as int) as is_retained,
    cast(
        2 * rank() over (partition by community order by interactions nulls last)
        + count(*) over (partition by community, interactions)
        - 1 as bigint
    ) as doubled_rank
from users_measured
