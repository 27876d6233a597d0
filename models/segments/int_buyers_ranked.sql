-- One row per snapshot and person who bought in the 365 days or in the twelve calendar
-- months up to it: the place among the buyers of the first and the percentiles among
-- those of the second.
{{ config(schema='user_facts') }}

with

measures as (
    select
        *,
        purchase_days > 0 as is_buyer,
        month_purchase_days > 0 as is_on_radar,
        {{ ratio('month_revenue', 'month_purchase_days') }} as order_value
    from {{ ref('int_snapshot_measures') }}
    where purchase_days > 0 or month_purchase_days > 0
),

groups as (
    select * from {{ ref('repurchase_groups') }}
),

classes as (
    select
        *,
        coalesce(upper_bound, 2) as open_upper_bound
    from {{ ref('radar_classes') }}
),

buyers_counted as (
    select
        snapshot_date,
        count(*) as buyer_count
    from measures
    where is_buyer
    group by snapshot_date
),

ranked as (
    select
        snapshot_date,
        user_number,
        is_buyer,
        is_on_radar,
        month_purchase_days as frequency,
        order_value,
        interactions,
        -- user_number is in the order of user_id: the last word among equals.
        row_number() over (
            partition by snapshot_date
            order by
                purchase_days desc nulls last,
                net_revenue desc nulls last,
                user_number asc nulls last
        ) as buyer_rank,
        percent_rank() over (
            partition by snapshot_date, is_on_radar
            order by month_purchase_days nulls last
        ) as frequency_percentile,
        percent_rank() over (
            partition by snapshot_date, is_on_radar order by order_value nulls last
        ) as order_value_percentile,
        percent_rank() over (
            partition by snapshot_date, is_on_radar order by interactions nulls last
        ) as interaction_percentile
    from measures
),

averaged as (
    select
        *,
        round(
            (
                frequency_percentile
                + order_value_percentile
                + interaction_percentile
            ) / 3,
            12
        ) as mean_percentile
    from ranked
)

select
    averaged.snapshot_date,
    averaged.user_number,
    groups.repurchase_group,
    cast(case when averaged.is_buyer then averaged.buyer_rank end as int)
        as buyer_rank,
    cast(case when averaged.is_buyer then buyers_counted.buyer_count end as int)
        as buyer_count,
    classes.radar_class,
    case when averaged.is_on_radar then averaged.frequency end as frequency,
    case when averaged.is_on_radar then averaged.order_value end as order_value,
    case when averaged.is_on_radar then averaged.interactions end as interactions,
    case when averaged.is_on_radar then averaged.frequency_percentile end
        as frequency_percentile,
    case when averaged.is_on_radar then averaged.order_value_percentile end
        as order_value_percentile,
    case when averaged.is_on_radar then averaged.interaction_percentile end
        as interaction_percentile,
    case when averaged.is_on_radar then averaged.mean_percentile end as mean_percentile
from averaged
left join buyers_counted
    on averaged.snapshot_date = buyers_counted.snapshot_date
left join groups
    on
        averaged.is_buyer
        and averaged.buyer_rank > ceil(groups.lower_share * buyers_counted.buyer_count)
        and averaged.buyer_rank
        <= ceil(groups.upper_share * buyers_counted.buyer_count)
left join classes
    on
        averaged.is_on_radar
        and averaged.mean_percentile >= classes.lower_bound
        and averaged.mean_percentile < classes.open_upper_bound
