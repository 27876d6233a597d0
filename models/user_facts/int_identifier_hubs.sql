-- One row per identifier that more members share than one person has: a store's phone
-- typed in at the till, a showroom tablet. It joins nobody.

with

identities as (
    select * from {{ ref('int_identities_united') }}
),

identity_rules as (
    select * from {{ ref('identity_rules') }}
),

held as (
    select
        linked_identifier_type as identifier_type,
        linked_identifier as identifier,
        source_system || ':' || identifier as member_id
    from identities
    where identifier_type = 'member_id'
    union
    select
        identifier_type,
        identifier,
        source_system || ':' || linked_identifier as member_id
    from identities
    where linked_identifier_type = 'member_id'
),

members_counted as (
    select
        identifier_type,
        identifier,
        count(*) as member_count
    from held
    group by identifier_type, identifier
)

select
    members_counted.identifier_type,
    members_counted.identifier,
    cast(members_counted.member_count as bigint) as member_count
from members_counted
inner join identity_rules
    on
        members_counted.identifier_type = identity_rules.identifier_type
        and members_counted.member_count > identity_rules.most_members
