-- One row per kind of cohort and person in it: the day of its first event, and what
-- cohorts are split by, as of that day.
-- Channel and first category are those of the first purchase: null for who joined.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_users_described') }}
),

united as (
    select
        'join' as cohort_kind,
        user_id,
        entered_date as cohort_date,
        acquisition_source,
        cast(null as string) as first_channel,
        city_tier,
        age_band_at_entry as age_band,
        cast(null as string) as first_category,
        is_referred
    from users
    where entered_date is not null
    union all
    select
        'first_purchase' as cohort_kind,
        user_id,
        first_purchase_date as cohort_date,
        acquisition_source,
        coalesce(first_channel, 'unknown') as first_channel,
        city_tier,
        age_band_at_first_purchase as age_band,
        coalesce(first_category, 'unknown') as first_category,
        is_referred
    from users
    where first_purchase_date is not null
),

described as (
    select
        cohort_kind,
        user_id,
        cohort_date,
        coalesce(acquisition_source, 'unknown') as acquisition_source,
        first_channel,
        coalesce(city_tier, 'unknown') as city_tier,
        coalesce(age_band, 'unknown') as age_band,
        first_category,
        case when is_referred then 'referred' else 'not_referred' end as referral
    from united
)

select
    *,
    -- Equal for who has all of them in common: shorter to group by.
    cast(
        dense_rank() over (
            order by
                {{ cohort_dimensions().values() | join(' nulls last, ') }} nulls last
        ) as int
    ) as profile_number
from described
