-- One row per person, population of which churn is told, and spell in it: buyers not
-- lapsed, people with a live relationship, people of a lifecycle stage, and people who
-- had both purchases and a relationship, by what is left of them.
-- Half-open: started_date <= day < ended_date; no end = open at as_of_date.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

axis_spells as (
    select * from {{ ref('int_axis_spells') }}
),

stays as (
    select * from {{ ref('lifecycle_stage_spells') }}
),

purchases as (
    select * from axis_spells
    where axis = 'purchase'
),

relationships as (
    select * from axis_spells
    where axis = 'relationship'
),

crossed as (
    select
        purchases.user_id,
        purchases.state || '_' || relationships.state as states,
        case
            when purchases.state <> 'lapsed' or relationships.state <> 'lost' then ''
            when purchases.started_date < relationships.started_date
                then '_purchase_first'
            when purchases.started_date > relationships.started_date
                then '_relationship_first'
            else '_same_day'
        end as lost_first,
        greatest(purchases.started_date, relationships.started_date) as started_date,
        -- The smaller of the two; null is without end.
        case
            when purchases.ended_date is null then relationships.ended_date
            when relationships.ended_date is null then purchases.ended_date
            else least(purchases.ended_date, relationships.ended_date)
        end as ended_date
    from purchases
    inner join relationships
        on
            purchases.user_id = relationships.user_id
            and purchases.started_date
            < coalesce(relationships.ended_date, cast('9999-12-31' as date))
            and relationships.started_date
            < coalesce(purchases.ended_date, cast('9999-12-31' as date))
)

select
    user_id,
    state as population,
    started_date,
    ended_date,
    case when state = 'buying' then first_date end as first_date
from axis_spells
where state in ('buying', 'live')
union all
select
    user_id,
    lifecycle_stage as population,
    started_date,
    ended_date,
    null as first_date
from stays
union all
select
    user_id,
    states || lost_first as population,
    started_date,
    ended_date,
    null as first_date
from crossed
