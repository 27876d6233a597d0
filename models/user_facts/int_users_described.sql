-- One row per person, with what cohorts are split by: values at entry, and at the first
-- purchase.
-- Age in full years; where no date of birth is known, the band that the source tells.

with

users as (
    select
        *,
        coalesce(joined_date, met_date) as entered_date
    from {{ ref('dim_users') }}
),

city_tiers as (
    select * from {{ ref('city_tiers') }}
),

age_bands as (
    select * from {{ ref('age_bands') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_kept and occasion_number = 1
),

referred as (
    select distinct user_id from {{ ref('fct_referral_tree') }}
    where inviter_user_id is not null
),

first_orders as (
    select
        user_id,
        channel,
        first_category,
        row_number() over (
            partition by user_id
            order by ordered_at nulls last, order_id nulls last
        ) as order_number
    from orders
    where user_id is not null
),

aged as (
    select
        *,
        {{ full_years('birth_date', 'entered_date') }} as age_at_entry,
        {{ full_years('birth_date', 'first_purchase_date') }} as age_at_first_purchase
    from users
)

select
    aged.user_id,
    aged.entered_date,
    aged.first_purchase_date,
    aged.acquisition_source,
    coalesce(city_tiers.city_tier, 'unknown') as city_tier,
    aged.gender,
    aged.occupation,
    coalesce(bands_at_entry.age_band, aged.age_band) as age_band_at_entry,
    case
        when aged.first_purchase_date is not null
            then coalesce(bands_at_first_purchase.age_band, aged.age_band)
    end as age_band_at_first_purchase,
    case
        when aged.first_purchase_date is not null
            then coalesce(first_orders.channel, 'unknown')
    end as first_channel,
    case
        when aged.first_purchase_date is not null
            then coalesce(first_orders.first_category, 'unknown')
    end as first_category,
    referred.user_id is not null as is_referred
from aged
left join city_tiers on aged.city = city_tiers.city
left join age_bands as bands_at_entry
    on
        aged.age_at_entry >= bands_at_entry.from_age
        and aged.age_at_entry <= bands_at_entry.to_age
left join age_bands as bands_at_first_purchase
    on
        aged.age_at_first_purchase >= bands_at_first_purchase.from_age
        and aged.age_at_first_purchase <= bands_at_first_purchase.to_age
left join first_orders
    on aged.user_id = first_orders.user_id and first_orders.order_number = 1
left join referred on aged.user_id = referred.user_id
