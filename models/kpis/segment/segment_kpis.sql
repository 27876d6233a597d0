-- One row per metric of the area segment, grain, period and dimension value.
{{ config(enabled=is_measured('segment')) }}
{{ kpi_rows('segment', [
    'int_kpi_tier_users', 'int_kpi_tier_revenue', 'int_kpi_spend_levels', 'int_kpi_rfm',
    'int_kpi_kocs', 'int_kpi_spend_concentration', 'int_kpi_repurchase_groups',
]) }}
