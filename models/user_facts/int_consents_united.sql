-- One row per staged row of every enabled source that delivers consents.
{{ config(materialized='view') }}

with

united as ({{ united('consents') }}
)

select * from united
