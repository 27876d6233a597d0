-- One row per snapshot and person entered by then: whether the relationship lives and
-- the purchases go on at the end of that day, and which of the two was lost first.
{{ config(schema='user_facts') }}

with

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

users as (
    select * from {{ ref('int_users_numbered') }}
),

relationship_spells as (
    select * from {{ ref('fct_relationship_spells') }}
),

purchase_lapses as (
    select * from {{ ref('fct_purchase_lapses') }}
),

-- From the start of a spell to that of the next one, a person is live or lost by it.
spells_followed as (
    select
        users.user_number,
        relationship_spells.started_date,
        relationship_spells.ended_date,
        coalesce(
            lead(relationship_spells.started_date) over (
                partition by users.user_number
                order by relationship_spells.started_date nulls last
            ),
            cast({{ as_of_date() }} + interval '1' day as date)
        ) as next_started_date
    from relationship_spells
    inner join users on relationship_spells.user_id = users.user_id
),

relationships as (
    select
        snapshots.snapshot_date,
        spells_followed.user_number,
        -- Null while the relationship lives.
        case
            when spells_followed.ended_date <= snapshots.snapshot_date
                then spells_followed.ended_date
        end as ended_date
    from spells_followed
    inner join snapshots
        on
            spells_followed.started_date <= snapshots.snapshot_date
            and spells_followed.next_started_date > snapshots.snapshot_date
),

lapses_bounded as (
    select
        users.user_number,
        purchase_lapses.lapsed_date,
        coalesce(
            purchase_lapses.returned_date,
            cast({{ as_of_date() }} + interval '1' day as date)
        ) as returned_date
    from purchase_lapses
    inner join users on purchase_lapses.user_id = users.user_id
),

lapses as (
    select
        snapshots.snapshot_date,
        lapses_bounded.user_number,
        lapses_bounded.lapsed_date
    from lapses_bounded
    inner join snapshots
        on
            lapses_bounded.lapsed_date <= snapshots.snapshot_date
            and lapses_bounded.returned_date > snapshots.snapshot_date
),

states as (
    select
        snapshots.snapshot_date,
        users.user_number,
        case
            when relationships.user_number is null then 'none'
            when relationships.ended_date is null then 'live'
            else 'lost'
        end as relationship_state,
        case
            when lapses.user_number is not null then 'lapsed'
            when users.first_purchase_date <= snapshots.snapshot_date then 'buying'
            else 'none'
        end as purchase_state,
        relationships.ended_date,
        lapses.lapsed_date
    from users
    inner join snapshots on users.entered_date <= snapshots.snapshot_date
    left join relationships
        on
            users.user_number = relationships.user_number
            and snapshots.snapshot_date = relationships.snapshot_date
    left join lapses
        on
            users.user_number = lapses.user_number
            and snapshots.snapshot_date = lapses.snapshot_date
)

select
    snapshot_date,
    user_number,
    relationship_state,
    purchase_state,
    -- Null unless both have an end, which is when both are lost.
    case
        when ended_date < lapsed_date then 'relationship'
        when ended_date > lapsed_date then 'purchase'
        when ended_date = lapsed_date then 'same_day'
    end as lost_first
from states
