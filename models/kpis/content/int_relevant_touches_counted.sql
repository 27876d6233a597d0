-- One row per grain and period: delivered touches with a category sent to a person in
-- it, and those whose category the person bought or viewed in the 90 days before. The
-- day of sending itself does not count: the touch may have led to the view.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set interest_days = 90 %}

with

touches as (
    select * from {{ ref('int_touches_described') }}
    where category is not null and user_id is not null
),

interests as (
    select * from {{ ref('int_category_interest_days') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

united as (
    select
        user_id,
        category,
        sent_date as event_date,
        count(*) as touches,
        cast(null as date) as interest_date
    from touches
    group by user_id, category, sent_date
    union all
    select
        user_id,
        category,
        interest_date as event_date,
        0 as touches,
        interest_date
    from interests
),

-- Touches of a day come before the interests of the day.
interests_before as (
    select
        event_date,
        touches,
        max(interest_date) over (
            partition by user_id, category
            order by event_date asc nulls last, touches desc nulls last
            rows between unbounded preceding and current row
        ) as last_interest_date
    from united
),

days as (
    select
        event_date,
        sum(touches) as touches,
        sum(
            case
                when last_interest_date + {{ interest_days }} >= event_date then touches
                else 0
            end
        ) as relevant_touches
    from interests_before
    where touches > 0
    group by event_date
)

select
    calendar.grain,
    calendar.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(sum(days.touches) as bigint) as touches,
    cast(sum(days.relevant_touches) as bigint) as relevant_touches
from days
inner join calendar on days.event_date = calendar.business_date
group by calendar.grain, calendar.period_start
