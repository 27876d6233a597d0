-- One row per pair of identifiers seen together, and row that shows it.
{{ config(enabled=is_enabled('wecom'), meta={'shares_landed_rows': true}) }}

with

customers as (
    select * from {{ ref('base_wecom__customers') }}
    where quarantine_reason is null
),

pairs as (
    {%- for column, type in [
        ('unionid', 'unionid'),
        ('pending_id', 'pending_external_userid'),
    ] %}
    select
        *,
        '{{ type }}' as linked_identifier_type,
        {{ column }} as linked_identifier
    from customers
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

-- A pending id is an external_userid too, until the customer has one for good.
select
    'wecom' as source_system,
    'external_userid' as identifier_type,
    external_userid as identifier,
    linked_identifier_type,
    linked_identifier,
    updated_at as seen_at,
    updated_at,
    _loaded_at,
    _file,
    _row
from pairs
