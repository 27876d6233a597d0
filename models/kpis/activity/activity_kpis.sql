-- One row per metric of the area activity, grain, period and dimension value.
{{ config(enabled=is_measured('activity')) }}
{{ kpi_rows('activity', [
    'int_kpi_active_days',
    'int_kpi_active_users',
    'int_kpi_interactions',
    'int_kpi_hours',
    'int_kpi_community_tiers',
    'int_kpi_events',
]) }}
