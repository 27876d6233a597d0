with

people as (
    select
        described.user_id,
        snapshots.snapshot_date
    from {{ ref('int_users_described') }} as described
    inner join {{ ref('int_snapshot_days') }} as snapshots
        on described.entered_date <= snapshots.snapshot_date
),

segmented as (
    select
        user_id,
        snapshot_date
    from {{ ref('user_segments') }}
)

select
    people.user_id as person,
    segmented.user_id as segmented_person,
    coalesce(people.snapshot_date, segmented.snapshot_date) as snapshot_date
from people
full outer join segmented
    on
        people.user_id = segmented.user_id
        and people.snapshot_date = segmented.snapshot_date
where people.user_id is null or segmented.user_id is null
