-- One row per group of members.

with

groups as (
    select * from {{ ref('int_groups_classified') }}
    where set_aside_reason is null
)

select
    group_id,
    source_system,
    group_name,
    owner_staff_id,
    opened_at,
    {{ business_date('opened_at') }} as opened_date,
    {{ until_as_of('closed_at') }} as closed_at,
    {{ business_date(until_as_of('closed_at')) }} as closed_date
from groups
