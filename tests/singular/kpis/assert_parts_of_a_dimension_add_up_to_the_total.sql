-- Where kpi_definitions says so, numerators of a dimension add up to the total's; its
-- denominators, too, unless they are shares of one base, which each of them has.
-- One total without parts, or parts without a total, is a difference, too.
with

definitions as (
    select * from {{ ref('kpi_definitions') }}
    where additive_dimensions is not null
),

cells as (
    select
        measured.*,
        ' ' || definitions.share_dimensions || ' ' like '% ' || measured.dimension || ' %'
            as is_share
    from {{ ref('kpi_values') }} as measured
    inner join definitions on measured.metric_id = definitions.metric_id
    where
        ' ' || definitions.additive_dimensions || ' '
        like '% ' || measured.dimension || ' %'
),

parts as (
    select
        metric_id,
        grain,
        period_start,
        dimension,
        sum(numerator) as numerator,
        case when max(coalesce(is_share, false)) then max(denominator) else sum(denominator) end
            as denominator,
        max(denominator) - min(denominator) as spread,
        max(coalesce(is_share, false)) as is_share
    from cells
    group by metric_id, grain, period_start, dimension
),

totals as (
    select * from {{ ref('kpi_values') }}
    where dimension = 'all'
)

select
    parts.*,
    totals.numerator as total_numerator,
    totals.denominator as total_denominator
from parts
inner join totals
    on
        parts.metric_id = totals.metric_id
        and parts.grain = totals.grain
        and parts.period_start = totals.period_start
where
    abs(coalesce(parts.numerator, 0) - coalesce(totals.numerator, 0)) > 0.000001
    or abs(coalesce(parts.denominator, 0) - coalesce(totals.denominator, 0)) > 0.000001
    or (parts.is_share and parts.spread > 0.000001)
