-- A part without a whole is no share, and a change from nothing no change: no value. A
-- change between two rates has an interval of its own and no denominator.
select
    numbers.metric_id,
    numbers.grain,
    numbers.period_start,
    numbers.dimension,
    numbers.dimension_value,
    numbers.value
from {{ ref('kpi_values') }} as numbers
inner join {{ ref('kpi_definitions') }} as definitions
    on numbers.metric_id = definitions.metric_id
where
    definitions.kind in ('proportion', 'money share', 'ratio', 'change')
    and coalesce(definitions.interval_method, 'none') <> 'own'
    and numbers.denominator is null
    and numbers.value is not null
