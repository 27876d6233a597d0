-- One row per metric, grain, period and dimension value: who the people are.
{{ config(schema='user_facts', enabled=is_measured('profile')) }}

with

counted as (
    select * from {{ ref('int_profiles_counted') }}
)

{{ measured_metrics('counted', [
    {
        'id': 'age_band_share',
        'numerator': 'user_count',
        'denominator': 'known_users',
        'only': "trait = 'age_band'",
    },
    {
        'id': 'city_tier_share',
        'numerator': 'user_count',
        'denominator': 'known_users',
        'only': "trait = 'city_tier'",
    },
    {
        'id': 'gender_share',
        'numerator': 'user_count',
        'denominator': 'known_users',
        'only': "trait = 'gender'",
    },
]) }}
