-- One row per staged row of every enabled source that delivers coupons.
{{ config(materialized='view') }}

with

united as ({{ united('coupons') }}
)

select * from united
