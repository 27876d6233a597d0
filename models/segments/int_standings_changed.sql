-- One row per person and snapshot with a change of lifecycle stage or value tier since
-- the snapshot before: what each changed to, as keys that grow with time.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

spells as (
    select
        stays.user_id,
        stays.started_date,
        stays.ended_date,
        'lifecycle_stage' as segment_kind,
        rules.precedence
    from {{ ref('lifecycle_stage_spells') }} as stays
    inner join {{ ref('lifecycle_stages') }} as rules
        on stays.lifecycle_stage = rules.lifecycle_stage
    union all
    select
        stays.user_id,
        stays.started_date,
        stays.ended_date,
        'value_tier' as segment_kind,
        rules.tier_order as precedence
    from {{ ref('value_tier_spells') }} as stays
    inner join {{ ref('value_tiers') }} as rules on stays.value_tier = rules.value_tier
),

spells_clipped as (
    select
        spells.*,
        greatest({{ month_start('spells.started_date') }}, months.first_month)
            as started_month,
        greatest({{ month_start('spells.ended_date') }}, months.first_month)
            as ended_month
    from spells
    cross join (select min(snapshot_month) as first_month from snapshots) as months
),

keyed as (
    select
        user_id,
        segment_kind,
        started_month,
        cast(started_date - date '1970-01-01' as int) * 100 + precedence as spell_key
    from spells_clipped
    -- A month ends with the one spell that does not end in it.
    where ended_date is null or ended_month > started_month
)

select
    users.user_number,
    snapshots.snapshot_date,
    max(case when keyed.segment_kind = 'lifecycle_stage' then keyed.spell_key end)
        as stage_key,
    max(case when keyed.segment_kind = 'value_tier' then keyed.spell_key end)
        as tier_key
from keyed
inner join users on keyed.user_id = users.user_id
inner join snapshots on keyed.started_month = snapshots.snapshot_month
group by users.user_number, snapshots.snapshot_date
