-- One row per grain, period and dimension value: mentions of a theme in answers and
-- tickets, in the period and in the one before it.
{{ config(schema='user_facts', enabled=is_measured('profile')) }}
{%- set dimensions = {'theme': 'theme'} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

mentions as (
    -- Why people leave is asked for itself: no reason to leave is a demand.
    select answered_date as mentioned_date, theme
    from {{ ref('fct_survey_answers') }}
    where theme is not null and question_id <> 'churn_reason'
    union all
    select opened_date as mentioned_date, theme
    from {{ ref('fct_tickets') }}
    where theme is not null
),

mentions_aggregated as (
    select
        mentioned_date,
        theme,
        count(*) as mentions
    from mentions
    group by mentioned_date, theme
),

periods_aggregated as (
    select
        calendar.grain,
        calendar.period_start,
        mentions_aggregated.theme,
        sum(mentions_aggregated.mentions) as mentions
    from mentions_aggregated
    inner join calendar on mentions_aggregated.mentioned_date = calendar.business_date
    group by calendar.grain, calendar.period_start, mentions_aggregated.theme
),

themes as (
    select distinct theme from mentions_aggregated
),

neighbours_joined as (
    select
        periods.grain,
        periods.period_start,
        themes.theme,
        coalesce(periods_aggregated.mentions, 0) as mentions,
        coalesce(previous_periods.mentions, 0) as previous_mentions
    from periods
    cross join themes
    left join periods_aggregated
        on
            periods.grain = periods_aggregated.grain
            and periods.period_start = periods_aggregated.period_start
            and themes.theme = periods_aggregated.theme
    left join periods_aggregated as previous_periods
        on
            periods.grain = previous_periods.grain
            and periods.previous_period_start = previous_periods.period_start
            and themes.theme = previous_periods.theme
    -- Before the first period nobody could be heard.
    where periods.grain <> 'day' and periods.previous_period_start is not null
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(mentions) as bigint) as mentions,
    cast(sum(previous_mentions) as bigint) as previous_mentions
from neighbours_joined
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
