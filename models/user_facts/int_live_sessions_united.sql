-- One row per staged row of every enabled source that delivers live_sessions.
{{ config(materialized='view') }}

with

united as ({{ united('live_sessions') }}
)

select * from united
