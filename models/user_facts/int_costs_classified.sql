-- One row per staged row of a cost booked, with the reason for which it is not used
-- (null: it is).

with

costs as (
    select * from {{ ref('int_costs_united') }}
),

versions_numbered as (
    select
        *,
        {{ version_number(['cost_id'], has_updated_at=false) }} as version_number,
        {{ copy_number(['cost_id'], [
            'booked_date', 'channel', 'campaign_id', 'cost_kind', 'amount'
        ], has_updated_at=false) }} as copy_number
    from costs
)

select
    source_system,
    source_system || ':' || cost_id as cost_id,
    booked_date,
    channel,
    {{ listed_key('campaigns', 'campaign_id') }} as campaign_id,
    cost_kind,
    amount,
    coalesce(
        {{ set_aside_reason() }},
        case
            when booked_date > {{ as_of_date() }} then 'after_as_of_date'
        end
    ) as set_aside_reason,
    _loaded_at,
    _file,
    _row
from versions_numbered
