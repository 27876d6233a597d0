{{ config(enabled=is_enabled('online_retail')) }}
-- Published figures of the UCI file, under their publisher's definition: every line of
-- a known customer counts as activity, cancellations included. Cohort of 2010-12: 948
-- people, then 362, 317, 367. The marts follow definitions of their own.
-- Holds for the whole file (541,909 lines); a part of it has no published figures.
with

activity as (
    select member_id, ordered_at as happened_at
    from {{ ref('stg_online_retail__orders') }}
    where member_id is not null
    union all
    select member_id, completed_at as happened_at
    from {{ ref('stg_online_retail__refunds') }}
    where member_id is not null
),

months as (
    select distinct
        member_id,
        cast(date_trunc('month', {{ business_date('happened_at') }}) as date)
            as activity_month
    from activity
),

cohort as (
    select member_id from months
    group by member_id
    having min(activity_month) = cast('2010-12-01' as date)
),

counted as (
    select
        cast(
            sum(
                case
                    when
                        months.activity_month = cast('2010-12-01' as date)
                        then 1
                    else 0
                end
            ) as int
        ) as month_0,
        cast(
            sum(
                case
                    when
                        months.activity_month = cast('2011-01-01' as date)
                        then 1
                    else 0
                end
            ) as int
        ) as month_1,
        cast(
            sum(
                case
                    when
                        months.activity_month = cast('2011-02-01' as date)
                        then 1
                    else 0
                end
            ) as int
        ) as month_2,
        cast(
            sum(
                case
                    when
                        months.activity_month = cast('2011-03-01' as date)
                        then 1
                    else 0
                end
            ) as int
        ) as month_3
    from cohort
    inner join months on cohort.member_id = months.member_id
),

lines as (
    select count(*) as line_count from {{ ref('base_online_retail__invoice_lines') }}
)

select counted.*
from counted
cross join lines
where
    lines.line_count = 541909
    and (
        counted.month_0 <> 948
        or counted.month_1 <> 362
        or counted.month_2 <> 317
        or counted.month_3 <> 367
    )
