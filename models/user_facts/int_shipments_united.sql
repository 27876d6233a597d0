-- One row per staged row of every enabled source that delivers shipments.
{{ config(materialized='view') }}

with

united as ({{ united('shipments') }}
)

select * from united
