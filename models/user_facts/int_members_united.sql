-- One row per staged row of every enabled source that delivers members.
{{ config(materialized='view') }}

with

united as ({{ united('members') }}
)

select * from united
