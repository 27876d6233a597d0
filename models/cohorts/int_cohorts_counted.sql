-- One row per kind of cohort, day of its first event, dimension and value: how many
-- people.
-- People add up over days, and over the values of one dimension; a day without anybody
-- is no row.
{{ config(schema='user_facts') }}

with

users as (
    select * from {{ ref('int_cohort_users') }}
),

grouped as (
    select
        cohort_kind,
        cohort_date,
        {{ dimension_of(cohort_dimensions()) }} as dimension,
        {{ dimension_value_of(cohort_dimensions(), unknown=none) }} as dimension_value,
        cast(count(*) as bigint) as user_count
    from users
    group by {{ grouping_sets_of('cohort_kind, cohort_date', cohort_dimensions()) }}
)

select
    cohort_kind,
    cohort_date,
    dimension,
    dimension_value,
    user_count
from grouped
-- A join cohort has no channel and no first category.
where dimension_value is not null
