-- One row per rival definition of churn, grain and period: numerator and denominator.
{{ config(schema='user_facts') }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain in ('month', 'quarter', 'year')
),

lapses as (
    select
        measure_id,
        grain,
        period_start,
        sum(case when is_lapsed_at_end and was_active then 1 else 0 end) as of_active,
        sum(case when is_lapsed_at_end and is_new then 1 else 0 end) as of_new,
        sum(case when was_active or is_new then 1 else 0 end) as returned_too
    from {{ ref('int_bridge_lapses') }}
    group by measure_id, grain, period_start
),

thresholds as (
    select * from {{ ref('int_bridge_thresholds') }}
),

-- From a first purchase on somebody is a buyer; from a lapse until the return, lapsed.
changes as (
    select
        thresholds.measure_id,
        bought.purchase_date as changed_date,
        case when bought.occasion_number = 1 then 1 else 0 end as buyers,
        case
            when bought.days_since_previous > thresholds.threshold_days + 1 then -1
            else 0
        end as lapsed
    from {{ ref('fct_purchase_days') }} as bought
    cross join thresholds
    union all
    select
        thresholds.measure_id,
        bought.purchase_date + thresholds.threshold_days + 1 as changed_date,
        0 as buyers,
        1 as lapsed
    from {{ ref('fct_purchase_days') }} as bought
    cross join thresholds
    where
        bought.next_purchase_date is null
        or bought.next_purchase_date
        > bought.purchase_date + thresholds.threshold_days + 1
),

changes_aggregated as (
    select
        measure_id,
        changed_date,
        sum(buyers) as buyers,
        sum(lapsed) as lapsed
    from changes
    where changed_date <= {{ as_of_date() }}
    group by measure_id, changed_date
),

stocks as (
    select
        changes_aggregated.measure_id,
        periods.grain,
        periods.period_start,
        sum(
            case
                when changes_aggregated.changed_date < periods.period_start
                    then changes_aggregated.buyers - changes_aggregated.lapsed
                else 0
            end
        ) as active_before,
        sum(
            case
                when changes_aggregated.changed_date >= periods.period_start
                    then changes_aggregated.buyers
                else 0
            end
        ) as new_buyers,
        sum(changes_aggregated.buyers) as buyers,
        sum(changes_aggregated.lapsed) as lapsed
    from periods
    inner join changes_aggregated
        on periods.period_end >= changes_aggregated.changed_date
    group by changes_aggregated.measure_id, periods.grain, periods.period_start
),

joined as (
    select
        stocks.*,
        coalesce(lapses.of_active, 0) as of_active,
        coalesce(lapses.of_new, 0) as of_new,
        coalesce(lapses.returned_too, 0) as returned_too
    from stocks
    left join lapses
        on
            stocks.measure_id = lapses.measure_id
            and stocks.grain = lapses.grain
            and stocks.period_start = lapses.period_start
)

{%- for measure_id, threshold, numerator, denominator in [
    (
        'churn_rate_after_60_days', 'churn_rate_after_60_days',
        'of_active + of_new', 'active_before + new_buyers'
    ),
    (
        'churn_rate_after_180_days', 'churn_rate_after_180_days',
        'of_active + of_new', 'active_before + new_buyers'
    ),
    ('churn_rate_of_the_start', 'churn_rate', 'of_active', 'active_before'),
    (
        'churn_rate_returned_too', 'churn_rate', 'returned_too',
        'active_before + new_buyers'
    ),
    ('lapsed_share_of_buyers', 'churn_rate', 'lapsed', 'buyers'),
] %}
select
    '{{ measure_id }}' as measure_id,
    grain,
    period_start,
    cast({{ numerator }} as double) as numerator,
    cast({{ denominator }} as double) as denominator
from joined
where measure_id = '{{ threshold }}'
{{ 'union all' if not loop.last }}
{%- endfor %}
