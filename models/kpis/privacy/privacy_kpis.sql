-- One row per metric of the area privacy, grain, period and dimension value.
{{ config(enabled=is_measured('privacy')) }}
{{ kpi_rows('privacy', ['int_kpi_consents', 'int_kpi_erasures']) }}
