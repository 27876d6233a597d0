-- One row per metric, grain, period and dimension value: tickets by day of opening.
{{ config(schema='user_facts', enabled=is_measured('service')) }}
{%- set dimensions = {
    'channel': 'channel', 'ticket_type': 'ticket_type', 'content_type': 'theme',
} %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

tickets as (
    select
        *,
        case when is_in_time is not null then 1 else 0 end as judged,
        case when is_in_time then 1 else 0 end as solved,
        case when seconds_to_first_reply <= 30 * 60 then 1 else 0 end
            as replied_within_30
    from {{ ref('int_service_cases') }}
    where case_kind = 'ticket'
),

placed as (
    select
        calendar.grain,
        calendar.period_start,
        tickets.channel,
        tickets.ticket_type,
        tickets.theme,
        tickets.judged,
        tickets.solved,
        tickets.replied_within_30,
        tickets.seconds_to_first_reply
    from tickets
    inner join calendar on tickets.opened_date = calendar.business_date
),

counted as (
    select
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        count(*) as tickets,
        sum(judged) as judged,
        sum(solved) as solved,
        count(seconds_to_first_reply) as replied,
        sum(replied_within_30) as replied_within_30,
        sum(seconds_to_first_reply) as reply_seconds,
        percentile_cont(0.5) within group (order by seconds_to_first_reply)
            as median_seconds,
        percentile_cont(0.9) within group (order by seconds_to_first_reply)
            as p90_seconds
    from placed
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

{{ measured_metrics('counted', [
    {
        'id': 'first_response_minutes',
        'value': 'round(cast(median_seconds as double) / 60, 9)',
        'total': 'replied',
    },
    {
        'id': 'first_response_minutes_mean',
        'numerator': 'cast(reply_seconds as double) / 60',
        'denominator': 'nullif(replied, 0)',
        'total': 'replied',
    },
    {
        'id': 'first_response_minutes_p90',
        'value': 'round(cast(p90_seconds as double) / 60, 9)',
        'total': 'replied',
    },
    {
        'id': 'first_response_minutes_share_within_30',
        'numerator': 'replied_within_30',
        'denominator': 'replied',
    },
    {
        'id': 'resolution_rate',
        'numerator': 'case when judged > 0 then solved end',
        'denominator': 'nullif(judged, 0)',
        'mature': 'judged',
        'total': 'tickets',
    },
]) }}
