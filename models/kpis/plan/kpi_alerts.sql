-- One row per metric, grain, dimension value, kind and opened period: a number left its
-- thresholds, or the band of its own history. Complete periods are judged, no others.
-- The segment is the one whose numerator moved most in the direction of the total since
-- the period before, over dimensions whose parts add up.

with

alerts as (
    select * from {{ ref('int_kpi_alerts_opened') }}
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

definitions as (
    select * from {{ ref('kpi_definitions') }}
),

kpis as (
    select * from {{ ref('kpi_values') }}
),

moves as (
    select
        alerts.metric_id,
        alerts.grain,
        alerts.opened_period,
        alerts.opened_period as period_start,
        1 as sign
    from alerts
    where alerts.dimension = 'all'
    union
    select
        alerts.metric_id,
        alerts.grain,
        alerts.opened_period,
        periods.previous_period_start as period_start,
        -1 as sign
    from alerts
    inner join periods
        on
            alerts.grain = periods.grain
            and alerts.opened_period = periods.period_start
    where alerts.dimension = 'all' and periods.previous_period_start is not null
),

contributions as (
    select
        moves.metric_id,
        moves.grain,
        moves.opened_period,
        kpis.dimension,
        kpis.dimension_value,
        coalesce(max(case when moves.sign = 1 then kpis.numerator end), 0)
        - coalesce(max(case when moves.sign = -1 then kpis.numerator end), 0)
            as contribution,
        max(moves.sign) - min(moves.sign) as spanned
    from moves
    inner join kpis
        on
            moves.metric_id = kpis.metric_id
            and moves.grain = kpis.grain
            and moves.period_start = kpis.period_start
    group by
        moves.metric_id,
        moves.grain,
        moves.opened_period,
        kpis.dimension,
        kpis.dimension_value
),

totals as (
    select * from contributions
    where dimension = 'all' and spanned = 2 and contribution <> 0
),

explained as (
    select
        parts.metric_id,
        parts.grain,
        parts.opened_period,
        parts.dimension,
        parts.dimension_value,
        round(parts.contribution / totals.contribution, 9) as move_share
    from contributions as parts
    inner join totals
        on
            parts.metric_id = totals.metric_id
            and parts.grain = totals.grain
            and parts.opened_period = totals.opened_period
    inner join definitions on parts.metric_id = definitions.metric_id
    where
        {{ is_word_of('parts.dimension', 'definitions.additive_dimensions') }}
        and parts.contribution / totals.contribution > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by metric_id, grain, opened_period
            order by
                move_share desc nulls last,
                dimension asc nulls last,
                dimension_value asc nulls last
        ) as place
    from explained
)

select
    alerts.metric_id,
    alerts.grain,
    alerts.dimension,
    alerts.dimension_value,
    alerts.kind,
    alerts.opened_period,
    alerts.closed_period,
    alerts.closed_period is null as is_open,
    alerts.side,
    alerts.value,
    alerts.bound,
    alerts.band_state,
    alerts.owner,
    ranked.dimension as segment_dimension,
    ranked.dimension_value as segment_value,
    ranked.move_share as segment_share,
    {{ as_of_date() }} as as_of_date
from alerts
left join ranked
    on
        alerts.metric_id = ranked.metric_id
        and alerts.grain = ranked.grain
        and alerts.opened_period = ranked.opened_period
        and alerts.dimension = 'all'
        and ranked.place = 1
