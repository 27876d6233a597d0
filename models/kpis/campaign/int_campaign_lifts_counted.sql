-- One row per grain, period of assignment and dimension value: what campaigns brought
-- over their control groups, summed over the campaigns that have one.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}
{%- set dimensions = {'campaign': 'campaign_id', 'type': 'campaign_type'} %}

with

lifts as (
    select * from {{ ref('int_campaign_lifts') }}
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(treated_targeted) as bigint) as targeted,
    cast(sum(treated_mature) as bigint) as mature,
    cast(sum(treated_costed) as bigint) as costed,
    cast(sum(compared_treated) as bigint) as compared,
    cast(sum(extra_buyers) as double) as extra_buyers,
    -- Campaigns are independent, so squares of distances add up.
    sqrt(cast(sum(below_squared) as double)) as buyers_below,
    sqrt(cast(sum(above_squared) as double)) as buyers_above,
    cast(sum(extra_amount) as double) as extra_amount,
    cast(sum(extra_amount) as double)
    - 1.959963984540054 * sqrt(cast(sum(amount_variance) as double)) as amount_low,
    cast(sum(extra_amount) as double)
    + 1.959963984540054 * sqrt(cast(sum(amount_variance) as double)) as amount_high,
    cast(sum(compared_cost) as double) as campaign_cost
from lifts
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
