-- One row per grain, period of purchase, dimension value and day N after the purchase:
-- purchase occasions still without a repurchase or an interaction.
-- An occasion counts only when its N days are over; where none are, counts and shares
-- are null. Days 1 to N count, the purchase day does not.
-- stage_loss: of the occasions mature at N without either up to the step before, the
-- share still without either at N. At the first step the step before is the purchase.
-- Occasions of different periods of one grain add up for one N; steps are nested.

with

steps_counted as (
    select
        *,
        case when purchase_date + days_after <= {{ as_of_date() }} then 1 else 0 end
            as is_mature
    from {{ ref('int_funnel_steps_counted') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

periods as (
    select distinct grain, period_start, period_end from calendar
),

counted as (
    select
        calendar.grain,
        calendar.period_start,
        steps_counted.days_after,
        case
            when grouping(steps_counted.category) = 0 then 'category'
            when grouping(steps_counted.channel) = 0 then 'channel'
            else 'all'
        end as dimension,
        case
            when grouping(steps_counted.category) = 0 then steps_counted.category
            when grouping(steps_counted.channel) = 0 then steps_counted.channel
            else 'all'
        end as dimension_value,
        sum(steps_counted.purchase_count) as purchase_count,
        sum(is_mature * steps_counted.purchase_count) as mature_count,
        sum(is_mature * steps_counted.without_repurchase) as without_repurchase,
        sum(is_mature * steps_counted.without_interaction) as without_interaction,
        sum(is_mature * steps_counted.without_either) as without_either,
        sum(is_mature * steps_counted.without_either_before) as without_either_before
    from steps_counted
    inner join calendar on steps_counted.purchase_date = calendar.business_date
    group by grouping sets (
        (calendar.grain, calendar.period_start, steps_counted.days_after),
        (
            calendar.grain,
            calendar.period_start,
            steps_counted.days_after,
            steps_counted.category
        ),
        (
            calendar.grain,
            calendar.period_start,
            steps_counted.days_after,
            steps_counted.channel
        )
    )
),

dimension_values as (
    select distinct dimension, dimension_value, days_after from counted
),

-- A period without purchases is a row with 0.
spined as (
    select
        periods.grain,
        periods.period_start,
        dimension_values.dimension,
        dimension_values.dimension_value,
        dimension_values.days_after,
        periods.period_end + dimension_values.days_after <= {{ as_of_date() }}
            as is_complete,
        coalesce(counted.purchase_count, 0) as purchase_count,
        coalesce(counted.mature_count, 0) as mature_count,
        coalesce(counted.without_repurchase, 0) as without_repurchase,
        coalesce(counted.without_interaction, 0) as without_interaction,
        coalesce(counted.without_either, 0) as without_either,
        coalesce(counted.without_either_before, 0) as without_either_before
    from periods
    cross join dimension_values
    left join counted
        on
            periods.grain = counted.grain
            and periods.period_start = counted.period_start
            and dimension_values.dimension = counted.dimension
            and dimension_values.dimension_value = counted.dimension_value
            and dimension_values.days_after = counted.days_after
)

select
    grain,
    period_start,
    dimension,
    dimension_value,
    days_after,
    cast(purchase_count as bigint) as purchase_count,
    cast(mature_count as bigint) as mature_count,
    {%- for count in [
        'without_repurchase', 'without_interaction', 'without_either'
    ] %}
    cast(case when mature_count > 0 or is_complete then {{ count }} end as bigint)
        as {{ count }},
    {{ ratio(count, 'mature_count') }} as {{ count }}_share,
    {{ wilson_bound(count, 'mature_count', -1) }} as {{ count }}_low,
    {{ wilson_bound(count, 'mature_count', 1) }} as {{ count }}_high,
    {%- endfor %}
    cast(
        case when mature_count > 0 or is_complete then without_either_before end
        as bigint
    ) as without_either_before,
    {{ ratio('without_either', 'without_either_before') }} as stage_loss,
    {{ wilson_bound('without_either', 'without_either_before', -1) }} as stage_loss_low,
    {{ wilson_bound('without_either', 'without_either_before', 1) }} as stage_loss_high,
    is_complete,
    {{ as_of_date() }} as as_of_date
from spined
