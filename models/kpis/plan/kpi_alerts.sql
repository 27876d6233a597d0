-- One row per metric, grain, dimension value, kind and opened period: a number left its
-- thresholds, or the band of its own history. Complete periods are judged, no others.
-- The segment is the part that moved the total most since the period before, if the
-- total moved the way of the alert.

with

alerts as (
    select * from {{ ref('int_kpi_alerts_opened') }}
),

moves as (
    select * from {{ ref('int_kpi_moves_explained') }}
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
    moves.dimension as segment_dimension,
    moves.dimension_value as segment_value,
    moves.move_share as segment_share,
    {{ as_of_date() }} as as_of_date
from alerts
left join moves
    on
        alerts.metric_id = moves.metric_id
        and alerts.grain = moves.grain
        and alerts.opened_period = moves.opened_period
        and alerts.dimension = 'all'
        and (alerts.side = 'below') = (moves.total_move < 0)
