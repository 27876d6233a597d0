-- One row per person and snapshot with a change of lifecycle stage since the snapshot
-- before: the stage it ended with, as a key that grows with time.
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

spells as (
    select * from {{ ref('lifecycle_stage_spells') }}
),

stages as (
    select * from {{ ref('lifecycle_stages') }}
)

select
    users.user_number,
    snapshots.snapshot_date,
    cast(max(
        cast(spells.started_date - date '1970-01-01' as int) * 100 + stages.precedence
    ) as int) as stage_key
from spells
inner join stages on spells.lifecycle_stage = stages.lifecycle_stage
inner join users on spells.user_id = users.user_id
inner join snapshots
    on
        greatest({{ month_start('spells.started_date') }}, snapshots.first_month)
        = snapshots.snapshot_month
group by users.user_number, snapshots.snapshot_date
