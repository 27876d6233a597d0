{# Whether an incremental model of a growing source has not read the load of a row yet; always true if it is made anew:
   is_unread('events') -> not exists (select 1 from … where …) #}
{% macro is_unread(rows) -%}
    {%- if is_incremental() -%}
        not exists (
            select 1 from (select distinct _file, _loaded_at from {{ this }}) as loads_read
            where loads_read._file = {{ rows }}._file and loads_read._loaded_at = {{ rows }}._loaded_at
        )
    {%- else -%}true{%- endif -%}
{%- endmacro %}
