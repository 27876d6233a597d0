-- One row per grain, period, dimension value and days that an interval between
-- consecutive purchase occasions lasted: intervals that close in the period, and those
-- that open in it.
-- Tier and stage are those at the start of the period. By channel and category the
-- occasions are those in the channel or of the category.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

person_days as (
    select
        user_id,
        purchase_date,
        days_since_previous,
        next_purchase_date,
        case when occasion_number = 2 then 1 else 0 end as is_second
    from {{ ref('fct_purchase_days') }}
),

scope_days as (
    select
        dimension,
        dimension_value,
        purchase_date,
        cast(purchase_date - previous_purchase_date as int) as days_since_previous,
        next_purchase_date,
        case when second_previous_date is null then 1 else 0 end as is_second
    from {{ ref('int_purchase_days_scoped') }}
    where dimension in ('channel', 'category')
),

-- Every occasion opens an interval, and all but the first close one.
{%- for days, keys in [
    ('person_days', ['user_id', 'purchase_date']),
    ('scope_days', ['dimension', 'dimension_value', 'purchase_date']),
] %}

{{ days }}_sided as (
    select
        {{ keys | join(', ') }},
        days_since_previous as duration_days,
        1 as closed,
        is_second as first_closed,
        0 as opened_closed,
        0 as opened_censored
    from {{ days }}
    where days_since_previous is not null
    union all
    select
        {{ keys | join(', ') }},
        cast(
            coalesce(next_purchase_date, {{ as_of_date() }}) - purchase_date as int
        ) as duration_days,
        0 as closed,
        0 as first_closed,
        case when next_purchase_date is null then 0 else 1 end as opened_closed,
        case when next_purchase_date is null then 1 else 0 end as opened_censored
    from {{ days }}
),
{%- endfor %}

cells as (
    select
        buyers.grain,
        buyers.period_start,
        buyers.value_tier,
        buyers.lifecycle_stage,
        person_days_sided.duration_days,
        sum(person_days_sided.closed) as closed,
        sum(person_days_sided.first_closed) as first_closed,
        sum(person_days_sided.opened_closed) as opened_closed,
        sum(person_days_sided.opened_censored) as opened_censored
    from person_days_sided
    inner join calendar on person_days_sided.purchase_date = calendar.business_date
    inner join {{ ref('int_buyer_periods') }} as buyers
        on
            person_days_sided.user_id = buyers.user_id
            and calendar.grain = buyers.grain
            and calendar.period_start = buyers.period_start
    group by
        buyers.grain,
        buyers.period_start,
        buyers.value_tier,
        buyers.lifecycle_stage,
        person_days_sided.duration_days
),

by_person as (
    select
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        duration_days,
        sum(closed) as closed,
        sum(first_closed) as first_closed,
        sum(opened_closed) as opened_closed,
        sum(opened_censored) as opened_censored
    from cells
    group by {{ grouping_sets_of('grain, period_start, duration_days', dimensions) }}
),

by_scope as (
    select
        calendar.grain,
        calendar.period_start,
        scope_days_sided.dimension,
        scope_days_sided.dimension_value,
        scope_days_sided.duration_days,
        sum(scope_days_sided.closed) as closed,
        sum(scope_days_sided.first_closed) as first_closed,
        sum(scope_days_sided.opened_closed) as opened_closed,
        sum(scope_days_sided.opened_censored) as opened_censored
    from scope_days_sided
    inner join calendar on scope_days_sided.purchase_date = calendar.business_date
    group by
        calendar.grain,
        calendar.period_start,
        scope_days_sided.dimension,
        scope_days_sided.dimension_value,
        scope_days_sided.duration_days
),

united as (
    select * from by_person
    union all
    select * from by_scope
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(duration_days as int) as duration_days,
    cast(closed as bigint) as closed_count,
    cast(first_closed as bigint) as first_closed_count,
    cast(opened_closed as bigint) as opened_closed_count,
    cast(opened_censored as bigint) as opened_censored_count
from united
