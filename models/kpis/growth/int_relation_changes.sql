-- One row per dimension, value and day: by how many people with a live contact, and by
-- how many open communities, there are more or fewer at its end. A person with two
-- members of staff counts for both, and once in the total.
{{ config(schema='user_facts', enabled=is_measured('growth')) }}
{%- set dimensions = {'staff': 'staff_id'} %}

with

contacts as (
    select
        user_id,
        staff_id,
        started_date,
        ended_date
    from {{ ref('fct_relations') }}
    where
        relation_kind = 'contact'
        and user_id is not null
        and started_date is distinct from ended_date
),

communities as (
    select * from {{ ref('dim_groups') }}
),

contact_ends as (
    select
        user_id,
        staff_id,
        started_date as changed_date,
        1 as contact_change
    from contacts
    union all
    select
        user_id,
        staff_id,
        ended_date as changed_date,
        -1 as contact_change
    from contacts
    where ended_date is not null
),

user_changes as (
    select
        user_id,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        changed_date,
        sum(contact_change) as contact_change
    from contact_ends
    group by {{ grouping_sets_of('user_id, changed_date', dimensions) }}
),

live_contacts_counted as (
    select
        user_id,
        dimension,
        dimension_value,
        changed_date,
        sum(contact_change) over (
            partition by user_id, dimension, dimension_value
            order by changed_date nulls last
            rows between unbounded preceding and current row
        ) as closing_contacts,
        contact_change
    from user_changes
),

changes as (
    -- Only the first contact that begins and the last one that ends change who has any.
    select
        dimension,
        dimension_value,
        changed_date,
        case when closing_contacts > 0 then 1 else 0 end
        - case when closing_contacts - contact_change > 0 then 1 else 0 end
            as contact_change,
        null as group_change
    from live_contacts_counted
    union all
    select
        'all' as dimension,
        'all' as dimension_value,
        opened_date as changed_date,
        null as contact_change,
        1 as group_change
    from communities
    union all
    select
        'all' as dimension,
        'all' as dimension_value,
        closed_date as changed_date,
        null as contact_change,
        -1 as group_change
    from communities
    where closed_date is not null
)

select
    dimension,
    dimension_value,
    changed_date,
    cast(sum(contact_change) as bigint) as contact_change,
    cast(sum(group_change) as bigint) as group_change
from changes
group by dimension, dimension_value, changed_date
