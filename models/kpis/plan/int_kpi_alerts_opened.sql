-- One row per alert: metric, grain, dimension value, kind and the period in which it
-- opened; it stays open until the first complete period that lies inside again, or
-- outside on the other side, which opens the next alert.
{{ config(schema='user_facts') }}

with

bands as (
    select * from {{ ref('int_kpi_bands') }}
),

thresholds as (
    select * from {{ ref('kpi_thresholds') }}
),

definitions as (
    select * from {{ ref('kpi_definitions') }}
),

judged as (
    select
        bands.*,
        'threshold' as kind,
        cast(thresholds.lower as double) as lower_bound,
        cast(thresholds.upper as double) as upper_bound,
        thresholds.owner
    from bands
    inner join thresholds
        on bands.metric_id = thresholds.metric_id and bands.grain = thresholds.grain
    where bands.band_state <> 'too few'
    union all
    select
        bands.*,
        'band' as kind,
        bands.band_low as lower_bound,
        bands.band_high as upper_bound,
        definitions.owner
    from bands
    inner join definitions on bands.metric_id = definitions.metric_id
    where bands.band_state = 'in force'
),

flagged as (
    select
        *,
        case
            when value < lower_bound then 'below'
            when value > upper_bound then 'above'
        end as side
    from judged
),

neighboured as (
    select
        *,
        lag(side) over (
            partition by metric_id, grain, dimension, dimension_value, kind
            order by period_start nulls last
        ) as previous_side
    from flagged
),

turned as (
    select
        *,
        lead(period_start) over (
            partition by metric_id, grain, dimension, dimension_value, kind
            order by period_start nulls last
        ) as next_turned_period
    from neighboured
    where side is distinct from previous_side
)

select
    metric_id,
    grain,
    dimension,
    dimension_value,
    kind,
    period_start as opened_period,
    next_turned_period as closed_period,
    side,
    value,
    case side when 'below' then lower_bound else upper_bound end as bound,
    band_state,
    owner
from turned
where side is not null
