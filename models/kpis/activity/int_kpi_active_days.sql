-- One row per metric, grain, period and dimension value: user-days with activity.
-- By channel the base is that of the total: a live relationship has no channel.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

counted_by_standing as (
    select * from {{ ref('int_active_days_counted') }}
),

channel_days as (
    select * from {{ ref('int_channel_days_active') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

channels_aggregated as (
    select
        calendar.grain,
        calendar.period_start,
        channel_days.channel,
        sum(channel_days.active_users) as active_days
    from channel_days
    inner join calendar on channel_days.activity_date = calendar.business_date
    group by calendar.grain, calendar.period_start, channel_days.channel
),

counted as (
    select
        grain, period_start, dimension, dimension_value, active_days, live_days
    from counted_by_standing
    union all
    select
        channels_aggregated.grain,
        channels_aggregated.period_start,
        'channel' as dimension,
        channels_aggregated.channel as dimension_value,
        channels_aggregated.active_days,
        totals.live_days
    from channels_aggregated
    inner join counted_by_standing as totals
        on
            channels_aggregated.grain = totals.grain
            and channels_aggregated.period_start = totals.period_start
            and totals.dimension = 'all'
)

{{ measured_metrics('counted', [
    {'id': 'dau_share', 'numerator': 'active_days', 'denominator': 'live_days'},
]) }}
