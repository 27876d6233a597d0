-- One row per staged row of every enabled source that delivers targets.
{{ config(materialized='view') }}

with

united as ({{ united('targets') }}
)

select * from united
