-- The KPI models keep what is defined; what they measured without definition must not
-- vanish, nor a definition stay empty.
with

measured as (
    {%- for part in [
        'buyers', 'revenue', 'repurchase_windows', 'cycles', 'concentration'
    ] %}
    select distinct metric_id, grain from {{ ref('int_kpi_' ~ part) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

measured_metrics as (
    select distinct metric_id from measured
),

defined as (
    select * from {{ ref('kpi_definitions') }}
),

published as (
    select distinct metric_id, grain from {{ ref('kpi_values') }}
),

grains as (
    select distinct grain from {{ ref('int_calendar_periods') }}
),

promised as (
    select defined.metric_id, grains.grain
    from defined
    cross join grains
    where ' ' || defined.grains || ' ' like '% ' || grains.grain || ' %'
)

select
    'measured without a definition' as problem,
    measured_metrics.metric_id,
    null as grain
from measured_metrics
left join defined on measured_metrics.metric_id = defined.metric_id
where defined.metric_id is null
union all
select
    'defined for a grain without values' as problem, promised.metric_id, promised.grain
from promised
left join published
    on promised.metric_id = published.metric_id and promised.grain = published.grain
where published.metric_id is null
