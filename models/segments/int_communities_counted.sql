-- One row per person and snapshot who is in a community at the end of that day, or
-- wrote in one in the 30 days up to it: in how many, and what was written.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

stays as (
    select * from {{ ref('fct_relations') }}
    where relation_kind = 'group' and user_id is not null
),

messages as (
    select * from {{ ref('fct_interactions') }}
    where event_type = 'message' and group_id is not null and user_id is not null
),

counted as (
    select
        stays.user_id,
        snapshots.snapshot_date,
        1 as live_groups,
        0 as messages,
        cast(null as int) as message_length
    from stays
    inner join snapshots
        on
            stays.started_date <= snapshots.snapshot_date
            and (
                stays.ended_date is null or stays.ended_date > snapshots.snapshot_date
            )
    union all
    select
        messages.user_id,
        snapshots.snapshot_date,
        0 as live_groups,
        1 as messages,
        messages.message_length
    from messages
    inner join snapshots
        on
            messages.happened_date <= snapshots.snapshot_date
            and messages.happened_date
            > cast(snapshots.snapshot_date - interval '30' day as date)
)

select
    users.user_number,
    counted.snapshot_date,
    cast(sum(counted.live_groups) as int) as live_groups,
    cast(sum(counted.messages) as int) as messages,
    cast(count(counted.message_length) as int) as measured_messages,
    cast(coalesce(sum(counted.message_length), 0) as int) as characters
from counted
inner join users on counted.user_id = users.user_id
group by users.user_number, counted.snapshot_date
