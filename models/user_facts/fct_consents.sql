-- One row per person, purpose and spell in which a consent is in force.
-- Half-open: in force from started_at until before ended_at; an open spell has no end.

with

consents as (
    select * from {{ ref('int_consents_classified') }}
    where set_aside_reason is null
),

-- The changes left of a person and purpose take turns: granted, withdrawn, granted …
ends_found as (
    select
        *,
        lead(changed_at) over (
            partition by user_id, purpose
            order by changed_at nulls last, consent_id nulls last
        ) as ended_at
    from consents
)

select
    user_id,
    purpose,
    source_system,
    changed_at as started_at,
    {{ business_date('changed_at') }} as started_date,
    ended_at,
    {{ business_date('ended_at') }} as ended_date
from ends_found
where consent_status = 'granted'
