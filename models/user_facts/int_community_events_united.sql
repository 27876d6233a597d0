-- One row per staged row of every enabled source that delivers community_events.
{{ config(materialized='view') }}

with

united as ({{ united('community_events') }}
)

select * from united
