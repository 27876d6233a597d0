-- One row per staged row of every enabled source that delivers referrals.
{{ config(materialized='view') }}

with

united as ({{ united('referrals') }}
)

select * from united
