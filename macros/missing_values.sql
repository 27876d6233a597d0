{# Which required values a bronze row lacks, null if none: missing_values(['InvoiceNo']) -> 'InvoiceNo is missing' #}
{% macro missing_values(columns) -%}
    nullif(concat_ws('; '
        {%- for text in columns -%}
        , case when nullif(trim({{ text }}), '') is null then '{{ text }} is missing' end
        {%- endfor -%}
    ), '')
{%- endmacro %}
