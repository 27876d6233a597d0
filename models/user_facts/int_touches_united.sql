-- One row per staged row of every enabled source that delivers touches.
{{ config(materialized='view') }}

with

united as ({{ united('touches') }}
)

select * from united
