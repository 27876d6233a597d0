-- One row per identifier and business day on which it did something: its interactions
-- by type, and its sessions.
-- Free of people, so that a merge of identities changes nothing here; a build makes
-- those months anew whose interactions changed.
{%- set months_classified %}
    select
        happened_month as month_start,
        count(*) as row_count,
        max(_loaded_at) as last_loaded_at
    from {{ ref('int_events_classified') }}
    group by happened_month
{%- endset %}
{%- set months_made %}
    select
        happened_month as month_start,
        cast(sum(row_count) as bigint) as row_count,
        max(last_loaded_at) as last_loaded_at
    from {{ this }}
    group by happened_month
{%- endset %}
{{ config(
    materialized=grown(),
    incremental_strategy='delete+insert',
    unique_key='happened_month',
    on_schema_change='fail'
) }}

with

events as (
    select * from {{ ref('int_events_classified') }}
)
{%- if is_incremental() %},

months_changed as (
    {{ changed_months(months_classified, months_made) }}
)
{%- endif %}

select
    identifier_type,
    identifier,
    happened_date as activity_date,
    happened_month,
    {%- for type in var('interaction_types') %}
    cast(sum(
        case
            when event_type = '{{ type }}' and set_aside_reason is null then 1 else 0
        end
    ) as int) as {{ type }}_count,
    {%- endfor %}
    cast(count(distinct session_number) as int) as session_count,
    min(happened_at) as first_happened_at,
    cast(count(*) as bigint) as row_count,
    min(_loaded_at) as first_loaded_at,
    max(_loaded_at) as last_loaded_at
from events
{%- if is_incremental() %}
where happened_month in (select month_start from months_changed)
{%- endif %}
group by identifier_type, identifier, happened_date, happened_month
