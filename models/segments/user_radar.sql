-- One row per person who bought in the 365 days up to as_of_date: the behaviour radar.
-- Percentiles are among these people, and not additive.

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

buyers as (
    select * from {{ ref('int_buyers_ranked') }}
    where snapshot_date = {{ as_of_date() }}
)

select
    users.user_id,
    buyers.purchase_days as frequency,
    buyers.order_value,
    buyers.interactions,
    buyers.frequency_percentile,
    buyers.order_value_percentile,
    buyers.interaction_percentile,
    buyers.mean_percentile,
    buyers.radar_class,
    {{ as_of_date() }} as as_of_date
from buyers
inner join users on buyers.user_number = users.user_number
