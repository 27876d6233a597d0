{# The block of so many days, counted back from as_of_date, that a day lies in. Two days at most a block apart lie in
   one block or in neighbouring ones, the later day in the lower: so near days are found by a join of equal keys.
   As of 2026-12-31: day_block of 2026-12-31 and 7 -> 0, of 2026-12-25 -> 0, of 2026-12-24 -> 1 #}
{% macro day_block(day, length) -%}
    cast(floor(cast({{ as_of_date() }} - {{ day }} as int) / {{ length }}) as int)
{%- endmacro %}
