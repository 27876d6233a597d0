-- One row per staged row of every enabled source that delivers campaigns.
{{ config(materialized='view') }}

with

united as ({{ united('campaigns') }}
)

select * from united
