-- One row per pair of a record and an identifier that were seen together.
-- A record is a member of one system or a WeCom contact.

with

typed as (
    select * from {{ ref('int_identities_typed') }}
    where identifier_type is not null
),

followed as (
    select
        *,
        lead(identifier) over (
            partition by record_type, record, identifier_type
            order by
                held_at nulls first,
                _loaded_at nulls last,
                _file nulls last,
                _row nulls last,
                identifier nulls last
        ) as next_identifier,
        lead(held_at) over (
            partition by record_type, record, identifier_type
            order by
                held_at nulls first,
                _loaded_at nulls last,
                _file nulls last,
                _row nulls last,
                identifier nulls last
        ) as next_held_at
    from typed
),

given_up as (
    select distinct
        identifier_type,
        identifier,
        next_held_at as given_up_at
    from followed
    where is_reassignable and next_identifier <> identifier
),

pairs as (
    select
        record_type,
        record,
        identifier_type,
        identifier,
        bool_or(is_reassignable) as is_reassignable,
        max(valid_days) as valid_days,
        min(held_at) as first_held_at,
        min(seen_at) as first_seen_at,
        min(_loaded_at) as first_loaded_at
    from typed
    group by record_type, record, identifier_type, identifier
)

select
    pairs.record_type,
    pairs.record,
    pairs.identifier_type,
    pairs.identifier,
    pairs.is_reassignable,
    pairs.valid_days,
    -- Somebody gave the number up before: who has it since is another holder.
    cast(
        1 + sum(case when given_up.given_up_at <= pairs.first_held_at then 1 else 0 end)
        as int
    ) as holder_number,
    pairs.first_seen_at,
    pairs.first_loaded_at
from pairs
left join given_up
    on
        pairs.identifier_type = given_up.identifier_type
        and pairs.identifier = given_up.identifier
group by
    pairs.record_type,
    pairs.record,
    pairs.identifier_type,
    pairs.identifier,
    pairs.is_reassignable,
    pairs.valid_days,
    pairs.first_seen_at,
    pairs.first_loaded_at
