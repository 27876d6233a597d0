-- One row per metric of the area conversion, grain, period and dimension value.
{{ config(enabled=is_measured('conversion')) }}
{{ kpi_rows('conversion', [
    'int_kpi_populations',
    'int_kpi_carts',
    'int_kpi_marketing',
]) }}
