-- One row per staged row of every enabled source that delivers surveys.
{{ config(materialized='view') }}

with

united as ({{ united('surveys') }}
)

select * from united
