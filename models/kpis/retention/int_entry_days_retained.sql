-- One row per day of joining, dimension and value, kind of retention and day N: who
-- joined, and who of them is retained.
-- Users of different days add up, and over the values of one dimension; kinds and days
-- N do not.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}
{%- set dimensions = {
    'source': 'acquisition_source',
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
    'age_band': 'age_band',
    'occupation': 'occupation',
    'spend_level': 'spend_level',
} %}

with

users as (
    select * from {{ ref('int_entrants_described') }}
),

-- When a day N is over, the mart of cohorts tells: who joined on one day is mature on
-- one day.
days_asked as (
    select
        cohort_start as entered_date,
        retention_kind,
        days_since_join,
        mature_users > 0 as is_mature,
        -- One number for kind and N: shorter to group by.
        cast(
            dense_rank() over (
                order by retention_kind nulls last, days_since_join nulls last
            ) as int
        ) as asked_number
    from {{ ref('cohort_user_retention') }}
    where grain = 'day' and dimension = 'all'
),

numbers as (
    select distinct
        asked_number,
        retention_kind,
        days_since_join
    from days_asked
),

users_counted as (
    select
        entered_date,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as user_count
    from users
    group by {{ grouping_sets_of('entered_date', dimensions) }}
),

retained as (
    select
        numbers.asked_number,
        users.*
    from {{ ref('int_users_retained') }} as retained
    inner join users on retained.user_id = users.user_id
    inner join numbers
        on
            retained.retention_kind = numbers.retention_kind
            and retained.days_since_join = numbers.days_since_join
),

retained_counted as (
    select
        entered_date,
        asked_number,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as user_count
    from retained
    group by {{ grouping_sets_of('entered_date, asked_number', dimensions) }}
)

select
    users_counted.entered_date,
    users_counted.dimension,
    users_counted.dimension_value,
    days_asked.retention_kind,
    days_asked.days_since_join,
    days_asked.is_mature,
    cast(users_counted.user_count as bigint) as total_users,
    cast(coalesce(retained_counted.user_count, 0) as bigint) as retained_users
from users_counted
inner join days_asked on users_counted.entered_date = days_asked.entered_date
left join retained_counted
    on
        users_counted.entered_date = retained_counted.entered_date
        and users_counted.dimension = retained_counted.dimension
        and users_counted.dimension_value = retained_counted.dimension_value
        and days_asked.asked_number = retained_counted.asked_number
