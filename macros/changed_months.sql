{# The months whose rows in a relation are not those that an incremental model was made of, by their number and latest load:
   changed_months('select month_start, row_count, last_loaded_at …', the same of this) -> select month_start of each month to make anew #}
{% macro changed_months(source_months, made_months) -%}
    select coalesce(source_months.month_start, made_months.month_start) as month_start
    from ({{ source_months }}) as source_months
    full outer join ({{ made_months }}) as made_months on source_months.month_start = made_months.month_start
    where
        source_months.row_count is distinct from made_months.row_count
        or source_months.last_loaded_at is distinct from made_months.last_loaded_at
{%- endmacro %}
