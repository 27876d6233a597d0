-- One row per person and snapshot with a change of lifecycle stage, value tier,
-- relationship or purchase state since the snapshot before: what each changed to last,
-- as keys that grow with time.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

relationship_spells as (
    select * from {{ ref('fct_relationship_spells') }}
),

purchase_lapses as (
    select * from {{ ref('fct_purchase_lapses') }}
),

changes as (
    select
        stays.user_id,
        stays.started_date as changed_date,
        'stage' as axis,
        rules.precedence as code
    from {{ ref('lifecycle_stage_spells') }} as stays
    inner join {{ ref('lifecycle_stages') }} as rules
        on stays.lifecycle_stage = rules.lifecycle_stage
    union all
    select
        stays.user_id,
        stays.started_date as changed_date,
        'tier' as axis,
        rules.tier_order as code
    from {{ ref('value_tier_spells') }} as stays
    inner join {{ ref('value_tiers') }} as rules on stays.value_tier = rules.value_tier
    {%- for events, changed_date, axis, code in [
        ('relationship_spells', 'started_date', 'relationship', 1),
        ('relationship_spells', 'ended_date', 'relationship', 2),
        ('users', 'first_purchase_date', 'purchase', 1),
        ('purchase_lapses', 'returned_date', 'purchase', 1),
        ('purchase_lapses', 'lapsed_date', 'purchase', 2),
    ] %}
    union all
    select
        user_id,
        {{ changed_date }} as changed_date,
        '{{ axis }}' as axis,
        {{ code }} as code
    from {{ events }}
    {%- endfor %}
),

changes_keyed as (
    select
        changes.user_id,
        changes.axis,
        greatest({{ month_start('changes.changed_date') }}, months.first_month)
            as changed_month,
        cast(changes.changed_date - date '1970-01-01' as int) * 100 + changes.code
            as change_key
    from changes
    cross join (select min(snapshot_month) as first_month from snapshots) as months
    where changes.changed_date <= {{ as_of_date() }}
)

select
    users.user_number,
    snapshots.snapshot_date,
    max(case when changes_keyed.axis = 'stage' then changes_keyed.change_key end)
        as stage_key,
    max(case when changes_keyed.axis = 'tier' then changes_keyed.change_key end)
        as tier_key,
    max(case when changes_keyed.axis = 'relationship' then changes_keyed.change_key end)
        as relationship_key,
    max(case when changes_keyed.axis = 'purchase' then changes_keyed.change_key end)
        as purchase_key
from changes_keyed
inner join users on changes_keyed.user_id = users.user_id
inner join snapshots on changes_keyed.changed_month = snapshots.snapshot_month
group by users.user_number, snapshots.snapshot_date
