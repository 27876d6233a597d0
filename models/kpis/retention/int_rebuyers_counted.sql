-- One row per grain, period, dimension and value: its buyers, and who of them buys in
-- the next period.
-- Who paid in two channels is a buyer of both: channels do not add up.
{{ config(schema='user_facts', enabled=is_measured('retention')) }}
{%- set standings = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

buyers as (
    select
        *,
        case when is_back then 1 else 0 end as back
    from {{ ref('int_buyers_followed') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

channel_days as (
    select distinct
        user_id,
        ordered_date,
        coalesce(channel, 'unknown') as channel
    from {{ ref('fct_orders') }}
    where is_kept and user_id is not null
),

user_channels as (
    select distinct
        channel_days.user_id,
        calendar.grain,
        calendar.period_start,
        channel_days.channel
    from channel_days
    inner join calendar on channel_days.ordered_date = calendar.business_date
),

united as (
    select
        grain,
        period_start,
        {{ dimension_of(standings) }} as dimension,
        {{ dimension_value_of(standings) }} as dimension_value,
        is_next_over,
        count(*) as buyers,
        sum(back) as rebuyers
    from buyers
    group by {{ grouping_sets_of('grain, period_start, is_next_over', standings) }}
    union all
    select
        buyers.grain,
        buyers.period_start,
        'channel' as dimension,
        user_channels.channel as dimension_value,
        buyers.is_next_over,
        count(*) as buyers,
        sum(buyers.back) as rebuyers
    from buyers
    inner join user_channels
        on
            buyers.user_id = user_channels.user_id
            and buyers.grain = user_channels.grain
            and buyers.period_start = user_channels.period_start
    group by
        buyers.grain,
        buyers.period_start,
        user_channels.channel,
        buyers.is_next_over
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(buyers as bigint) as buyers,
    -- Null until the next period is over.
    cast(case when is_next_over then buyers end as bigint) as followed_buyers,
    cast(case when is_next_over then rebuyers end as bigint) as rebuyers
from united
