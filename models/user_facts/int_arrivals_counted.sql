-- One row per source system, entity, load and business day of the row: staged rows.
-- The day of a row is that of its last change, else of what it tells: a version that
-- tells of a refund is not late because its order is old. A row that tells no instant
-- is left out.
{%- set row_instants = {
    'members': 'coalesce(updated_at, joined_at)',
    'identities': 'coalesce(updated_at, seen_at)',
    'orders': 'coalesce(updated_at, ordered_at)',
    'order_items': 'updated_at',
    'refunds': 'coalesce(updated_at, requested_at)',
    'products': 'updated_at',
    'relations': 'coalesce(updated_at, started_at)',
    'groups': 'coalesce(updated_at, opened_at)',
    'staff': 'updated_at',
    'stores': 'updated_at',
    'shipments': 'coalesce(updated_at, shipped_at)',
    'carts': 'happened_at',
    'events': 'happened_at',
    'contents': 'published_at',
    'live_sessions': 'started_at',
    'community_events': 'held_at',
    'campaigns': 'updated_at',
    'campaign_members': 'assigned_at',
    'touches': 'sent_at',
    'coupons': 'coalesce(updated_at, issued_at)',
    'points': 'moved_at',
    'referrals': 'invited_at',
    'tickets': 'coalesce(updated_at, opened_at)',
    'surveys': 'answered_at',
    'consents': 'changed_at',
    'costs': "cast(booked_date as timestamp) + interval '12' hour",
    'erasure_requests': 'requested_at',
    'targets': 'updated_at',
} %}

with

counted as (
    {%- for source_system in var('sources') %}
    {%- for entity in var('source_systems')[source_system]['entities'] %}
    {#- An entity that is not listed fails the build under this name. #}
    {%- set instant = row_instants.get(entity, 'no_instant_is_listed_for_' ~ entity) %}
    select
        source_system,
        '{{ entity }}' as entity,
        _loaded_at,
        {{ business_date(instant) }} as row_date,
        count(*) as row_count
    from {{ ref('stg_' ~ source_system ~ '__' ~ entity) }}
    where {{ instant }} is not null
    group by source_system, _loaded_at, {{ business_date(instant) }}
    union all
    {%- endfor %}
    {%- endfor %}
    select
        source_system,
        source_table as entity,
        _loaded_at,
        cast(null as date) as row_date,
        rows_loaded as row_count
    from {{ ref('int_loads_selected') }}
    where false
)

select
    source_system,
    entity,
    _loaded_at,
    row_date,
    cast(row_count as bigint) as row_count
from counted
