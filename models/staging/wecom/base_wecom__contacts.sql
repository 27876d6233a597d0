-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('wecom')) }}

with

contacts as (
    select * from {{ source('wecom', 'contacts') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        {{ epoch_to_utc('createtime') }} as createtime_value,
        {{ epoch_to_utc('deletetime') }} as deletetime_value,
        {{ epoch_to_utc('updatetime') }} as updatetime_value
    from contacts
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values([
                'relation_id',
                'external_userid',
                'userid',
                'createtime',
                'updatetime',
            ]) }},
            {{ cast_failures({
                'createtime': 'createtime_value',
                'updatetime': 'updatetime_value',
            }) }},
            {{ impossible_times({'createtime': 'createtime_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({'deletetime': 'deletetime_value'}) }} as value_issue
    from cast_values
)

select
    trim(relation_id) as relation_id,
    external_userid,
    trim(userid) as staff_id,
    nullif(trim(add_way), '') as acquisition_source,
    createtime_value as started_at,
    deletetime_value as ended_at,
    nullif(trim(deleted_by), '') as ended_by,
    updatetime_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
