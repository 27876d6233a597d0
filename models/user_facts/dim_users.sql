-- One row per person.
-- People who never bought are here too; guests are not people.

with

members_resolved as (
    select * from {{ ref('int_members_resolved') }}
),

members_latest as (
    select * from {{ ref('int_members_latest') }}
),

identities as (
    select
        source_system || ':' || identifier as member_id,
        count(distinct linked_identifier_type || ':' || linked_identifier)
            as linked_identifier_count
    from {{ ref('int_identities_united') }}
    where identifier_type = 'member_id'
    group by source_system || ':' || identifier
),

purchase_days_aggregated as (
    select
        user_id,
        min(purchase_date) as first_purchase_date,
        max(purchase_date) as last_purchase_date,
        count(*) as purchase_day_count
    from {{ ref('fct_purchase_days') }}
    group by user_id
)

select
    members_resolved.user_id,
    members_resolved.member_id,
    members_latest.joined_at,
    {{ business_date('members_latest.joined_at') }} as joined_date,
    members_latest.ended_at,
    coalesce(members_latest.acquisition_source, 'unknown') as acquisition_source,
    members_latest.birth_date,
    coalesce(members_latest.age_band, 'unknown') as age_band,
    coalesce(members_latest.gender, 'unknown') as gender,
    coalesce(members_latest.city, 'unknown') as city,
    coalesce(members_latest.occupation, 'unknown') as occupation,
    coalesce(members_latest.member_level, 'unknown') as member_level,
    coalesce(identities.linked_identifier_count, 0) as linked_identifier_count,
    purchase_days_aggregated.first_purchase_date,
    purchase_days_aggregated.last_purchase_date,
    coalesce(purchase_days_aggregated.purchase_day_count, 0) as purchase_day_count
from members_resolved
left join members_latest on members_resolved.member_id = members_latest.member_id
left join identities on members_resolved.member_id = identities.member_id
left join purchase_days_aggregated
    on members_resolved.user_id = purchase_days_aggregated.user_id
