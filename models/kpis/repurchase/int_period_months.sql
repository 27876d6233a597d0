-- One row per grain, period and calendar month that is pooled in it: the months that
-- lie in a month, quarter or year; for a week the last month that ended by its end.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
    where grain <> 'day'
),

months as (
    select * from {{ ref('int_kpi_periods') }}
    where grain = 'month'
),

inside as (
    select
        periods.grain,
        periods.period_start,
        months.period_start as month_start
    from periods
    inner join months
        on
            periods.period_start <= months.period_start
            and periods.period_end >= months.period_end
),

last_months as (
    select
        periods.grain,
        periods.period_start,
        max(months.period_start) as month_start
    from periods
    inner join months on periods.period_end >= months.period_end
    where periods.grain = 'week'
    group by periods.grain, periods.period_start
)

select grain, period_start, month_start from inside
union all
select grain, period_start, month_start from last_months
