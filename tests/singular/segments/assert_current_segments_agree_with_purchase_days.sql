-- Windows are running differences; here they are counted from the purchase days.
-- Everybody who ever bought has RFM scores and a named group, and nobody else.
with

segments as (
    select * from {{ ref('user_segments') }}
    where is_current
),

bought as (
    select
        user_id,
        max(purchase_date) as last_purchase_date,
        sum(
            case
                when
                    purchase_date
                    > cast({{ as_of_date() }} - interval '365' day as date)
                    then 1
                else 0
            end
        ) as purchase_days,
        sum(
            case
                when
                    purchase_date
                    > cast({{ as_of_date() }} - interval '365' day as date)
                    then kept_amount
                else 0
            end
        ) as net_revenue
    from {{ ref('fct_purchase_days') }}
    group by user_id
)

select
    segments.user_id as segmented_person,
    bought.user_id as buyer,
    segments.net_revenue as segments_revenue,
    bought.net_revenue
from segments
full outer join bought on segments.user_id = bought.user_id
where
    segments.user_id is null
    or segments.purchase_days <> coalesce(bought.purchase_days, 0)
    or segments.net_revenue <> coalesce(bought.net_revenue, 0)
    or segments.days_since_last_purchase
    is distinct from cast({{ as_of_date() }} - bought.last_purchase_date as int)
    or (bought.user_id is null) <> (segments.rfm_segment is null)
    or (bought.user_id is null) <> (segments.recency_score is null)
    or (bought.user_id is null) <> (segments.frequency_score is null)
    or (bought.user_id is null) <> (segments.monetary_score is null)
    or (bought.user_id is null) <> (segments.recency_percentile_score is null)
