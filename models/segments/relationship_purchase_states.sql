-- One row per snapshot, state of the relationship, state of the purchases and what was
-- lost first, with the people in it. Users add up over states, not over snapshots.

with

states as (
    select * from {{ ref('int_snapshot_measures') }}
)

select
    snapshot_date,
    relationship_state,
    purchase_state,
    coalesce(lost_first, 'none') as lost_first,
    cast(count(*) as bigint) as user_count,
    {{ as_of_date() }} as as_of_date
from states
group by snapshot_date, relationship_state, purchase_state, lost_first
