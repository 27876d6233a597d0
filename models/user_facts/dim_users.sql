-- One row per person: the resolved identity across channels, met by as_of_date.
-- People who never bought are here too; guests and visitors are not people.

with

users_met as (
    select * from {{ ref('int_users_met') }}
),

profiles as (
    select * from {{ ref('int_member_profiles') }}
),

joins as (
    select user_id, started_at, acquisition_source from {{ ref('fct_relations') }}
    union all
    select user_id, started_at, null as acquisition_source
    from {{ ref('fct_member_spells') }}
),

joins_aggregated as (
    select
        user_id,
        min(started_at) as joined_at,
        -- Where two relations begin at one instant, the word that comes first.
        min_by(
            acquisition_source,
            case
                when acquisition_source is not null
                    then cast(started_at as string) || acquisition_source
            end
        ) as acquisition_source
    from joins
    where user_id is not null
    group by user_id
),

identifiers_counted as (
    select
        user_id,
        count(*) as identifier_count
    from {{ ref('int_identifiers_resolved') }}
    group by user_id
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
    users_met.user_id,
    users_met.met_date,
    joins_aggregated.joined_at,
    {{ business_date('joins_aggregated.joined_at') }} as joined_date,
    coalesce(
        profiles.acquisition_source, joins_aggregated.acquisition_source, 'unknown'
    ) as acquisition_source,
    profiles.birth_date,
    coalesce(profiles.age_band, 'unknown') as age_band,
    coalesce(profiles.gender, 'unknown') as gender,
    coalesce(profiles.city, 'unknown') as city,
    coalesce(profiles.occupation, 'unknown') as occupation,
    coalesce(profiles.member_level, 'unknown') as member_level,
    cast(identifiers_counted.identifier_count as bigint) as identifier_count,
    purchase_days_aggregated.first_purchase_date,
    purchase_days_aggregated.last_purchase_date,
    coalesce(purchase_days_aggregated.purchase_day_count, 0) as purchase_day_count
from users_met
left join identifiers_counted on users_met.user_id = identifiers_counted.user_id
left join joins_aggregated on users_met.user_id = joins_aggregated.user_id
left join profiles on users_met.user_id = profiles.user_id
left join purchase_days_aggregated
    on users_met.user_id = purchase_days_aggregated.user_id
