-- One row per identifier and holder, numbered so that the smallest number of a person
-- is that of the oldest identifier: it gives the person the id.
-- The numbers of two builds differ; nothing but identity steps may read them.

with

sighted as (
    select * from {{ ref('int_identifiers_sighted') }}
),

identity_rules as (
    select * from {{ ref('identity_rules') }}
),

later_holders as (
    select
        identifier_type,
        identifier,
        holder_number,
        min(first_loaded_at) as first_loaded_at
    from {{ ref('int_identity_pairs') }}
    where holder_number > 1
    group by identifier_type, identifier, holder_number
),

united as (
    select
        identifier_type,
        identifier,
        1 as holder_number,
        first_loaded_at
    from sighted
    union all
    select
        identifier_type,
        identifier,
        holder_number,
        first_loaded_at
    from later_holders
)

select
    cast(
        row_number() over (
            order by
                -- Somebody else's tomorrow: a phone or device never names a person.
                coalesce(identity_rules.is_reassignable, false) nulls last,
                united.first_loaded_at nulls last,
                united.identifier_type nulls last,
                united.identifier nulls last,
                united.holder_number nulls last
        ) as bigint
    ) as node_id,
    united.identifier_type,
    united.identifier,
    united.holder_number,
    united.holder_number = max(united.holder_number) over (
        partition by united.identifier_type, united.identifier
    ) as is_current,
    coalesce(identity_rules.is_reassignable, false) as is_reassignable,
    united.first_loaded_at
from united
left join identity_rules on united.identifier_type = identity_rules.identifier_type
