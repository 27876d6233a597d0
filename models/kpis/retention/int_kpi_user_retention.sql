-- One row per metric, grain and period of joining, dimension and value: who stays until
-- day N.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}

with

counted as (
    select * from {{ ref('int_retention_counted') }}
),

named as (
    select
        *,
        'user_retention_' || retention_kind || '_' || cast(days_since_join as string)
            as metric_id
    from counted
    union all
    select
        *,
        'user_retention_' || cast(days_since_join as string) as metric_id
    from counted
    where is_headline
    union all
    select
        *,
        'retention_by_group' || case
            when days_since_join = 30 then ''
            else '_' || cast(days_since_join as string)
        end as metric_id
    from counted
    where is_headline and days_since_join in (30, 90, 180)
),

told as (
    select
        metric_id,
        grain,
        period_start,
        dimension,
        dimension_value,
        retained_users,
        mature_users,
        total_users
    from named
    union all
    select
        'user_retention_' || cast(days_since_join as string) as metric_id,
        grain,
        period_start,
        'kind' as dimension,
        retention_kind as dimension_value,
        retained_users,
        mature_users,
        total_users
    from counted
    where dimension = 'all'
)

select
    metric_id,
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(retained_users as double) as numerator,
    cast(nullif(mature_users, 0) as double) as denominator,
    cast(null as double) as value,
    cast(null as double) as interval_low,
    cast(null as double) as interval_high,
    mature_users as mature_count,
    total_users as total_count
from told
