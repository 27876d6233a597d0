-- One row per staged row of every enabled source that delivers orders.
{{ config(materialized='view') }}

with

united as ({{ united('orders') }}
)

select * from united
