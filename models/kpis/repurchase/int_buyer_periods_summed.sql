-- One row per person, grain and period with a purchase occasion: what the person did in
-- it, and where the person had bought in the year before it.
{{ config(
    schema='user_facts',
    materialized='view',
    enabled=is_measured('repurchase'),
) }}

with

purchase_days as (
    select * from {{ ref('int_purchase_days_detailed') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

aggregated as (
    select
        purchase_days.user_id,
        calendar.grain,
        calendar.period_start,
        count(*) as purchase_days,
        sum(purchase_days.order_count) as order_count,
        sum(purchase_days.kept_amount) as kept_amount,
        sum(
            case
                when purchase_days.occasion_number > 1 then purchase_days.kept_amount
                else 0
            end
        ) as repurchase_amount,
        sum(
            case calendar.grain
                {%- for grain in ['day', 'week', 'month', 'quarter', 'year'] %}
                when '{{ grain }}' then purchase_days.{{ grain }}_categories
                {%- endfor %}
            end
        ) as category_count,
        max(purchase_days.has_mixed_order) as has_mixed_order,
        min(purchase_days.first_purchase_date) as first_purchase_date,
        -- On the first purchase day of the period they lie before it.
        min(purchase_days.previous_online_date) as previous_online_date,
        min(purchase_days.previous_store_date) as previous_store_date
    from purchase_days
    inner join calendar on purchase_days.purchase_date = calendar.business_date
    group by purchase_days.user_id, calendar.grain, calendar.period_start
)

select
    user_id,
    grain,
    period_start,
    first_purchase_date,
    cast(purchase_days as int) as purchase_days,
    cast(order_count as bigint) as order_count,
    cast(kept_amount as decimal(18, 2)) as kept_amount,
    cast(repurchase_amount as decimal(18, 2)) as repurchase_amount,
    cast(category_count as int) as category_count,
    {%- for channel in ['online', 'store'] %}
    case
        when
            previous_{{ channel }}_date < period_start
            and previous_{{ channel }}_date + 365 >= period_start
            then 1
        else 0
    end as has_bought_{{ channel }},
    {%- endfor %}
    has_mixed_order
from aggregated
