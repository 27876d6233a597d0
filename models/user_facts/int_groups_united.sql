-- One row per staged row of every enabled source that delivers groups.
{{ config(materialized='view') }}

with

united as ({{ united('groups') }}
)

select * from united
