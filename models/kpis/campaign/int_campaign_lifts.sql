-- One row per campaign, grain and period of assignment: what the treated did more than
-- as many of the control would have, with the squares of how far off that may be. Null
-- with fewer than two people in either arm: no control group, or no spread to see.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}

with

counted as (
    select
        *,
        treated_mature >= 2 and control_mature >= 2 as has_control,
        treated_costed >= 2 and control_costed >= 2 as has_costed_control
    from {{ ref('int_campaign_arms_counted') }}
),

rates as (
    select
        *,
    {%- for arm in ['treated', 'control'] %}
    {{ ratio(arm ~ '_bought', arm ~ '_mature') }} as {{ arm }}_rate,
    {{ wilson_bound(arm ~ '_bought', arm ~ '_mature', -1) }} as {{ arm }}_low,
    {{ wilson_bound(arm ~ '_bought', arm ~ '_mature', 1) }} as {{ arm }}_high,
    {{ ratio(arm ~ '_amount', arm ~ '_costed') }} as {{ arm }}_mean,
    -- Variance of the mean: that of the sample by its size.
    greatest(
        cast({{ arm }}_squares as double)
        - cast({{ arm }}_amount as double)
        * {{ ratio(arm ~ '_amount', arm ~ '_costed') }},
        0
    )
    / nullif({{ arm }}_costed - 1, 0)
    / nullif({{ arm }}_costed, 0) as {{ arm }}_variance{{ ',' if not loop.last }}
    {%- endfor %}
    from counted
),

compared as (
    select
        *,
        treated_mature * (treated_rate - control_rate) as extra_buyers,
        -- Newcombe's interval of a difference from the Wilson bounds of both rates.
        power(treated_mature * (treated_rate - treated_low), 2)
        + power(treated_mature * (control_high - control_rate), 2) as below_squared,
        power(treated_mature * (treated_high - treated_rate), 2)
        + power(treated_mature * (control_rate - control_low), 2) as above_squared,
        treated_costed * (treated_mean - control_mean) as extra_amount,
        power(treated_costed, 2) * (treated_variance + control_variance)
            as amount_variance
    from rates
)

select
    grain,
    period_start,
    campaign_id,
    campaign_type,
    treated_targeted,
    treated_mature,
    treated_costed,
    case when has_control then treated_mature end as compared_treated,
    -- Rounded, so that sums do not depend on the order.
    cast(case when has_control then round(extra_buyers, 9) end as decimal(38, 9))
        as extra_buyers,
    {%- for number in ['below_squared', 'above_squared'] %}
    cast(case when has_control then round({{ number }}, 6) end as decimal(38, 6))
        as {{ number }},
    {%- endfor %}
    {%- for number in ['extra_amount', 'amount_variance'] %}
    cast(case when has_costed_control then round({{ number }}, 6) end as decimal(38, 6))
        as {{ number }},
    {%- endfor %}
    case when has_costed_control then campaign_cost end as compared_cost
from compared
