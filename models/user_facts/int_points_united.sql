-- One row per staged row of every enabled source that delivers points.
{{ config(materialized='view') }}

with

united as ({{ united('points') }}
)

select * from united
