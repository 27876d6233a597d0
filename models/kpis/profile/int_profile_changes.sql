-- One row per trait, value and day: by how many people more, or less, the trait
-- is known to have the value. The value all is of everybody with the trait known.
-- Bands of age may overlap and do not add up.
{{ config(schema='user_facts', enabled=is_measured('profile')) }}
{%- set never = "cast('9999-12-31' as date)" %}

with

profiles as (
    select * from {{ ref('int_profiles_known') }}
),

age_bands as (
    select age_band, from_age, to_age from {{ ref('age_bands') }}
    union all
    select age_band, from_age, to_age from {{ ref('reported_age_bands') }}
),

birthdays as (
    select
        profiles.known_date,
        profiles.birth_date,
        age_bands.age_band,
        cast(
            profiles.birth_date + age_bands.from_age * interval '1' year as date
        ) as started_date,
        cast(
            profiles.birth_date + (age_bands.to_age + 1) * interval '1' year as date
        ) as ended_date
    from profiles
    cross join age_bands
    where profiles.birth_date is not null
),

birthdays_corrected as (
    -- Who was born on 29 February turns a year older on 1 March of other years.
    select
        known_date,
        age_band,
        started_date
        + case
            when extract(day from birth_date) > extract(day from started_date) then 1
            else 0
        end as started_date,
        ended_date
        + case
            when extract(day from birth_date) > extract(day from ended_date) then 1
            else 0
        end as ended_date
    from birthdays
),

spells as (
    select
        'gender' as trait,
        gender as trait_value,
        known_date as started_date,
        {{ never }} as ended_date
    from profiles
    where gender is not null
    union all
    select
        'city_tier' as trait,
        city_tier as trait_value,
        known_date as started_date,
        {{ never }} as ended_date
    from profiles
    where city_tier is not null
    union all
    select
        'age_band' as trait,
        told_age_band as trait_value,
        known_date as started_date,
        {{ never }} as ended_date
    from profiles
    where birth_date is null and told_age_band is not null
    union all
    select
        'age_band' as trait,
        age_band as trait_value,
        greatest(known_date, started_date) as started_date,
        ended_date
    from birthdays_corrected
    where ended_date > known_date
),

bases as (
    select trait, started_date from spells
    where trait <> 'age_band'
    union all
    select 'age_band' as trait, known_date as started_date from profiles
    where coalesce(cast(birth_date as string), told_age_band) is not null
),

changes as (
    select trait, trait_value, started_date as changed_date, 1 as user_change
    from spells
    union all
    select trait, trait_value, ended_date as changed_date, -1 as user_change
    from spells
    union all
    select
        trait,
        'all' as trait_value,
        started_date as changed_date,
        1 as user_change
    from bases
)

select
    trait,
    trait_value,
    changed_date,
    cast(sum(user_change) as bigint) as user_change
from changes
where changed_date <= {{ as_of_date() }}
group by trait, trait_value, changed_date
