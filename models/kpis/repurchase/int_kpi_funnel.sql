-- One row per metric, grain, period and dimension value: purchase occasions still
-- without a repurchase or an interaction some days later.
-- The last step has no number in its name: it is the metric of the catalogue.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

funnel as (
    select * from {{ ref('post_purchase_funnel') }}
),

steps as (
    select
        min(days_after) as first_days,
        max(days_after) as last_days
    from {{ ref('funnel_days') }}
),

metrics as (
    select * from (values ('share'), ('loss')) as listed (kind)
)

select
    case
        when metrics.kind = 'loss' then 'post_purchase_funnel_stage_loss_day_'
        when funnel.days_after < steps.last_days then 'post_purchase_funnel_day_'
        else 'post_purchase_funnel'
    end
    || case
        when metrics.kind = 'loss' then cast(funnel.days_after as string)
        when funnel.days_after < steps.last_days
            then cast(funnel.days_after as string)
        else ''
    end as metric_id,
    funnel.grain,
    funnel.period_start,
    funnel.dimension,
    funnel.dimension_value,
    cast(
        case when funnel.mature_count > 0 then funnel.without_either end as double
    ) as numerator,
    cast(
        case
            when funnel.mature_count = 0 then null
            when metrics.kind = 'loss' then funnel.without_either_before
            else funnel.mature_count
        end as double
    ) as denominator,
    cast(null as double) as value,
    cast(null as double) as interval_low,
    cast(null as double) as interval_high,
    funnel.mature_count,
    funnel.purchase_count as total_count
from funnel
cross join metrics
cross join steps
-- At the first step the loss is the share.
where metrics.kind = 'share' or funnel.days_after > steps.first_days
