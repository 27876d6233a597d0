-- One row per metric of the area profile, grain, period and dimension value.
{{ config(enabled=is_measured('profile')) }}
{{ kpi_rows('profile', ['int_kpi_profiles', 'int_kpi_mentions']) }}
