{# The rows with a quarantine_reason or value_issue of the base models of some landed tables.
   quarantined_rows('crm', ['members']) -> select … from base_crm__members where quarantine_reason is not null or … #}
{% macro quarantined_rows(source_system, tables) -%}
    {%- for table in tables %}
    select
        '{{ source_system }}' as source_system,
        '{{ table }}' as source_table,
        concat_ws('; ', quarantine_reason, value_issue) as reason,
        quarantine_reason is not null as is_row_set_aside,
        _loaded_at, _file, _row
    from {{ ref('base_' ~ source_system ~ '__' ~ table) }}
    where quarantine_reason is not null or value_issue is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
