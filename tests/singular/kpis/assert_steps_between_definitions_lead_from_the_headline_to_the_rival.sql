-- The first step leaves the headline, each next one goes on where the one before ended,
-- every definition on the way is measured, and the differences add up exactly.
with

bridge as (
    select
        *,
        lag(to_measure) over (
            partition by headline, rival, grain, period_start
            order by step_number nulls last
        ) as previous_measure
    from {{ ref('definition_bridge') }}
),

added_up as (
    select
        headline,
        rival,
        grain,
        period_start,
        sum(difference) as difference,
        max(rival_value) - max(headline_value) as whole,
        count(*) - count(difference) as unknown_steps
    from bridge
    group by headline, rival, grain, period_start
),

-- A metric may be one of which the brand's sources cannot tell, a base be empty.
never_measured as (
    select bridge.headline, bridge.rival, bridge.to_measure
    from bridge
    left join {{ ref('kpi_definitions') }} as definitions
        on bridge.to_measure = definitions.metric_id
    where definitions.metric_id is null
    group by bridge.headline, bridge.rival, bridge.to_measure
    having count(bridge.numerator) = 0 and count(bridge.headline_value) > 0
)

select 'breaks off' as problem, headline, rival, to_measure as detail
from bridge
where from_measure <> coalesce(previous_measure, headline)
union all
select 'does not add up' as problem, headline, rival, grain as detail
from added_up
where unknown_steps = 0 and difference is distinct from whole
union all
select 'is never measured' as problem, headline, rival, to_measure as detail
from never_measured
