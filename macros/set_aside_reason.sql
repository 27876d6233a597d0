{# Why a version of a row is not the one in force: the same content again is a duplicate, another content was superseded.
   Expects version_number (1 = latest) and copy_number (1 = latest of equal content) in the row.
   version 1 -> null; version 2, copy 2 -> duplicate; version 2, copy 1 -> superseded #}
{% macro set_aside_reason() -%}
    case when version_number = 1 then null when copy_number > 1 then 'duplicate' else 'superseded' end
{%- endmacro %}
