-- One row per person who may be written to at the end of as_of_date: consent to
-- marketing in force, a live contact with a member of staff, no request to be erased.
{{ config(schema='user_facts') }}

with

consents as (
    select distinct user_id
    from {{ ref('fct_consents') }}
    where purpose = 'marketing' and ended_at is null
),

erasure_requests as (
    select distinct user_id
    from {{ ref('fct_erasure_requests') }}
    where user_id is not null
),

contacts as (
    select
        user_id,
        staff_id,
        row_number() over (
            partition by user_id order by started_at nulls last, relation_id nulls last
        ) as contact_order
    from {{ ref('fct_relations') }}
    where relation_kind = 'contact' and ended_at is null and user_id is not null
),

last_touches as (
    select
        user_id,
        max(sent_date) as last_touch_date
    from {{ ref('fct_touches') }}
    where user_id is not null
    group by user_id
)

select
    contacts.user_id,
    contacts.staff_id,
    last_touches.last_touch_date
from contacts
inner join consents on contacts.user_id = consents.user_id
left join erasure_requests on contacts.user_id = erasure_requests.user_id
left join last_touches on contacts.user_id = last_touches.user_id
where contacts.contact_order = 1 and erasure_requests.user_id is null
