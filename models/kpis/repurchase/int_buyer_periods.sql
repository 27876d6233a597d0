-- One row per person, grain and period with a purchase occasion: what the person did in
-- it and what buyers are split by.
-- Tier and stage are those at the start of the period, for who entered in it those of
-- before entering. Source, city and referral are the latest known; age is that at the
-- start, or on the first purchase day.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

buyers as (
    select * from {{ ref('int_buyer_periods_summed') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

users as (
    select
        described.user_id,
        described.acquisition_source,
        described.city_tier,
        case when described.is_referred then 'true' else 'false' end as referral,
        dim_users.birth_date,
        dim_users.age_band
    from {{ ref('int_users_described') }} as described
    inner join {{ ref('dim_users') }} as dim_users
        on described.user_id = dim_users.user_id
),

-- One row per year of age: who is 30 is found by equality.
ages as (
    select
        bands.age_band,
        cast(numbers.n as int) as age
    from {{ ref('age_bands') }} as bands
    cross join range(0, 151) as numbers (n)
    where numbers.n >= bands.from_age and numbers.n <= bands.to_age
),

with_users as (
    select
        buyers.*,
        users.acquisition_source,
        users.city_tier,
        users.referral,
        users.birth_date,
        users.age_band,
        {{ full_years(
            'users.birth_date',
            'greatest(buyers.period_start, buyers.first_purchase_date)'
        ) }} as age
    from buyers
    inner join users on buyers.user_id = users.user_id
)

select
    with_users.user_id,
    with_users.grain,
    with_users.period_start,
    with_users.purchase_days,
    with_users.order_count,
    with_users.kept_amount,
    with_users.repurchase_amount,
    with_users.category_count,
    with_users.has_mixed_order,
    case
        when with_users.first_purchase_date < with_users.period_start then 'old'
        else 'new'
    end as buyer_type,
    case
        when with_users.has_bought_online + with_users.has_bought_store = 2 then 'both'
        when with_users.has_bought_online = 1 then 'online_only'
        when with_users.has_bought_store = 1 then 'offline_only'
        else 'none'
    end as channel_use,
    coalesce(standings.value_tier, 'unknown') as value_tier,
    coalesce(standings.lifecycle_stage, 'unknown') as lifecycle_stage,
    coalesce(with_users.acquisition_source, 'unknown') as acquisition_source,
    coalesce(ages.age_band, with_users.age_band, 'unknown') as age_band,
    coalesce(with_users.city_tier, 'unknown') as city_tier,
    with_users.referral,
    cast(month(with_users.birth_date) as int) as birth_month
from with_users
left join ages on with_users.age = ages.age
left join standings
    on
        with_users.user_id = standings.user_id
        and {{ held_before('standings', 'with_users.period_start') }}
