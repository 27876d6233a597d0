-- One row per pair of identifiers seen together, and row that shows it.
{{ config(enabled=is_enabled('crm'), meta={'shares_landed_rows': true}) }}

with

bindings as (
    select * from {{ ref('base_crm__bindings') }}
    where quarantine_reason is null
),

pairs as (
    {%- for column, type in [
        ('phone', 'phone'),
        ('card_no', 'card'),
        ('unionid', 'unionid'),
    ] %}
    select
        *,
        '{{ type }}' as linked_identifier_type,
        {{ column }} as linked_identifier
    from bindings
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    'crm' as source_system,
    'member_id' as identifier_type,
    member_id as identifier,
    linked_identifier_type,
    linked_identifier,
    bound_at as seen_at,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from pairs
