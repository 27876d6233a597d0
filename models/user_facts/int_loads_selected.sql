-- One row per loaded file of an enabled source.
{{ config(materialized='view') }}

with

loads as (
    select * from {{ ref('stg_ingest__loads') }}
)

select * from loads
where source_system in ('{{ var("sources") | join("', '") }}')
