-- One row per person and snapshot with a change of lifecycle stage since the snapshot
-- before: the stage it ended with, as a key that grows with time.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

spells as (
    select * from {{ ref('lifecycle_stage_spells') }}
),

stages as (
    select * from {{ ref('lifecycle_stages') }}
),

spells_clipped as (
    select
        spells.user_id,
        spells.lifecycle_stage,
        spells.started_date,
        spells.ended_date,
        greatest({{ month_start('spells.started_date') }}, months.first_month)
            as started_month,
        greatest({{ month_start('spells.ended_date') }}, months.first_month)
            as ended_month
    from spells
    cross join (select min(snapshot_month) as first_month from snapshots) as months
)

select
    users.user_number,
    snapshots.snapshot_date,
    cast(spells.started_date - date '1970-01-01' as int) * 100 + stages.precedence
        as stage_key
from spells_clipped as spells
inner join stages on spells.lifecycle_stage = stages.lifecycle_stage
inner join users on spells.user_id = users.user_id
inner join snapshots on spells.started_month = snapshots.snapshot_month
-- The month ends with the one spell that does not end in it.
where spells.ended_date is null or spells.ended_month > spells.started_month
