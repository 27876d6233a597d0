-- One row per scope, member of staff or store, and month in which people who had a live
-- contact as it began bought: how many, how many again, for how much.
-- A person with two of staff counts for both: neither people nor money add up.
{{ config(schema='user_facts') }}

with

spells as (
    select * from {{ ref('int_performer_spells') }}
),

buyer_months as (
    select * from {{ ref('int_user_periods') }}
    where grain = 'month' and purchase_days > 0
)

select
    spells.scope,
    spells.performer_id,
    buyer_months.period_start as month_start,
    cast(count(*) as bigint) as buyers,
    cast(sum(case when buyer_months.purchase_days > 1 then 1 else 0 end) as bigint)
        as repurchasers,
    cast(sum(buyer_months.kept_amount) as decimal(18, 2)) as net_revenue
from spells
inner join buyer_months
    on
        spells.user_id = buyer_months.user_id
        -- Live at the end of the day before the month.
        and spells.started_date < buyer_months.period_start
        and (
            spells.ended_date >= buyer_months.period_start
            or spells.ended_date is null
        )
group by spells.scope, spells.performer_id, buyer_months.period_start
