-- One row per person: what is known of the person, and since when.
{{ config(schema='user_facts', enabled=is_measured('profile')) }}

with

users as (
    select * from {{ ref('dim_users') }}
),

city_tiers as (
    select * from {{ ref('city_tiers') }}
),

memberships as (
    select
        user_id,
        min(started_date) as started_date
    from {{ ref('fct_member_spells') }}
    where user_id is not null
    group by user_id
)

select
    users.user_id,
    -- It is the member record that tells them. Where none says when it began, the
    -- first sign of the person stands for it.
    coalesce(
        greatest(memberships.started_date, users.joined_date),
        memberships.started_date,
        users.joined_date,
        users.met_date
    ) as known_date,
    users.birth_date,
    nullif(users.age_band, 'unknown') as told_age_band,
    nullif(users.gender, 'unknown') as gender,
    case
        when users.city <> 'unknown' then coalesce(city_tiers.city_tier, 'unknown')
    end as city_tier
from users
left join memberships on users.user_id = memberships.user_id
left join city_tiers on users.city = city_tiers.city
