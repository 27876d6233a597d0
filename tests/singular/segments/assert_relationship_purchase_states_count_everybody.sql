-- Every snapshot counts those who had entered by then, each of them once.
with

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

entries as (
    select
        entered_date,
        count(*) as user_count
    from {{ ref('int_users_described') }}
    where entered_date is not null
    group by entered_date
),

people as (
    select
        snapshots.snapshot_date,
        sum(entries.user_count) as user_count
    from snapshots
    inner join entries on snapshots.snapshot_date >= entries.entered_date
    group by snapshots.snapshot_date
),

states as (
    select
        snapshot_date,
        sum(user_count) as user_count
    from {{ ref('relationship_purchase_states') }}
    group by snapshot_date
)

select
    coalesce(people.snapshot_date, states.snapshot_date) as snapshot_date,
    people.user_count as people,
    states.user_count as people_in_states
from people
full outer join states on people.snapshot_date = states.snapshot_date
where people.user_count is distinct from states.user_count
