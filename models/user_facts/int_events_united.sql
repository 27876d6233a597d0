-- One row per staged row of every enabled source that delivers events.
{{ config(materialized='view') }}

with

united as ({{ united('events') }}
)

select * from united
