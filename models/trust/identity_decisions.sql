-- One row per decision about who somebody is and kind of identifier: how many
-- identifiers join nobody, or are kept together although they contradict each other.

with

hubs as (
    select * from {{ ref('int_identifier_hubs') }}
),

conflicts as (
    select * from {{ ref('int_identity_conflicts') }}
),

pairs_judged as (
    select * from {{ ref('int_identity_pairs_judged') }}
),

decided as (
    select
        'hub joins nobody' as decision,
        identifier_type,
        identifier
    from hubs
    union all
    select
        decision,
        identifier_type,
        identifier
    from conflicts
    union all
    select distinct
        'expired id joins nobody' as decision,
        identifier_type,
        identifier
    from pairs_judged
    where refusal = 'expired'
)

select
    decision,
    identifier_type,
    cast(count(*) as bigint) as identifier_count,
    {{ as_of_date() }} as as_of_date
from decided
group by decision, identifier_type
