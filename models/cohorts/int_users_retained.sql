-- One row per person, kind of retention and day N on which the person is retained.
-- Membership is only told for days N up to as_of_date; who is mature, the mart tells.
{{ config(schema='user_facts', materialized='view') }}

with

users as (
    select * from {{ ref('int_cohort_users') }}
    where cohort_kind = 'join'
),

retention_days as (
    select * from {{ ref('retention_days') }}
),

user_days as (
    select * from {{ ref('int_entry_days_active') }}
),

last_active as (
    select
        user_id,
        max(last_date) as last_date
    from (
        select
            user_id,
            last_interaction_date as last_date
        from {{ ref('int_user_periods') }}
        where grain = 'year'
        union all
        select
            user_id,
            last_purchase_date as last_date
        from {{ ref('dim_users') }}
    ) as dates
    group by user_id
),

spells as (
    select * from {{ ref('fct_relationship_spells') }}
)

select
    user_days.user_id,
    'on_day' as retention_kind,
    retention_days.days_since_join
from user_days
inner join retention_days on user_days.days_since_join = retention_days.days_since_join
union all
select distinct
    user_days.user_id,
    'bracket' as retention_kind,
    retention_days.days_since_join
from user_days
inner join retention_days
    on
        retention_days.days_since_join - retention_days.bracket_days
        <= user_days.days_since_join
        and user_days.days_since_join
        <= retention_days.days_since_join + retention_days.bracket_days
union all
select
    users.user_id,
    'on_or_after' as retention_kind,
    retention_days.days_since_join
from users
inner join last_active on users.user_id = last_active.user_id
inner join retention_days
    on users.cohort_date + retention_days.days_since_join <= last_active.last_date
union all
-- Spells of a person do not overlap: at most one is live at the end of day N.
select
    users.user_id,
    'membership' as retention_kind,
    retention_days.days_since_join
from users
inner join spells on users.user_id = spells.user_id
inner join retention_days
    on
        spells.started_date <= users.cohort_date + retention_days.days_since_join
        and users.cohort_date + retention_days.days_since_join
        < coalesce(spells.ended_date, {{ as_of_date() }} + 1)
