{# Where a spell ends by as_of_date. One that ends before it starts is over, nobody knows since when: live on no day, rather than for ever.
   spell_end('joined_at', 'ended_at') -> the end, the start if the end lies before it, null while open #}
{% macro spell_end(started_at, ended_at) -%}
    case when {{ ended_at }} < {{ started_at }} then {{ started_at }} else {{ until_as_of(ended_at) }} end
{%- endmacro %}
