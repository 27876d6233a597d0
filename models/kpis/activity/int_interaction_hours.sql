-- One row per business day, hour of it and type: interactions of the published list.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

interactions as (
    select
        happened_date,
        event_type,
        {{ business_hour('happened_at') }} as happened_hour
    from {{ ref('fct_interactions') }}
    where
        event_type in (
            {%- for type in var('interaction_types') %}
            '{{ type }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
)

select
    happened_date,
    happened_hour,
    event_type,
    cast(count(*) as bigint) as interactions
from interactions
group by happened_date, happened_hour, event_type
