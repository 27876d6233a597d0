-- One row per staged row of every enabled source that delivers tickets.
{{ config(materialized='view') }}

with

united as ({{ united('tickets') }}
)

select * from united
