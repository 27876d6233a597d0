-- One row per metric of the area growth, grain, period and dimension value.
{{ config(enabled=is_measured('growth')) }}
{{ kpi_rows('growth', [
    'int_kpi_joins',
    'int_kpi_users',
    'int_kpi_penetration',
    'int_kpi_relations',
    'int_kpi_signups',
]) }}
