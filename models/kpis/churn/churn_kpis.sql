-- One row per metric of the area churn, grain, period and dimension value.
{{ config(enabled=is_measured('churn')) }}
{{ kpi_rows('churn', [
    'int_kpi_churn_bases',
    'int_kpi_stages',
    'int_kpi_lapses',
    'int_kpi_win_backs',
    'int_kpi_churn_reasons',
]) }}
