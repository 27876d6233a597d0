-- One row per metric of the area retention, grain, period and dimension value.
-- Periods are those of joining for user retention, of the first purchase for buyer
-- retention.
{{ config(enabled=is_measured('retention')) }}
{{ kpi_rows('retention', [
    'int_kpi_user_retention',
    'int_kpi_buyer_retention',
    'int_kpi_rebuys',
    'int_kpi_retained_value',
]) }}
