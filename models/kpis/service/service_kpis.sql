-- One row per metric of the area service, grain, period and dimension value.
{{ config(enabled=is_measured('service')) }}
{{ kpi_rows('service', [
    'int_kpi_tickets', 'int_kpi_returns', 'int_kpi_returned_orders', 'int_kpi_deliveries',
    'int_kpi_answers', 'int_kpi_themes', 'int_kpi_service_cases',
]) }}
