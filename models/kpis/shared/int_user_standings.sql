-- One row per person and stretch of days in which neither value tier nor lifecycle
-- stage changes. Half-open: started_date <= day < ended_date; no end = open at
-- as_of_date. The first stretch reaches back without end: whoever enters in a period
-- has a standing at its start, too, the first one.
{{ config(schema='user_facts') }}

with

tiers as (
    select * from {{ ref('value_tier_spells') }}
),

stays as (
    select * from {{ ref('lifecycle_stage_spells') }}
)

select
    tiers.user_id,
    case
        when tiers.previous_tier is null and stays.previous_stage is null
            then cast('0001-01-01' as date)
        else greatest(tiers.started_date, stays.started_date)
    end as started_date,
    -- The smaller of the two; null is without end.
    case
        when tiers.ended_date is null then stays.ended_date
        when stays.ended_date is null then tiers.ended_date
        else least(tiers.ended_date, stays.ended_date)
    end as ended_date,
    tiers.value_tier,
    stays.lifecycle_stage
from tiers
inner join stays
    on
        tiers.user_id = stays.user_id
        and tiers.started_date < coalesce(stays.ended_date, cast('9999-12-31' as date))
        and stays.started_date < coalesce(tiers.ended_date, cast('9999-12-31' as date))
