{# Deletes the months of an incremental model that its source no longer has; nothing if the model is made anew:
   forget_emptied_months(ref('int_events_united')) -> delete from … #}
{% macro forget_emptied_months(source) -%}
    {{ forget_rows('happened_month not in (select distinct ' ~ month_start(business_date('happened_at')) ~ ' from ' ~ source ~ ')') }}
{%- endmacro %}
