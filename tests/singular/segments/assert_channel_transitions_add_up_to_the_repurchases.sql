with

repurchases as (
    select
        calendar.grain,
        calendar.period_start,
        count(*) as repurchase_count
    from {{ ref('fct_purchase_days') }} as purchases
    inner join {{ ref('int_calendar_periods') }} as calendar
        on purchases.purchase_date = calendar.business_date
    where
        purchases.occasion_number > 1
        and calendar.grain in ('month', 'quarter', 'year')
    group by calendar.grain, calendar.period_start
),

transitions as (
    select
        grain,
        period_start,
        sum(transition_count) as transition_count,
        max(repurchase_count) as repurchase_count
    from {{ ref('channel_transitions') }}
    group by grain, period_start
    having sum(transition_count) > 0
)

select
    coalesce(repurchases.grain, transitions.grain) as grain,
    coalesce(repurchases.period_start, transitions.period_start) as period_start,
    repurchases.repurchase_count,
    transitions.transition_count
from repurchases
full outer join transitions
    on
        repurchases.grain = transitions.grain
        and repurchases.period_start = transitions.period_start
where
    repurchases.repurchase_count is distinct from transitions.transition_count
    or repurchases.repurchase_count is distinct from transitions.repurchase_count
