-- One row per metric of the area repurchase, grain, period and dimension value.
-- Rates are sum over sum and never add up; what does add up says kpi_definitions.
{{ kpi_rows('repurchase', [
    'int_kpi_buyers',
    'int_kpi_revenue',
    'int_kpi_repurchase_windows',
    'int_kpi_cycles',
    'int_kpi_concentration',
]) }}
