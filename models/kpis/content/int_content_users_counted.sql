-- One row per grain, period and dimension value: people to whom a touch with a content,
-- sent in the period, was delivered; those with a touch whose days for an order are
-- over; and those of them with a kept order credited to such a touch.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set dimensions = {'content_type': 'content_type', 'campaign': 'campaign'} %}

with

touches as (
    select * from {{ ref('int_touches_described') }}
    where content_type <> 'none' and user_id is not null
),

credited as (
    select distinct touch_id from {{ ref('int_orders_credited') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

acts as (
    select
        'touched' as act,
        touch_id,
        user_id,
        sent_date,
        content_type,
        campaign,
        case when is_order_mature then 1 else 0 end as is_mature
    from touches
    union all
    select
        'converted' as act,
        touches.touch_id,
        touches.user_id,
        touches.sent_date,
        touches.content_type,
        touches.campaign,
        1 as is_mature
    from touches
    inner join credited on touches.touch_id = credited.touch_id
    where touches.is_order_mature
),

-- A person counts with the first act of a period: that is the one whose predecessor
-- lies before it. Days get mature in their order, so the first decides for all.
acts_in_turn as (
    select
        {%- for column in dimensions.values() %}
        lag(sent_date) over (
            partition by act, user_id, {{ column }}
            order by sent_date nulls last, touch_id nulls last
        ) as previous_date_of_{{ column }},
        {%- endfor %}
        lag(sent_date) over (
            partition by act, user_id
            order by sent_date nulls last, touch_id nulls last
        ) as previous_date,
        act,
        sent_date,
        content_type,
        campaign,
        is_mature
    from acts
),

cells as (
    select
        {%- for column in dimensions.values() %}
        sum(
            case
                when
                    acts_in_turn.previous_date_of_{{ column }} >= calendar.period_start
                    then 0
                else 1
            end
        ) as people_of_{{ column }},
        {%- endfor %}
        sum(
            case
                when acts_in_turn.previous_date >= calendar.period_start then 0 else 1
            end
        ) as people,
        calendar.grain,
        calendar.period_start,
        acts_in_turn.content_type,
        acts_in_turn.campaign,
        acts_in_turn.act,
        acts_in_turn.is_mature
    from acts_in_turn
    inner join calendar on acts_in_turn.sent_date = calendar.business_date
    group by
        calendar.grain,
        calendar.period_start,
        acts_in_turn.content_type,
        acts_in_turn.campaign,
        acts_in_turn.act,
        acts_in_turn.is_mature
),

counted as (
    select
        {%- for column in dimensions.values() %}
        sum(people_of_{{ column }}) as people_of_{{ column }},
        {%- endfor %}
        sum(people) as people,
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        act,
        is_mature
    from cells
    group by {{ grouping_sets_of('grain, period_start, act, is_mature', dimensions) }}
),

counted_once as (
    select
        grain,
        period_start,
        dimension,
        dimension_value,
        act,
        is_mature,
        case dimension
            {%- for dimension, column in dimensions.items() %}
            when '{{ dimension }}' then people_of_{{ column }}
            {%- endfor %}
            else people
        end as people
    from counted
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(sum(case when act = 'touched' then people else 0 end) as bigint)
        as touched_users,
    cast(sum(case when act = 'touched' then people * is_mature else 0 end) as bigint)
        as mature_users,
    cast(sum(case when act = 'converted' then people else 0 end) as bigint)
        as converted_users
from counted_once
group by grain, period_start, dimension, dimension_value
