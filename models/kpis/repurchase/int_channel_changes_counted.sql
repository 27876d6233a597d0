-- One row per grain, period and channel of the purchase occasion before, and in total:
-- repurchases of the period, those paid in the same channel, and those expected there
-- by chance.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set dimensions = {'channel': 'channel'} %}

with

repurchases as (
    select
        purchase_date,
        previous_channel,
        channel,
        count(*) as repurchase_count
    from {{ ref('int_purchase_days_described') }}
    where previous_channel is not null
    group by purchase_date, previous_channel, channel
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

ends as (
    select
        purchase_date,
        previous_channel as channel,
        repurchase_count as from_count,
        0 as to_count,
        case when previous_channel = channel then repurchase_count else 0 end
            as stayed_count
    from repurchases
    union all
    select
        purchase_date,
        channel,
        0 as from_count,
        repurchase_count as to_count,
        0 as stayed_count
    from repurchases
),

by_channel as (
    select
        calendar.grain,
        calendar.period_start,
        ends.channel,
        sum(ends.from_count) as from_count,
        sum(ends.to_count) as to_count,
        sum(ends.stayed_count) as stayed_count
    from ends
    inner join calendar on ends.purchase_date = calendar.business_date
    group by calendar.grain, calendar.period_start, ends.channel
),

with_totals as (
    select
        *,
        sum(from_count) over (partition by grain, period_start) as total_count
    from by_channel
)

-- By chance: the share of a channel after is the same whatever the channel before.
select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(from_count) as bigint) as repurchase_count,
    cast(sum(stayed_count) as bigint) as stayed_count,
    {{ ratio('sum(from_count * to_count)', 'max(total_count)') }} as expected_count
from with_totals
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
