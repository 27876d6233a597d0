-- One row per member record, or buyer without one, with the person behind it.
{{ config(materialized='view') }}

with

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
)

select
    replace(identifier_type, '.member_id', '') || ':' || identifier as member_id,
    user_id
from identifiers
where identifier_type like '%.member_id'
