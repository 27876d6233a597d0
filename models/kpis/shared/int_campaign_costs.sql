-- One row per campaign and month of sending: its touches, and what each of them cost.
-- What is booked on a campaign is shared by all its touches; what is booked for
-- campaigns in a month, on none of them, by all touches of campaigns sent in the month.
{{ config(schema='user_facts') }}

with

touch_months as (
    select
        campaign_id,
        {{ month_start('sent_date') }} as sent_month,
        count(*) as touches
    from {{ ref('fct_touches') }}
    where campaign_id is not null
    group by campaign_id, {{ month_start('sent_date') }}
),

touches_summed as (
    select
        *,
        sum(touches) over (partition by campaign_id) as campaign_touches,
        sum(touches) over (partition by sent_month) as month_touches
    from touch_months
),

costs as (
    select
        *,
        {{ month_start('booked_date') }} as booked_month
    from {{ ref('fct_costs') }}
    where campaign_id is not null or cost_kind = 'campaigns'
),

campaigns_booked as (
    select
        campaign_id,
        sum(amount) as amount
    from costs
    where campaign_id is not null
    group by campaign_id
),

-- In a month with any booking, what is not booked cost nothing; in one without, nobody
-- knows yet.
months_booked as (
    select
        booked_month,
        sum(case when campaign_id is null then amount else 0 end) as amount
    from costs
    group by booked_month
),

shared as (
    select
        touches_summed.*,
        {{ ratio('campaigns_booked.amount', 'touches_summed.campaign_touches') }}
            as own_cost,
        {{ ratio('months_booked.amount', 'touches_summed.month_touches') }}
            as shared_cost
    from touches_summed
    left join campaigns_booked
        on touches_summed.campaign_id = campaigns_booked.campaign_id
    left join months_booked on touches_summed.sent_month = months_booked.booked_month
)

select
    campaign_id,
    sent_month,
    cast(touches as bigint) as touches,
    cast(
        round(coalesce(own_cost + shared_cost, own_cost, shared_cost), 6)
        as decimal(18, 6)
    ) as cost_per_touch
from shared
