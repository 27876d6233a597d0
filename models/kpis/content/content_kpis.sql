-- One row per metric of the area content, grain, period and dimension value.
{{ config(enabled=is_measured('content')) }}
{{ kpi_rows('content', [
    'int_kpi_contents',
    'int_kpi_live_sessions',
    'int_kpi_touches',
    'int_kpi_content_conversion',
    'int_kpi_relevance',
]) }}
