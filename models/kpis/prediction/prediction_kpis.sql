-- One row per metric of the area prediction, grain, period and dimension value.
-- What is expected of a person is no number of a period: it stands in user_scores.
{{ config(enabled=is_measured('prediction')) }}
{{ kpi_rows('prediction', ['int_kpi_ltv', 'int_kpi_ltv_to_cac']) }}
