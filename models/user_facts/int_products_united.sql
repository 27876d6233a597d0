-- One row per staged row of every enabled source that delivers products.
{{ config(materialized='view') }}

with

united as ({{ united('products') }}
)

select * from united
