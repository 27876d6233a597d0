-- One row per record, identifier and holder, where the two were seen together. A record
-- is a member of one system or a WeCom contact; who has a number again after somebody
-- gave it up is another holder of it.
{%- set history %}
            partition by record_type, record, identifier_type, place
            order by
                held_at nulls first,
                _loaded_at nulls last,
                _file nulls last,
                _row nulls last,
                identifier nulls last
{%- endset %}

with

typed as (
    select
        *,
        -- A record has one phone at a time, but may have many cards.
        case when is_reassignable then 'one' else identifier end as place
    from {{ ref('int_identities_typed') }}
    where identifier_type is not null
),

followed as (
    select
        *,
        lag(identifier) over ({{ history }}) as previous_identifier,
        lead(identifier) over ({{ history }}) as next_identifier,
        lead(held_at) over ({{ history }}) as next_held_at
    from typed
),

given_up as (
    select distinct
        identifier_type,
        identifier,
        next_held_at as given_up_at
    from followed
    where next_identifier <> identifier
),

numbered as (
    select
        *,
        sum(case when previous_identifier = identifier then 0 else 1 end) over (
            {{ history }} rows between unbounded preceding and current row
        ) as stretch_number
    from followed
),

stretches as (
    select
        record_type,
        record,
        identifier_type,
        identifier,
        stretch_number,
        bool_or(is_reassignable) as is_reassignable,
        max(valid_days) as valid_days,
        min(held_at) as first_held_at,
        max(held_at) as last_held_at,
        min(seen_at) as first_seen_at,
        min(_loaded_at) as first_loaded_at
    from numbered
    group by record_type, record, identifier_type, identifier, stretch_number
),

held as (
    select
        stretches.record_type,
        stretches.record,
        stretches.identifier_type,
        stretches.identifier,
        stretches.stretch_number,
        -- Somebody gave the number up before: who has it since is another holder.
        1 + sum(
            case when given_up.given_up_at <= stretches.first_held_at then 1 else 0 end
        ) as holder_number,
        stretches.is_reassignable,
        stretches.valid_days,
        stretches.last_held_at,
        stretches.first_seen_at,
        stretches.first_loaded_at
    from stretches
    left join given_up
        on
            stretches.identifier_type = given_up.identifier_type
            and stretches.identifier = given_up.identifier
    group by
        stretches.record_type,
        stretches.record,
        stretches.identifier_type,
        stretches.identifier,
        stretches.stretch_number,
        stretches.is_reassignable,
        stretches.valid_days,
        stretches.last_held_at,
        stretches.first_seen_at,
        stretches.first_loaded_at
)

select
    record_type,
    record,
    identifier_type,
    identifier,
    cast(holder_number as int) as holder_number,
    bool_or(is_reassignable) as is_reassignable,
    max(valid_days) as valid_days,
    min(first_seen_at) as first_seen_at,
    max(last_held_at) as last_held_at,
    min(first_loaded_at) as first_loaded_at
from held
group by record_type, record, identifier_type, identifier, holder_number
