-- One row per business day and channel: people with an interaction or a kept order in
-- it. Who is active in two channels on a day counts in both.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

interactions as (
    select * from {{ ref('fct_interactions') }}
    where
        user_id is not null
        and event_type in (
            {%- for type in var('interaction_types') %}
            '{{ type }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
),

user_days as (
    select happened_date as activity_date, user_id, channel from interactions
    union
    select ordered_date, user_id, channel from orders
)

select
    activity_date,
    coalesce(channel, 'unknown') as channel,
    cast(count(*) as bigint) as active_users
from user_days
group by activity_date, coalesce(channel, 'unknown')
