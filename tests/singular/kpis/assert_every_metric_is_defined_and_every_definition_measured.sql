-- The KPI models keep what is defined for their area; what their parts measured without
-- a definition must not vanish, nor a definition stay without values: that of which no
-- model has the name, and no part a row, is measured by nobody.
-- depends_on: {{ ref('kpi_values') }}
with

measured as (
    select
        cast(null as string) as area,
        cast(null as string) as metric_id
    where 1 = 0
    {%- if execute %}
    {#- The parts of an area are the models of its folder that tell a metric. -#}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.name.startswith('int_kpi_')
        and 'metric_id' in node.columns and is_measured(node.fqn[-2]) %}
    union
    select
        '{{ node.fqn[-2] }}' as area,
        metric_id
    from {{ node.relation_name }}
    {%- endfor %}
    {%- endif %}
),

named as (
    -- Words in quotes of the models that measure: among them the metrics' names, and
    -- what the names of several begin with (buyer_retention_).
    select
        'none' as area,
        'none' as word
    {%- if execute %}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.name.startswith('int_kpi_')
        and 'metric_id' in node.columns and is_measured(node.fqn[-2]) %}
    union
    select
        '{{ node.fqn[-2] }}' as area,
        word
    from (
        values
        {%- for word in modules.re.findall("'([a-z0-9_]+)'", node.raw_code) | unique %}
        ('{{ word }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as listed (word)
    {%- endfor %}
    {%- endif %}
),

defined as (
    select * from {{ ref('kpi_definitions') }}
    where
        is_published
        and {{ is_word_of("'kpi_values'", 'published_in') }}
        and {{ is_word_of('area', "'" ~ var('kpi_areas') | join(' ') ~ "'") }}
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
    where {{ is_word_of('grains.grain', 'defined.grains') }}
)

select
    'measured without a definition in its area' as problem,
    measured.area,
    measured.metric_id,
    null as grain
from measured
left join defined
    on measured.metric_id = defined.metric_id and measured.area = defined.area
where defined.metric_id is null
union all
select
    'defined for a grain without values' as problem,
    null as area,
    promised.metric_id,
    promised.grain
from promised
left join published
    on promised.metric_id = published.metric_id and promised.grain = published.grain
where published.metric_id is null
union all
select
    'defined and measured by nobody' as problem,
    defined.area,
    defined.metric_id,
    null as grain
from defined
left join measured
    on defined.metric_id = measured.metric_id and defined.area = measured.area
left join named
    on
        defined.area = named.area
        and (
            defined.metric_id = named.word
            or (
                right(named.word, 1) = '_'
                and length(named.word) > 1
                and left(defined.metric_id, length(named.word)) = named.word
            )
        )
where measured.metric_id is null and named.word is null
union all
select
    'published without a definition' as problem,
    null as area,
    published.metric_id,
    published.grain
from published
left join defined on published.metric_id = defined.metric_id
where defined.metric_id is null
