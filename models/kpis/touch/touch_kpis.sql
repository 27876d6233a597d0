-- One row per metric of the area touch, grain, period and dimension value.
{{ config(enabled=is_measured('touch')) }}
{{ kpi_rows('touch', [
    'int_kpi_coverage',
    'int_kpi_timeliness',
    'int_kpi_activation',
]) }}
