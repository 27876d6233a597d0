-- One row per scope, member of staff or store, person and spell with a live contact.
-- A store's people are those of its staff: contacts, not purchases, make somebody at
-- home in a store. A person with two of staff has a row for each.
-- Half-open: live on started_date <= day < ended_date; an open one has no end.
{{ config(schema='user_facts') }}

with

-- Begun and ended on one day, it was live at the end of none.
contacts as (
    select * from {{ ref('fct_relations') }}
    where
        relation_kind = 'contact'
        and user_id is not null
        and staff_id is not null
        and started_date is distinct from ended_date
),

staff as (
    select * from {{ ref('dim_staff') }}
    where store_id is not null
),

scoped as (
    select
        'staff' as scope,
        staff_id as performer_id,
        user_id,
        relation_id,
        started_date,
        ended_date
    from contacts
    union all
    select
        'store' as scope,
        staff.store_id as performer_id,
        contacts.user_id,
        contacts.relation_id,
        contacts.started_date,
        contacts.ended_date
    from contacts
    inner join staff on contacts.staff_id = staff.staff_id
),

-- What is open ends after the last day that the numbers describe.
ends_before_found as (
    select
        *,
        max(coalesce(ended_date, cast({{ as_of_date() }} + interval '1' day as date)))
            over (
                partition by scope, performer_id, user_id
                order by started_date nulls last, relation_id nulls last
                rows between unbounded preceding and 1 preceding
            ) as ended_date_before
    from scoped
),

islands_numbered as (
    select
        *,
        sum(case when started_date <= ended_date_before then 0 else 1 end) over (
            partition by scope, performer_id, user_id
            order by started_date nulls last, relation_id nulls last
            rows between unbounded preceding and current row
        ) as island_number
    from ends_before_found
)

select
    scope,
    performer_id,
    user_id,
    min(started_date) as started_date,
    case when count(*) = count(ended_date) then max(ended_date) end as ended_date
from islands_numbered
group by scope, performer_id, user_id, island_number
