-- One row per grain, period and dimension value: interactions and purchase days of
-- people, by type, and user-days with any of them.
-- User-days are those of the total for every type: a day can have several types.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set dimensions = {'interaction_type': 'interaction_type'} %}
{%- set types = [] %}
{%- for type in var('interaction_types') %}{% do types.append(type) %}{% endfor %}
{%- do types.append('purchase') %}

with

user_days as (
    select
        *,
        case when kept_order_count > 0 then 1 else 0 end as purchase_count
    from {{ ref('fct_user_days') }}
    where interaction_count > 0 or kept_order_count > 0
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

days as (
    select
        activity_date,
        {%- for type in types %}
        sum({{ type }}_count) as {{ type }}_count,
        {%- endfor %}
        count(*) as active_days
    from user_days
    group by activity_date
),

days_by_type as (
    select
        days.activity_date,
        listed.interaction_type,
        case listed.interaction_type
            {%- for type in types %}
            when '{{ type }}' then days.{{ type }}_count
            {%- endfor %}
        end as interactions,
        days.active_days
    from days
    cross join (
        values {% for type in types %}
        ('{{ type }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as listed (interaction_type)
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(days_by_type.interactions) as interactions,
        sum(days_by_type.active_days) as active_days
    from days_by_type
    inner join calendar on days_by_type.activity_date = calendar.business_date
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(interactions as bigint) as interactions,
    -- Each type carries all the user-days; only the total has them more than once.
    cast(min(active_days) over (partition by grain, period_start) as bigint)
        as active_days
from counted
