-- One row per grain and period in which campaigns with coupons and a control group
-- began: what the treated spent more than the others would have, and what it cost.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

tests as (
    select * from {{ ref('int_coupon_tests_measured') }}
)

select
    calendar.grain,
    calendar.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(
        sum(case when tests.is_over then tests.incremental_amount end)
        as decimal(18, 2)
    ) as incremental_amount,
    cast(
        sum(case when tests.is_over then tests.incentive_cost end) as decimal(18, 2)
    ) as incentive_cost,
    cast(
        sum(
            case
                when tests.is_over then tests.treated_people + tests.control_people
                else 0
            end
        ) as bigint
    ) as mature_people,
    cast(sum(tests.treated_people + tests.control_people) as bigint) as people
from tests
inner join calendar on tests.starts_date = calendar.business_date
group by calendar.grain, calendar.period_start
