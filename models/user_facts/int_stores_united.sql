-- One row per staged row of every enabled source that delivers stores.
{{ config(materialized='view') }}

with

united as ({{ united('stores') }}
)

select * from united
