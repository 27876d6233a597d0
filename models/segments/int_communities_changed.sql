-- One row per person and snapshot with messages in communities in the 30 days up to it,
-- or at which stays in communities had begun or ended since the snapshot before.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select
        *,
        min(snapshot_month) over () as first_month
    from {{ ref('int_snapshot_days') }}
),

stays as (
    select * from {{ ref('fct_relations') }}
    where relation_kind = 'group' and user_id is not null
),

messages as (
    select * from {{ ref('fct_interactions') }}
    where event_type = 'message' and group_id is not null and user_id is not null
),

ends as (
    select
        user_id,
        started_date as changed_date,
        1 as live_groups
    from stays
    union all
    select
        user_id,
        ended_date as changed_date,
        -1 as live_groups
    from stays
    where ended_date is not null
),

changes as (
    select
        ends.user_id,
        snapshots.snapshot_date,
        ends.live_groups,
        0 as messages,
        cast(null as int) as message_length
    from ends
    inner join snapshots
        on
            greatest({{ month_start('ends.changed_date') }}, snapshots.first_month)
            = snapshots.snapshot_month
    union all
    select
        messages.user_id,
        snapshots.snapshot_date,
        0 as live_groups,
        1 as messages,
        messages.message_length
    from messages
    -- 30 days begin in the snapshot's month, the one before or, around February, in the
    -- one before that.
    cross join (values (0), (1), (2)) as months_later (months)
    inner join snapshots
        on
            {{ month_start('messages.happened_date') }}
            = cast(
                snapshots.snapshot_month - months_later.months * interval '1' month
                as date
            )
            and messages.happened_date <= snapshots.snapshot_date
            and messages.happened_date
            > cast(snapshots.snapshot_date - interval '30' day as date)
)

select
    users.user_number,
    changes.snapshot_date,
    cast(sum(changes.live_groups) as int) as live_groups,
    cast(sum(changes.messages) as int) as messages,
    cast(count(changes.message_length) as int) as measured_messages,
    cast(coalesce(sum(changes.message_length), 0) as int) as characters
from changes
inner join users on changes.user_id = users.user_id
group by users.user_number, changes.snapshot_date
