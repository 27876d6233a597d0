-- One row per staged row of every enabled source that delivers costs.
{{ config(materialized='view') }}

with

united as ({{ united('costs') }}
)

select * from united
