-- One row per contact with a member of staff, or stay in a group.
-- Half-open: live on started_date <= day < ended_date; an open one has no end.

with

relations as (
    select * from {{ ref('int_relations_classified') }}
    where set_aside_reason is null
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

ends_bounded as (
    select
        relations.*,
        identifiers.user_id,
        {{ spell_end('relations.started_at', 'relations.ended_at') }}
            as bounded_ended_at
    from relations
    left join identifiers
        on
            relations.identifier_type = identifiers.identifier_type
            and relations.identifier = identifiers.identifier
)

select
    relation_id,
    relation_kind,
    source_system,
    user_id,
    staff_id,
    group_id,
    started_at,
    {{ business_date('started_at') }} as started_date,
    bounded_ended_at as ended_at,
    {{ business_date('bounded_ended_at') }} as ended_date,
    case when bounded_ended_at is not null then ended_by end as ended_by,
    acquisition_source
from ends_bounded
