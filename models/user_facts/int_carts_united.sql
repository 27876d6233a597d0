-- One row per staged row of every enabled source that delivers carts.
{{ config(materialized='view') }}

with

united as ({{ united('carts') }}
)

select * from united
