{# The id of a person whose oldest identifier is this one: user_id("'card'", "'12'") -> md5 of <key of the workspace>|card|12 #}
{% macro user_id(identifier_type, identifier) -%}
    md5((select max(person_key) from {{ ref('stg_ingest__person_key') }}) || '|' || {{ identifier_type }} || '|' || {{ identifier }})
{%- endmacro %}
