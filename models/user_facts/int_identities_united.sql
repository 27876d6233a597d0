-- One row per staged row of every enabled source that delivers identities.
{{ config(materialized='view') }}

with

united as ({{ united('identities') }}
)

select * from united
