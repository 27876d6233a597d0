-- One row per grain, period and dimension value: buyers, in total, by their group by
-- purchases and by community; somebody in two communities counts in both.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}
{%- set dimensions = {'repurchase_group': 'repurchase_group'} %}
{%- set measures = [
    'buyers', 'top_buyers', 'kept_amount', 'interactions', 'cycles', 'cycle_days'
] %}

with

revenue as (
    select * from {{ ref('int_net_revenue_aggregated') }}
),

stays as (
    select * from {{ ref('int_community_stays') }}
),

group_rules as (
    select * from {{ ref('repurchase_groups') }}
),

buyers as (
    select
        ranked.*,
        1 as buyers,
        case when group_rules.group_order = 1 then 1 else 0 end as top_buyers
    from {{ ref('int_period_buyers_ranked') }} as ranked
    inner join group_rules on ranked.repurchase_group = group_rules.repurchase_group
),

buyers_placed as (
    -- The value of the day before the period.
    select
        buyers.*,
        coalesce(stays.group_id, 'none') as community
    from buyers
    left join stays
        on
            buyers.user_id = stays.user_id
            and buyers.period_start > stays.started_date
            and buyers.period_start
            <= coalesce(stays.ended_date, cast('9999-12-31' as date))
),

grouped as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        grain,
        period_start,
        repurchase_group
    from buyers
    group by grain, period_start, repurchase_group
    union all
    -- A group that is empty, in a period of few buyers, has its share, too: 0.
    select
        {%- for measure in measures %}
        0 as {{ measure }},
        {%- endfor %}
        revenue.grain,
        revenue.period_start,
        group_rules.repurchase_group
    from revenue
    cross join group_rules
),

counted as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        grain,
        period_start,
        {{ dimension_of(dimensions) }} as dimension,
        {{ dimension_value_of(dimensions) }} as dimension_value
    from grouped
    group by {{ grouping_sets_of('grain, period_start', dimensions) }}
    union all
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        grain,
        period_start,
        'community' as dimension,
        community as dimension_value
    from buyers_placed
    group by grain, period_start, community
)

select
    counted.grain,
    counted.period_start,
    counted.dimension,
    counted.dimension_value,
    cast(counted.buyers as bigint) as buyers,
    cast(counted.top_buyers as bigint) as top_buyers,
    cast(counted.kept_amount as decimal(18, 2)) as kept_amount,
    cast(counted.interactions as bigint) as interactions,
    cast(counted.cycles as bigint) as cycles,
    cast(counted.cycle_days as bigint) as cycle_days,
    cast(
        sum(case when counted.dimension = 'all' then counted.buyers end)
            over (partition by counted.grain, counted.period_start)
        as bigint
    ) as all_buyers,
    revenue.net_revenue
from counted
inner join revenue
    on counted.grain = revenue.grain and counted.period_start = revenue.period_start
