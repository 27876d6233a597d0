-- One row per person, grain and period longer than a day with a purchase: the group by
-- purchases among the buyers of the period, and what the person did in it.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

buyers as (
    select * from {{ ref('int_user_periods') }}
    where purchase_days > 0 and grain <> 'day'
),

group_rules as (
    select * from {{ ref('repurchase_groups') }}
),

cycles as (
    -- Intervals that close in the period.
    select
        bought.user_id,
        calendar.grain,
        calendar.period_start,
        count(*) as cycles,
        sum(bought.days_since_previous) as cycle_days
    from {{ ref('fct_purchase_days') }} as bought
    inner join calendar on bought.purchase_date = calendar.business_date
    where bought.days_since_previous is not null
    group by bought.user_id, calendar.grain, calendar.period_start
),

ranked as (
    select
        user_id,
        grain,
        period_start,
        kept_amount,
        interactions,
        cast(row_number() over (
            partition by grain, period_start
            order by
                purchase_days desc nulls last,
                kept_amount desc nulls last,
                user_id asc nulls last
        ) as int) as buyer_rank
    from buyers
),

group_bounds as (
    select
        buyers.grain,
        buyers.period_start,
        group_rules.repurchase_group,
        ceil(group_rules.lower_share * count(*)) as lower_rank,
        ceil(group_rules.upper_share * count(*)) as upper_rank
    from buyers
    cross join group_rules
    group by
        buyers.grain,
        buyers.period_start,
        group_rules.repurchase_group,
        group_rules.lower_share,
        group_rules.upper_share
)

select
    ranked.user_id,
    ranked.grain,
    ranked.period_start,
    group_bounds.repurchase_group,
    ranked.kept_amount,
    ranked.interactions,
    cast(coalesce(cycles.cycles, 0) as bigint) as cycles,
    cast(coalesce(cycles.cycle_days, 0) as bigint) as cycle_days
from ranked
inner join group_bounds
    on
        ranked.grain = group_bounds.grain
        and ranked.period_start = group_bounds.period_start
        and ranked.buyer_rank > group_bounds.lower_rank
        and ranked.buyer_rank <= group_bounds.upper_rank
left join cycles
    on
        ranked.user_id = cycles.user_id
        and ranked.grain = cycles.grain
        and ranked.period_start = cycles.period_start
