-- One row per staged row of every enabled source that delivers order_items.
{{ config(materialized='view') }}

with

united as ({{ united('order_items') }}
)

select * from united
