-- One row per purchase lapse by as_of_date: the day on which a person's last purchase
-- day lay further back than the stage churned of lifecycle_stages allows.
-- Half-open: lapsed on lapsed_date <= day < returned_date; who has not come back has no
-- returned_date.

with

churned as (
    select days from {{ ref('lifecycle_stages') }}
    where lifecycle_stage = 'churned'
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

lapses_dated as (
    select
        purchase_days.*,
        cast(
            purchase_days.purchase_date + (churned.days + 1) * interval '1' day as date
        ) as lapsed_date
    from purchase_days
    cross join churned
)

select
    user_id,
    purchase_date as last_purchase_date,
    lapsed_date,
    next_purchase_date as returned_date
from lapses_dated
where
    lapsed_date <= {{ as_of_date() }}
    -- Who buys on the day of the lapse itself has not lapsed.
    and (next_purchase_date is null or next_purchase_date > lapsed_date)
