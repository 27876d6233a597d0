-- One row per staged row of a change of a consent, with the reason for which it changes
-- nothing (null: it begins or ends a consent of its person).
-- All member records of a person speak for the person: the latest change decides, and
-- of changes at one instant a withdrawal does. Whatever is no grant withdraws.

with

consents as (
    select * from {{ ref('int_consents_united') }}
),

identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['consent_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['consent_id'], [
            'identifier_type', 'identifier', 'purpose', 'consent_status', 'changed_at'
        ], has_updated_at=false) }} as copy_number
    from consents
),

rows_judged as (
    select
        versions_numbered.*,
        identifiers.user_id,
        versions_numbered.consent_status = 'granted' as is_granted,
        coalesce(
            {{ set_aside_reason() }},
            case
                when
                    {{ business_date('versions_numbered.changed_at') }}
                    > {{ as_of_date() }}
                    then 'after_as_of_date'
                when identifiers.user_id is null then 'unmatched'
            end
        ) as row_reason
    from versions_numbered
    left join identifiers
        on
            versions_numbered.identifier_type = identifiers.identifier_type
            and versions_numbered.identifier = identifiers.identifier
),

instants_judged as (
    select
        *,
        coalesce(
            row_reason,
            case
                when
                    is_granted
                    and min(case when is_granted then 1 else 0 end) over (
                        partition by user_id, purpose, changed_at, row_reason
                    ) = 0
                    then 'no_change'
            end
        ) as instant_reason
    from rows_judged
),

states_compared as (
    select
        *,
        coalesce(lag(is_granted) over (
            partition by user_id, purpose, instant_reason
            order by
                changed_at nulls last,
                source_system nulls last,
                consent_id nulls last
        ), false) as was_granted
    from instants_judged
)

select
    source_system,
    source_system || ':' || consent_id as consent_id,
    user_id,
    purpose,
    consent_status,
    changed_at,
    coalesce(
        instant_reason, case when is_granted = was_granted then 'no_change' end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from states_compared
