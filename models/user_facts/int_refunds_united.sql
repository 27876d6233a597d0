-- One row per staged row of every enabled source that delivers refunds.
{{ config(materialized='view') }}

with

united as ({{ united('refunds') }}
)

select * from united
