-- One row per identifier that stands with more others than one person has: a store's
-- phone typed in at the till, a showroom tablet. It joins nobody.

with

pairs as (
    select * from {{ ref('int_identity_pairs') }}
),

hubs_remembered as (
    select * from {{ ref('stg_ingest__hubs') }}
),

identity_rules as (
    select * from {{ ref('identity_rules') }}
),

links as (
    select
        identifier_type,
        identifier,
        record_type || ':' || record as linked
    from pairs
    union
    select
        record_type as identifier_type,
        record as identifier,
        identifier_type || ':' || identifier as linked
    from pairs
),

links_counted as (
    select
        identifier_type,
        identifier,
        count(*) as link_count
    from links
    group by identifier_type, identifier
    union all
    select
        identifier_type,
        identifier,
        link_count
    from hubs_remembered
)

select
    links_counted.identifier_type,
    links_counted.identifier,
    cast(max(links_counted.link_count) as bigint) as link_count
from links_counted
inner join identity_rules
    on
        -- A member record of any system follows the rule of member_id.
        case
            when links_counted.identifier_type like '%.member_id' then 'member_id'
            else links_counted.identifier_type
        end = identity_rules.identifier_type
        and links_counted.link_count > identity_rules.most_links
group by links_counted.identifier_type, links_counted.identifier
