-- One row per staged row of every enabled source that delivers staff.
{{ config(materialized='view') }}

with

united as ({{ united('staff') }}
)

select * from united
