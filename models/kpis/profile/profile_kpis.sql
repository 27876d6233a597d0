-- One row per metric of the area profile, grain, period and dimension value.
{{ kpi_rows('profile', ['int_kpi_profiles', 'int_kpi_mentions']) }}
