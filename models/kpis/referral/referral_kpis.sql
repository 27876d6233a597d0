-- One row per metric of the area referral, grain, period and dimension value.
{{ config(enabled=is_measured('referral')) }}
{{ kpi_rows('referral', ['int_kpi_inviters', 'int_kpi_referred']) }}
