-- One row per staged row of every enabled source that delivers members.
-- A table, as the command line reads it whatever engine it was built by.
{{ config(materialized='table') }}

with

united as ({{ united('members') }}
)

select * from united
