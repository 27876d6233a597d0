-- One row per person, axis and spell in one state of it: buying or lapsed of the
-- purchases, live or lost of the relationship.
-- Half-open: started_date <= day < ended_date; no end = open at as_of_date.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

users as (
    select * from {{ ref('dim_users') }}
),

lapses as (
    select * from {{ ref('fct_purchase_lapses') }}
),

relationships as (
    select * from {{ ref('fct_relationship_spells') }}
),

changes as (
    {%- for events, axis, changed_date, state in [
        ('users', 'purchase', 'first_purchase_date', 'buying'),
        ('lapses', 'purchase', 'lapsed_date', 'lapsed'),
        ('lapses', 'purchase', 'returned_date', 'buying'),
        ('relationships', 'relationship', 'started_date', 'live'),
        ('relationships', 'relationship', 'ended_date', 'lost'),
    ] %}
    select
        user_id,
        '{{ axis }}' as axis,
        '{{ state }}' as state,
        {{ changed_date }} as started_date
    from {{ events }}
    where {{ changed_date }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    user_id,
    axis,
    state,
    started_date,
    lead(started_date) over (
        partition by user_id, axis order by started_date nulls last
    ) as ended_date,
    min(started_date) over (partition by user_id, axis) as first_date
from changes
