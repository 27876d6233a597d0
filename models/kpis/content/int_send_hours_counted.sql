-- One row per segment and hour of sending: delivered touches whose time for opening is
-- over, and those opened in time. Tier and stage are those at the start of the day of
-- sending; touches of all time.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set dimensions = {
    'value_tier': 'value_tier',
    'lifecycle_stage': 'lifecycle_stage',
} %}

with

touches as (
    select * from {{ ref('int_touches_described') }}
    where is_open_mature
),

standings as (
    select * from {{ ref('int_user_standings') }}
),

joined as (
    select
        touches.sent_hour,
        standings.value_tier,
        standings.lifecycle_stage,
        case when touches.is_opened_in_time then 1 else 0 end as is_opened
    from touches
    left join standings
        on
            touches.user_id = standings.user_id
            and {{ held_before('standings', 'touches.sent_date') }}
)

select
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sent_hour as int) as sent_hour,
    cast(count(*) as bigint) as touches,
    cast(sum(is_opened) as bigint) as opened_touches
from joined
group by {{ grouping_sets_of('sent_hour', dimensions) }}
