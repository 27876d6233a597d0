-- One row per pair of identifiers seen together, and row that shows it.
{{ config(enabled=is_enabled('shop'), meta={'shares_landed_rows': true}) }}

with

accounts as (
    select * from {{ ref('base_shop__accounts') }}
    where quarantine_reason is null
),

pairs as (
    {%- for column, type in [
        ('phone', 'phone'),
        ('unionid', 'unionid'),
        ('openid', 'openid'),
        ('device_id', 'device'),
    ] %}
    select
        *,
        '{{ type }}' as linked_identifier_type,
        {{ column }} as linked_identifier
    from accounts
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    'shop' as source_system,
    'member_id' as identifier_type,
    member_id as identifier,
    linked_identifier_type,
    linked_identifier,
    joined_at as seen_at,
    updated_at,
    _loaded_at,
    _file,
    _row
from pairs
