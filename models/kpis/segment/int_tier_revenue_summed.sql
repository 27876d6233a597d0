-- One row per grain, period and dimension value: net revenue of people by the value
-- tier in which they are at its end, and by that of its start, and all net revenue.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}
{%- set dimensions = {'value_tier': 'value_tier'} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

revenue as (
    select * from {{ ref('int_net_revenue_aggregated') }}
),

tiers as (
    select * from {{ ref('value_tiers') }}
),

buyers as (
    select
        bought.user_id,
        bought.grain,
        bought.period_start,
        periods.period_end,
        bought.kept_amount
    from {{ ref('int_user_periods') }} as bought
    inner join periods
        on
            bought.grain = periods.grain
            and bought.period_start = periods.period_start
    where bought.grain <> 'day' and bought.kept_amount > 0
),

standings as (
    select
        user_id,
        value_tier,
        started_date,
        coalesce(ended_date, cast('9999-12-31' as date)) as ended_date
    from {{ ref('int_user_standings') }}
),

amounts as (
    -- Of the stretches that touch the period, or the day before it, one holds at its
    -- end and one at its start.
    select
        {%- for side, holds in [
            ('end', 'standings.ended_date > buyers.period_end'),
            ('start', 'standings.started_date < buyers.period_start'),
        ] %}
        sum(case when {{ holds }} or standings.user_id is null then 1 else 0 end)
            as buyers_at_{{ side }},
        sum(
            case
                when {{ holds }} or standings.user_id is null then buyers.kept_amount
                else 0
            end
        ) as amount_at_{{ side }},
        {%- endfor %}
        buyers.grain,
        buyers.period_start,
        standings.value_tier
    from buyers
    left join standings
        on
            buyers.user_id = standings.user_id
            and buyers.period_end >= standings.started_date
            and buyers.period_start <= standings.ended_date
    group by buyers.grain, buyers.period_start, standings.value_tier
    union all
    -- A tier that bought nothing has its share, too: 0.
    select
        0 as buyers_at_end,
        0 as amount_at_end,
        0 as buyers_at_start,
        0 as amount_at_start,
        revenue.grain,
        revenue.period_start,
        tiers.value_tier
    from revenue
    cross join tiers
),

amounts_grouped as (
    select
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value,
        sum(buyers_at_end) as buyers_at_end,
        sum(amount_at_end) as amount_at_end,
        sum(buyers_at_start) as buyers_at_start,
        sum(amount_at_start) as amount_at_start
    from amounts
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
)

select
    amounts_grouped.grain,
    amounts_grouped.period_start,
    amounts_grouped.dimension,
    amounts_grouped.dimension_value,
    cast(amounts_grouped.buyers_at_end as bigint) as buyers_at_end,
    cast(amounts_grouped.amount_at_end as decimal(18, 2)) as amount_at_end,
    cast(amounts_grouped.buyers_at_start as bigint) as buyers_at_start,
    cast(amounts_grouped.amount_at_start as decimal(18, 2)) as amount_at_start,
    revenue.net_revenue
from amounts_grouped
inner join revenue
    on
        amounts_grouped.grain = revenue.grain
        and amounts_grouped.period_start = revenue.period_start
