-- One row per cost booked.

with

costs as (
    select * from {{ ref('int_costs_classified') }}
    where set_aside_reason is null
)

select
    cost_id,
    source_system,
    booked_date,
    channel,
    campaign_id,
    cost_kind,
    amount
from costs
