-- One row per dimension and value that has a Chinese name of its own; grains, the
-- lengths of periods, are named here, too.

with

named as (
    select
        dimensions.dimension,
        split_part(dimensions.values_zh, ';', places.place) as named_value
    from {{ ref('kpi_dimensions') }} as dimensions
    cross join (
        values {% for place in range(1, 41) %}({{ place }}){{ ', ' if not loop.last }}
        {%- endfor %}
    ) as places (place)
)

select
    dimension,
    split_part(named_value, '=', 1) as dimension_value,
    split_part(named_value, '=', 2) as value_zh
from named
where named_value <> ''
union all
select
    'grain' as dimension,
    grains.grain as dimension_value,
    grains.grain_zh as value_zh
from (
    values ('day', '日'), ('week', '周'), ('month', '月'), ('quarter', '季'), ('year', '年')
) as grains (grain, grain_zh)
