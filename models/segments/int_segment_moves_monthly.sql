-- One row per month, kind of segment, segment at the end of the month before and
-- segment at its end (of the current month: at as_of_date), with the people in both.
-- Who had not entered by then, or was in no segment of the kind, comes from none.
{{ config(schema='user_facts') }}
{%- set kinds = ['lifecycle_stage', 'value_tier', 'spend_level', 'rfm_segment'] %}

with

snapshots as (
    select * from {{ ref('int_snapshot_days') }}
),

followed as (
    select
        snapshot_date,
        lifecycle_stage,
        lag(lifecycle_stage)
            over (partition by user_number order by snapshot_date nulls last)
            as lifecycle_stage_before,
        value_tier,
        lag(value_tier)
            over (partition by user_number order by snapshot_date nulls last)
            as value_tier_before,
        spend_level,
        lag(spend_level)
            over (partition by user_number order by snapshot_date nulls last)
            as spend_level_before,
        rfm_segment,
        lag(rfm_segment)
            over (partition by user_number order by snapshot_date nulls last)
            as rfm_segment_before
    from {{ ref('int_rules_applied') }}
),

counted as (
    select
        snapshot_date,
        lifecycle_stage,
        lifecycle_stage_before,
        value_tier,
        value_tier_before,
        spend_level,
        spend_level_before,
        rfm_segment,
        rfm_segment_before,
        count(*) as user_count
    from followed
    group by
        snapshot_date,
        lifecycle_stage,
        lifecycle_stage_before,
        value_tier,
        value_tier_before,
        spend_level,
        spend_level_before,
        rfm_segment,
        rfm_segment_before
),

by_kind as (
    {%- for kind in kinds %}
    select
        snapshot_date,
        '{{ kind }}' as segment_kind,
        coalesce({{ kind }}_before, 'none') as from_segment,
        {{ kind }} as to_segment,
        sum(user_count) as user_count
    from counted
    where {{ kind }} is not null
    group by snapshot_date, coalesce({{ kind }}_before, 'none'), {{ kind }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    snapshots.snapshot_month as period_start,
    by_kind.segment_kind,
    by_kind.from_segment,
    by_kind.to_segment,
    cast(by_kind.user_count as bigint) as user_count,
    snapshots.is_month_end as is_complete
from by_kind
inner join snapshots on by_kind.snapshot_date = snapshots.snapshot_date
