-- One row per metric of the area campaign, grain, period and dimension value.
{{ config(enabled=is_measured('campaign')) }}
{{ kpi_rows('campaign', [
    'int_kpi_participation',
    'int_kpi_campaign_joins',
    'int_kpi_campaign_returns',
    'int_kpi_campaign_lifts',
    'int_kpi_budgets',
    'int_kpi_community_events',
]) }}
