-- One row per named RFM group and measure: the bounds of the lowest and the highest cut
-- point of its scores.
{{ config(schema='user_facts') }}

with

bands as (
    select * from {{ ref('rfm_segments') }}
),

cut_points as (
    select * from {{ ref('rfm_cut_points') }}
)

select
    bands.rfm_segment,
    bands.name_zh,
    bands.name_en,
    cut_points.measure,
    cast(min(cut_points.lower_bound) as decimal(18, 2)) as lower_bound,
    cast(
        case
            when count(cut_points.upper_bound) = count(*)
                then max(cut_points.upper_bound)
        end as decimal(18, 2)
    ) as upper_bound
from bands
inner join cut_points
    on
        cut_points.score >= case cut_points.measure
            when 'days_since_last_purchase' then bands.recency_from
            when 'purchase_days' then bands.frequency_from
            when 'net_revenue' then bands.monetary_from
        end
        and cut_points.score <= case cut_points.measure
            when 'days_since_last_purchase' then bands.recency_to
            when 'purchase_days' then bands.frequency_to
            when 'net_revenue' then bands.monetary_to
        end
group by bands.rfm_segment, bands.name_zh, bands.name_en, cut_points.measure
