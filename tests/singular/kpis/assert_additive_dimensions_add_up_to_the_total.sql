-- Where every person or order has one value of a dimension, the parts add up to the
-- total: numerators, and denominators unless all parts are shares of one base.
with

kpi_values as (
    select * from {{ ref('kpi_values') }}
),

added as (
    select
        definitions.metric_id,
        dimensions.dimension,
        ' ' || coalesce(definitions.share_dimensions, '') || ' '
        like '% ' || dimensions.dimension || ' %' as is_share
    from {{ ref('kpi_definitions') }} as definitions
    cross join {{ ref('kpi_dimensions') }} as dimensions
    where
        ' ' || definitions.additive_dimensions || ' '
        like '% ' || dimensions.dimension || ' %'
),

parts as (
    select
        kpi_values.metric_id,
        kpi_values.grain,
        kpi_values.period_start,
        kpi_values.dimension,
        max(added.is_share) as is_share,
        sum(cast(kpi_values.numerator as decimal(38, 6))) as numerator,
        sum(cast(kpi_values.denominator as decimal(38, 6))) as denominator
    from kpi_values
    inner join added
        on
            kpi_values.metric_id = added.metric_id
            and kpi_values.dimension = added.dimension
    group by
        kpi_values.metric_id,
        kpi_values.grain,
        kpi_values.period_start,
        kpi_values.dimension
),

totals as (
    select * from kpi_values
    where dimension = 'all'
)

select
    parts.metric_id,
    parts.grain,
    parts.period_start,
    parts.dimension,
    totals.numerator as total_numerator,
    parts.numerator as parts_numerator,
    totals.denominator as total_denominator,
    parts.denominator as parts_denominator
from parts
left join totals
    on
        parts.metric_id = totals.metric_id
        and parts.grain = totals.grain
        and parts.period_start = totals.period_start
where
    totals.metric_id is null
    -- Nobody is mature, in one part or in all: null counts as none.
    or abs(coalesce(totals.numerator, 0) - coalesce(parts.numerator, 0)) > 0.001
    or (
        not parts.is_share
        and abs(coalesce(totals.denominator, 0) - coalesce(parts.denominator, 0))
        > 0.001
    )
