-- One row per purchase lapse by as_of_date: the day on which a person's last purchase
-- day lay more than purchase_lapse_days back.
-- Half-open: lapsed on lapsed_date <= day < returned_date; who has not come back has no
-- returned_date.

with

purchase_days as (
    select
        *,
        cast(
            purchase_date + ({{ var('purchase_lapse_days') }} + 1) * interval '1' day
            as date
        ) as lapsed_date
    from {{ ref('fct_purchase_days') }}
)

select
    user_id,
    purchase_date as last_purchase_date,
    lapsed_date,
    next_purchase_date as returned_date
from purchase_days
where
    lapsed_date <= {{ as_of_date() }}
    -- Who buys on the day of the lapse itself has not lapsed.
    and (next_purchase_date is null or next_purchase_date > lapsed_date)
