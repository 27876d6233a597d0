-- One row per business day, hour of it and type: interactions of the published list.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

-- Of time zones only each minute's is asked: they are far fewer than the interactions.
minutes as (
    select
        happened_date,
        event_type,
        date_trunc('minute', happened_at) as happened_minute,
        count(*) as interactions
    from {{ ref('fct_interactions') }}
    where
        event_type in (
            {%- for type in var('interaction_types') %}
            '{{ type }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    group by happened_date, event_type, date_trunc('minute', happened_at)
),

hours as (
    select
        happened_date,
        event_type,
        interactions,
        {{ business_hour('happened_minute') }} as happened_hour
    from minutes
)

select
    happened_date,
    happened_hour,
    event_type,
    cast(sum(interactions) as bigint) as interactions
from hours
group by happened_date, happened_hour, event_type
