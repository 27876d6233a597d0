-- One row per staged row of every enabled source that delivers people in campaigns.
{{ config(materialized='view') }}

with

united as ({{ united('campaign_members') }}
)

select * from united
