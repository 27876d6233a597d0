-- One row per grain, period and pair of channels: repurchases of the period by the
-- channel of the purchase day before and their own.
-- Every channel ever seen is paired with every other; a period without is a row with 0.
-- The stickiness columns are of the period and repeat on its rows; transition_count
-- adds up over rows and over periods of one grain.

with

purchase_days as (
    select * from {{ ref('int_purchase_days_described') }}
),

channels as (
    select distinct channel from purchase_days
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain in ('month', 'quarter', 'year')
),

periods as (
    select distinct grain, period_start, is_over from calendar
),

daily as (
    select
        purchase_date,
        previous_channel,
        channel,
        count(*) as transition_count
    from purchase_days
    where previous_channel is not null
    group by purchase_date, previous_channel, channel
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        daily.previous_channel,
        daily.channel,
        sum(daily.transition_count) as transition_count
    from daily
    inner join calendar on daily.purchase_date = calendar.business_date
    group by
        calendar.grain, calendar.period_start, daily.previous_channel, daily.channel
),

spined as (
    select
        periods.grain,
        periods.period_start,
        periods.is_over,
        from_channels.channel as from_channel,
        to_channels.channel as to_channel,
        cast(coalesce(counted.transition_count, 0) as bigint) as transition_count
    from periods
    cross join channels as from_channels
    cross join channels as to_channels
    left join counted
        on
            periods.grain = counted.grain
            and periods.period_start = counted.period_start
            and from_channels.channel = counted.previous_channel
            and to_channels.channel = counted.channel
),

margins as (
    select
        *,
        cast(sum(transition_count) over (
            partition by grain, period_start, from_channel
        ) as bigint) as from_count,
        cast(sum(transition_count) over (
            partition by grain, period_start, to_channel
        ) as bigint) as to_count,
        cast(sum(transition_count) over (partition by grain, period_start) as bigint)
            as repurchase_count,
        cast(sum(case
            when from_channel = to_channel then transition_count else 0
        end) over (partition by grain, period_start) as bigint) as same_channel_count
    from spined
),

-- By chance: the share of a channel before times its share after, over all channels.
expected as (
    select
        *,
        cast(sum(case
            when from_channel = to_channel then from_count * to_count else 0
        end) over (partition by grain, period_start) as bigint) as chance_products
    from margins
)

select
    grain,
    period_start,
    from_channel,
    to_channel,
    transition_count,
    from_count,
    {{ ratio('transition_count', 'from_count') }} as transition_rate,
    {{ wilson_bound('transition_count', 'from_count', -1) }} as interval_low,
    {{ wilson_bound('transition_count', 'from_count', 1) }} as interval_high,
    same_channel_count,
    repurchase_count,
    {{ ratio('same_channel_count', 'repurchase_count') }} as stickiness,
    {{ wilson_bound('same_channel_count', 'repurchase_count', -1) }} as stickiness_low,
    {{ wilson_bound('same_channel_count', 'repurchase_count', 1) }} as stickiness_high,
    {{ ratio('chance_products', 'repurchase_count * repurchase_count') }}
        as stickiness_by_chance,
    is_over as is_complete,
    {{ as_of_date() }} as as_of_date
from expected
