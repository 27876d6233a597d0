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
        coalesce(
            {{ is_word_of('dimensions.dimension', 'definitions.share_dimensions') }},
            false
        ) as is_share
    from {{ ref('kpi_definitions') }} as definitions
    cross join {{ ref('kpi_dimensions') }} as dimensions
    where
        {{ is_word_of('dimensions.dimension', 'definitions.additive_dimensions') }}
),

totals as (
    select
        kpi_values.metric_id,
        kpi_values.grain,
        kpi_values.period_start,
        added.dimension,
        added.is_share,
        kpi_values.numerator,
        kpi_values.denominator
    from kpi_values
    inner join added on kpi_values.metric_id = added.metric_id
    where kpi_values.dimension = 'all'
),

-- Sums of doubles would differ in their last digits.
parts as (
    select
        kpi_values.metric_id,
        kpi_values.grain,
        kpi_values.period_start,
        kpi_values.dimension,
        sum(cast(kpi_values.numerator as decimal(28, 6))) as numerator,
        sum(cast(kpi_values.denominator as decimal(28, 6))) as denominator
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
)

select
    totals.metric_id,
    totals.grain,
    totals.period_start,
    totals.dimension,
    totals.numerator as total_numerator,
    parts.numerator as parts_numerator,
    totals.denominator as total_denominator,
    parts.denominator as parts_denominator
from totals
full outer join parts
    on
        totals.metric_id = parts.metric_id
        and totals.grain = parts.grain
        and totals.period_start = parts.period_start
        and totals.dimension = parts.dimension
where
    totals.metric_id is null
    -- Of whom nobody is mature, there are none.
    or abs(coalesce(totals.numerator, 0) - coalesce(parts.numerator, 0)) > 0.001
    or (
        not totals.is_share
        and abs(coalesce(totals.denominator, 0) - coalesce(parts.denominator, 0))
        > 0.001
    )
