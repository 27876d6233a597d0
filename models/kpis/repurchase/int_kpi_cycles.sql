-- One row per metric, grain and period: days between purchase occasions.
{{ config(schema='user_facts') }}

with

periods as (
    select distinct grain, period_start from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

intervals as (
    select * from {{ ref('int_purchase_intervals') }}
),

closed as (
    select
        calendar.grain,
        calendar.period_start,
        percentile_cont(0.5) within group (order by intervals.duration_days)
            as median_days,
        percentile_cont(0.9) within group (order by intervals.duration_days)
            as p90_days,
        percentile_cont(0.5) within group (
            order by
                case when intervals.occasion_number = 1 then intervals.duration_days end
        ) as first_to_second_days,
        sum(intervals.duration_days) as total_days,
        count(*) as closed_count,
        sum(case when intervals.occasion_number = 1 then 1 else 0 end) as first_count
    from intervals
    inner join calendar on intervals.closed_date = calendar.business_date
    group by calendar.grain, calendar.period_start
),

curves as (
    select
        grain,
        period_start,
        min(case when survival <= 0.5 then duration_days end) as median_days,
        sum(closed_count) as closed_count,
        sum(closed_count + censored_count) as opened_count
    from {{ ref('int_survival_curves') }}
    where curve = 'any_interval'
    group by grain, period_start
),

joined as (
    select
        periods.grain,
        periods.period_start,
        closed.median_days,
        closed.p90_days,
        closed.first_to_second_days,
        closed.total_days,
        coalesce(closed.closed_count, 0) as closed_count,
        coalesce(closed.first_count, 0) as first_count,
        curves.median_days as kaplan_meier_days,
        coalesce(curves.closed_count, 0) as closed_of_opened_count,
        coalesce(curves.opened_count, 0) as opened_count
    from periods
    left join closed
        on periods.grain = closed.grain and periods.period_start = closed.period_start
    left join curves
        on periods.grain = curves.grain and periods.period_start = curves.period_start
),

metrics as (
    select * from (
        values
        ('repurchase_cycle_days'),
        ('repurchase_cycle_days_mean'),
        ('repurchase_cycle_days_p90'),
        ('repurchase_cycle_days_first_to_second'),
        ('repurchase_cycle_days_kaplan_meier')
    ) as listed (metric_id)
)

select
    metrics.metric_id,
    joined.grain,
    joined.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(
        case
            when metrics.metric_id = 'repurchase_cycle_days_mean' then joined.total_days
        end as double
    ) as numerator,
    cast(case
        when
            metrics.metric_id = 'repurchase_cycle_days_mean'
            then nullif(joined.closed_count, 0)
    end as double) as denominator,
    case metrics.metric_id
        when 'repurchase_cycle_days' then cast(joined.median_days as double)
        when
            'repurchase_cycle_days_mean'
            then {{ ratio('joined.total_days', 'joined.closed_count') }}
        when 'repurchase_cycle_days_p90' then round(cast(joined.p90_days as double), 9)
        when
            'repurchase_cycle_days_first_to_second'
            then cast(joined.first_to_second_days as double)
        when
            'repurchase_cycle_days_kaplan_meier'
            then cast(joined.kaplan_meier_days as double)
    end as value,
    cast(case metrics.metric_id
        when 'repurchase_cycle_days_first_to_second' then joined.first_count
        when 'repurchase_cycle_days_kaplan_meier' then joined.closed_of_opened_count
        else joined.closed_count
    end as bigint) as mature_count,
    cast(case metrics.metric_id
        when 'repurchase_cycle_days_first_to_second' then joined.first_count
        when 'repurchase_cycle_days_kaplan_meier' then joined.opened_count
        else joined.closed_count
    end as bigint) as total_count
from joined
cross join metrics
