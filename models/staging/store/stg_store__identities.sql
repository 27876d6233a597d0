-- One row per pair of identifiers seen together, and row that shows it.
{{ config(enabled=is_enabled('store'), meta={'shares_landed_rows': true}) }}

with

cards as (
    select * from {{ ref('base_store__cards') }}
    where quarantine_reason is null
),

pairs as (
    {%- for column, type in [('card_no', 'card'), ('phone', 'phone')] %}
    select
        *,
        '{{ type }}' as linked_identifier_type,
        {{ column }} as linked_identifier
    from cards
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

-- The card is the member's number in this system, and an identifier in others.
select
    'store' as source_system,
    'member_id' as identifier_type,
    card_no as identifier,
    linked_identifier_type,
    linked_identifier,
    opened_at as seen_at,
    cast(null as timestamp) as updated_at,
    _loaded_at,
    _file,
    _row
from pairs
