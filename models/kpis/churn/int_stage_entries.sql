-- One row per person and entry into a lifecycle stage, with the next purchase day.
-- Warned is who enters the stage warning having bought: who never bought cannot churn.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set days = var('follow_up_days') %}
{%- set never = "cast('9999-12-31' as date)" %}

with

stays as (
    select
        *,
        coalesce(ended_date, {{ never }}) as bound_date
    from {{ ref('lifecycle_stage_spells') }}
),

users as (
    select user_id, first_purchase_date from {{ ref('dim_users') }}
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

lapses as (
    select * from {{ ref('fct_purchase_lapses') }}
),

touches as (
    select user_id, sent_date from {{ ref('fct_touches') }}
    where is_delivered and user_id is not null
),

entries as (
    select
        stays.*,
        stays.lifecycle_stage = 'warning'
        and coalesce(users.first_purchase_date <= stays.started_date, false)
            as is_warned
    from stays
    inner join users on stays.user_id = users.user_id
),

warnings_touched as (
    select entries.user_id, entries.started_date
    from entries
    inner join touches
        on
            entries.user_id = touches.user_id
            and entries.started_date <= touches.sent_date
            and entries.bound_date > touches.sent_date
    where entries.is_warned
    group by entries.user_id, entries.started_date
),

warnings_lapsed as (
    select entries.user_id, entries.started_date
    from entries
    inner join lapses
        on
            entries.user_id = lapses.user_id
            and entries.started_date < lapses.lapsed_date
            and entries.started_date + {{ days }} >= lapses.lapsed_date
    where entries.is_warned
    group by entries.user_id, entries.started_date
)

select
    entries.user_id,
    entries.lifecycle_stage,
    entries.started_date,
    lag(entries.started_date) over (
        partition by entries.user_id, entries.lifecycle_stage
        order by entries.started_date nulls last
    ) as previous_entry_date,
    purchase_days.purchase_date as next_purchase_date,
    entries.is_warned,
    case
        when entries.is_warned
            then lag(entries.started_date) over (
                partition by entries.user_id, entries.is_warned
                order by entries.started_date nulls last
            )
    end as previous_warning_date,
    warnings_touched.user_id is not null as is_touched,
    warnings_lapsed.user_id is not null as is_lapsed
from entries
-- The first purchase day after the day of the entry.
left join purchase_days
    on
        entries.user_id = purchase_days.user_id
        and entries.started_date < purchase_days.purchase_date
        and entries.started_date
        >= coalesce(purchase_days.previous_purchase_date, cast('0001-01-01' as date))
left join warnings_touched
    on
        entries.user_id = warnings_touched.user_id
        and entries.started_date = warnings_touched.started_date
left join warnings_lapsed
    on
        entries.user_id = warnings_lapsed.user_id
        and entries.started_date = warnings_lapsed.started_date
