-- One row per grain, period and dimension value: delivered touches sent in it, and what
-- became of them. Tier and stage of a person are those at the start of the period.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set own = {
    'content_type': 'content_type',
    'hour': 'sent_hour',
    'campaign': 'campaign',
    'variant': 'variant',
} %}
{%- set standing = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}
{%- set counts = {
    'delivered_touches': 'true',
    'content_touches': "content_type <> 'none'",
    'open_mature_touches': 'is_open_mature',
    'opened_in_time_touches': 'is_open_mature and is_opened_in_time',
    'opened_touches': 'is_opened',
    'clicked_touches': 'is_clicked',
    'forwarded_touches': 'is_forwarded',
} %}

with

touches as (
    select
        {%- for name, holds in counts.items() %}
        case when {{ holds }} then 1 else 0 end as {{ name }},
        {%- endfor %}
        user_id,
        sent_date,
        content_type,
        sent_hour,
        campaign,
        variant
    from {{ ref('int_touches_described') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

-- Far fewer rows than touches, for all dimensions to be grouped from.
days as (
    select
        {%- for name in counts %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        sent_date,
        content_type,
        sent_hour,
        campaign,
        variant
    from touches
    group by sent_date, content_type, sent_hour, campaign, variant
),

cells_by_standing as (
    select
        {%- for name in counts %}
        sum(touches.{{ name }}) as {{ name }},
        {%- endfor %}
        calendar.grain,
        calendar.period_start,
        standings.value_tier,
        standings.lifecycle_stage
    from touches
    inner join calendar on touches.sent_date = calendar.business_date
    left join standings
        on
            touches.user_id = standings.user_id
            and {{ held_before('standings', 'calendar.period_start') }}
    group by
        calendar.grain,
        calendar.period_start,
        standings.value_tier,
        standings.lifecycle_stage
),

united as (
    select
        {%- for name in counts %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        calendar.grain,
        calendar.period_start,
        {{ dimension_of(own) }} as dimension,
        {{ dimension_value_of(own) }} as dimension_value
    from days
    inner join calendar on days.sent_date = calendar.business_date
    group by {{ grouping_sets_of('calendar.grain, calendar.period_start', own) }}
    union all
    select
        {%- for name in counts %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        grain,
        period_start,
        {{ dimension_of(standing) }} as dimension,
        {{ dimension_value_of(standing) }} as dimension_value
    from cells_by_standing
    group by grouping sets (
        (grain, period_start, value_tier), (grain, period_start, lifecycle_stage)
    )
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
{%- for name in counts %}
cast({{ name }} as bigint) as {{ name }}{{ ',' if not loop.last }}
{%- endfor %}
from united
