-- One row per metric of the area repurchase, grain, period and dimension value.
-- Rates are sum over sum and never add up; what does add up says kpi_definitions.
{{ config(enabled=is_measured('repurchase')) }}
{{ kpi_rows('repurchase', [
    'int_kpi_buyers',
    'int_kpi_revenue',
    'int_kpi_repurchase_windows',
    'int_kpi_next_categories',
    'int_kpi_cycles',
    'int_kpi_channels',
    'int_kpi_months',
    'int_kpi_birthdays',
    'int_kpi_funnel',
]) }}
