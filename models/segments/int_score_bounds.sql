-- One row per snapshot and measure of RFM: the least values that get the percentile
-- scores 2 to 5 among the buyers known then. Recency counts days as negative numbers.
-- A score begins where the share of the other buyers with less reaches a fifth, two, …:
-- equal values get equal scores. Null where no value gets the score.
{{ config(schema='user_facts') }}

with

buyers as (
    select * from {{ ref('int_snapshot_measures') }}
    where days_since_last_purchase is not null
),

counted as (
    select
        snapshot_date,
        'recency' as measure,
        cast(-days_since_last_purchase as decimal(18, 2)) as measured_value,
        count(*) as buyer_count
    from buyers
    group by snapshot_date, days_since_last_purchase
    union all
    select
        snapshot_date,
        'frequency' as measure,
        cast(purchase_days as decimal(18, 2)) as measured_value,
        count(*) as buyer_count
    from buyers
    group by snapshot_date, purchase_days
    union all
    select
        snapshot_date,
        'monetary' as measure,
        net_revenue as measured_value,
        count(*) as buyer_count
    from buyers
    group by snapshot_date, net_revenue
),

counted_below as (
    select
        *,
        sum(buyer_count) over (
            partition by snapshot_date, measure
            order by measured_value nulls last
            rows between unbounded preceding and current row
        ) - buyer_count as lower_count,
        sum(buyer_count) over (partition by snapshot_date, measure) - 1 as other_count
    from counted
),

scored as (
    select
        *,
        -- In whole numbers: a share as a double could miss its fifth.
        case
            when other_count = 0 then 1
            when lower_count * 5 >= other_count * 4 then 5
            when lower_count * 5 >= other_count * 3 then 4
            when lower_count * 5 >= other_count * 2 then 3
            when lower_count * 5 >= other_count then 2
            else 1
        end as score
    from counted_below
)

select
    snapshot_date,
    measure,
    min(case when score >= 2 then measured_value end) as score_2_from,
    min(case when score >= 3 then measured_value end) as score_3_from,
    min(case when score >= 4 then measured_value end) as score_4_from,
    min(case when score >= 5 then measured_value end) as score_5_from
from scored
group by snapshot_date, measure
