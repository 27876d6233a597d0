-- One row per person and stretch of days in which neither value tier nor lifecycle
-- stage changes. Half-open: started_date <= day < ended_date; no end = open at
-- as_of_date. Before entering, without beginning: the first stage, and the tier
-- without bounds. Who enters in a period stands there at its start: nobody is
-- classified by the purchase that is being explained.
{{ config(schema='user_facts') }}

with

tiers as (
    select * from {{ ref('value_tier_spells') }}
),

stays as (
    select * from {{ ref('lifecycle_stage_spells') }}
),

tier_without_bounds as (
    select max(value_tier) as value_tier
    from {{ ref('value_tiers') }}
    where
        least_net_revenue is null
        and least_purchase_days is null
        and lifecycle_stage is null
        and most_days_since_last_purchase is null
),

stretches as (
    select
        tiers.user_id,
        tiers.previous_tier is null and stays.previous_stage is null as is_first,
        greatest(tiers.started_date, stays.started_date) as started_date,
        -- The smaller of the two; null is without end.
        case
            when tiers.ended_date is null then stays.ended_date
            when stays.ended_date is null then tiers.ended_date
            else least(tiers.ended_date, stays.ended_date)
        end as ended_date,
        tiers.value_tier,
        stays.lifecycle_stage,
        tier_without_bounds.value_tier as tier_before
    from tiers
    inner join stays
        on
            tiers.user_id = stays.user_id
            and tiers.started_date
            < coalesce(stays.ended_date, cast('9999-12-31' as date))
            and stays.started_date
            < coalesce(tiers.ended_date, cast('9999-12-31' as date))
    cross join tier_without_bounds
)

select
    user_id,
    case
        when is_first and value_tier = tier_before then cast('0001-01-01' as date)
        else started_date
    end as started_date,
    ended_date,
    value_tier,
    lifecycle_stage
from stretches
union all
select
    user_id,
    cast('0001-01-01' as date) as started_date,
    started_date as ended_date,
    tier_before as value_tier,
    lifecycle_stage
from stretches
where is_first and value_tier <> tier_before
