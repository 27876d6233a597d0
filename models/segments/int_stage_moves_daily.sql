-- One row per business day, stage left and stage entered, with the people who moved.
-- Who enters the brand comes from the stage none. A day without moves has no row.
{{ config(schema='user_facts') }}

with

spells as (
    select * from {{ ref('lifecycle_stage_spells') }}
),

moves as (
    select
        started_date as business_date,
        coalesce(previous_stage, 'none') as from_stage,
        lifecycle_stage as to_stage
    from spells
)

select
    business_date,
    from_stage,
    to_stage,
    cast(count(*) as bigint) as user_count
from moves
group by business_date, from_stage, to_stage
