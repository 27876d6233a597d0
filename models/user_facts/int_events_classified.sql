-- One row per staged row of an interaction, with its session and the reason for which
-- it is not used (null: it is).
-- A build makes those months anew whose staged rows changed: it costs the new days.
{%- set months_staged %}
    select
        {{ month_start(business_date('happened_at')) }} as month_start,
        count(*) as row_count,
        max(_loaded_at) as last_loaded_at
    from {{ ref('int_events_united') }}
    group by 1
{%- endset %}
{%- set months_made %}
    select
        happened_month as month_start,
        count(*) as row_count,
        max(_loaded_at) as last_loaded_at
    from {{ this }}
    group by 1
{%- endset %}
{{ config(
    materialized=grown(),
    incremental_strategy='delete+insert',
    unique_key='happened_month',
    on_schema_change='fail'
) }}

with

events as (
    select
        *,
        {{ business_date('happened_at') }} as happened_date
    from {{ ref('int_events_united') }}
),

months_changed as (
    {%- if is_incremental() %}
    {{ changed_months(months_staged, months_made) }}
    {%- else %}
    select distinct {{ month_start('happened_date') }} as month_start from events
    {%- endif %}
),

selected as (
    select
        events.*,
        months_changed.month_start as happened_month
    from events
    inner join months_changed
        on {{ month_start('events.happened_date') }} = months_changed.month_start
),

copies_numbered as (
    select
        *,
        row_number() over (
            partition by source_system, event_id, happened_at
            order by {{ version_order(has_updated_at=false) }}
        ) as copy_number
    from selected
),

neighbours as (
    select
        *,
        -- Copies must not come between an interaction and the one before it.
        lag(happened_at) over (
            partition by copy_number > 1, identifier_type, identifier, happened_date
            order by
                happened_at nulls last,
                event_id nulls last,
                copy_number nulls last,
                source_system nulls last
        ) as previous_happened_at
    from copies_numbered
),

sessions_begun as (
    select
        *,
        case
            when
                previous_happened_at is null
                or happened_at
                > previous_happened_at
                + interval '{{ var("session_gap_minutes") }}' minute
                then 1
            else 0
        end as begins_session
    from neighbours
),

sessions_numbered as (
    select
        *,
        sum(begins_session) over (
            partition by copy_number > 1, identifier_type, identifier, happened_date
            order by
                happened_at nulls last,
                event_id nulls last,
                copy_number nulls last,
                source_system nulls last
            rows between unbounded preceding and current row
        ) as session_number
    from sessions_begun
)

select
    source_system,
    source_system || ':' || event_id as event_id,
    identifier_type,
    identifier,
    event_type,
    happened_at,
    happened_date,
    happened_month,
    case when copy_number = 1 then cast(session_number as int) end as session_number,
    channel,
    {{ listed_key('groups', 'group_id') }} as group_id,
    {{ listed_key('contents', 'content_id') }} as content_id,
    {{ listed_key('live_sessions', 'live_id') }} as live_id,
    {{ product_key('source_system', 'product_id') }} as product_id,
    {{ listed_key('campaigns', 'campaign_id') }} as campaign_id,
    message_length,
    dwell_seconds,
    signup_step,
    case when copy_number > 1 then 'duplicate' end as set_aside_reason,
    _loaded_at,
    _file,
    _row
from sessions_numbered
