-- One row per staged row of every enabled source that delivers requests of erasure.
{{ config(materialized='view') }}

with

united as ({{ united('erasure_requests') }}
)

select * from united
