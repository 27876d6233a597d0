-- One row per staged row of every enabled source that delivers relations.
{{ config(materialized='view') }}

with

united as ({{ united('relations') }}
)

select * from united
