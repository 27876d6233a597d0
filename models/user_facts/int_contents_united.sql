-- One row per staged row of every enabled source that delivers contents.
{{ config(materialized='view') }}

with

united as ({{ united('contents') }}
)

select * from united
