-- One row per snapshot and person who bought in the 365 days up to it: the place among
-- these buyers, and the percentiles of the behaviour radar among them.
{{ config(schema='user_facts') }}

with

measures as (
    select
        *,
        {{ ratio('net_revenue', 'purchase_days') }} as order_value
    from {{ ref('int_snapshot_measures') }}
    where purchase_days > 0
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
        cast(count(*) as int) as buyer_count
    from measures
    group by snapshot_date
),

ranked as (
    select
        snapshot_date,
        user_number,
        purchase_days,
        order_value,
        interactions,
        -- user_number is in the order of user_id: the last word among equals.
        cast(row_number() over (
            partition by snapshot_date
            order by
                purchase_days desc nulls last,
                net_revenue desc nulls last,
                user_number asc nulls last
        ) as int) as buyer_rank,
        percent_rank() over (
            partition by snapshot_date order by purchase_days nulls last
        ) as frequency_percentile,
        percent_rank() over (
            partition by snapshot_date order by order_value nulls last
        ) as order_value_percentile,
        percent_rank() over (
            partition by snapshot_date order by interactions nulls last
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
    averaged.buyer_rank,
    buyers_counted.buyer_count,
    classes.radar_class,
    averaged.purchase_days,
    averaged.order_value,
    averaged.interactions,
    averaged.frequency_percentile,
    averaged.order_value_percentile,
    averaged.interaction_percentile,
    averaged.mean_percentile
from averaged
inner join buyers_counted on averaged.snapshot_date = buyers_counted.snapshot_date
left join groups
    on
        averaged.buyer_rank > ceil(groups.lower_share * buyers_counted.buyer_count)
        and averaged.buyer_rank
        <= ceil(groups.upper_share * buyers_counted.buyer_count)
left join classes
    on
        averaged.mean_percentile >= classes.lower_bound
        and averaged.mean_percentile < classes.open_upper_bound
