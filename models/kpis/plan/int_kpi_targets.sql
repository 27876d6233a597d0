-- One row per metric, grain and period: the target in force, whichever system set it.
{{ config(schema='user_facts') }}

with

numbered as (
    select
        *,
        row_number() over (
            partition by metric_id, grain, period_start
            order by updated_at desc nulls last, source_system asc nulls last
        ) as place
    from {{ ref('fct_targets') }}
)

select
    metric_id,
    grain,
    period_start,
    cast(target_value as double) as target_value
from numbered
where place = 1
