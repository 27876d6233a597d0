-- One row per business day, kind of segment, segment left and segment entered, with the
-- people who moved.
-- Who enters the brand comes from none. A day without moves has no row.
{{ config(schema='user_facts') }}

with

moves as (
    select
        started_date as business_date,
        'lifecycle_stage' as segment_kind,
        coalesce(previous_stage, 'none') as from_segment,
        lifecycle_stage as to_segment
    from {{ ref('lifecycle_stage_spells') }}
    union all
    select
        started_date as business_date,
        'value_tier' as segment_kind,
        coalesce(previous_tier, 'none') as from_segment,
        value_tier as to_segment
    from {{ ref('value_tier_spells') }}
)

select
    business_date,
    segment_kind,
    from_segment,
    to_segment,
    cast(count(*) as bigint) as user_count
from moves
group by business_date, segment_kind, from_segment, to_segment
