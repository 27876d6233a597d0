{# The id of a person whose oldest identifier is this one, 72 bits of an md5 in twelve characters, as both engines keep as many beside the row
   and look up more: user_id("'card'", "'12'") -> base64 of the beginning of md5 of <key of the workspace>|card|12, with . and _ for + and / #}
{% macro user_id(identifier_type, identifier) -%}
    translate(base64(unhex(substr(md5(
        (select max(person_key) from {{ ref('stg_ingest__person_key') }}) || '|' || {{ identifier_type }} || '|' || {{ identifier }}
    ), 1, 18))), '+/', '._')
{%- endmacro %}
