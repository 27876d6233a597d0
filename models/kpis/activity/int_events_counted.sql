-- One row per grain, period and dimension value: people invited to campaigns of the
-- type event that start in it, who signed up and who completed, as known at as_of_date.
-- Who is invited to two events counts twice.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}
{%- set dimensions = {'campaign': 'campaign_id'} %}

with

campaigns as (
    select * from {{ ref('dim_campaigns') }}
    where campaign_type = 'event'
),

invited as (
    select distinct campaign_id, user_id
    from {{ ref('fct_campaign_members') }}
    where arm = 'treated' and user_id is not null
),

steps as (
    select
        campaign_id,
        user_id,
        max(case when event_type = 'event_signup' then 1 else 0 end) as is_signed_up,
        max(case when event_type = 'event_complete' then 1 else 0 end) as is_complete
    from {{ ref('fct_interactions') }}
    where
        event_type in ('event_signup', 'event_complete')
        and campaign_id is not null
        and user_id is not null
    group by campaign_id, user_id
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

joined as (
    select
        calendar.grain,
        calendar.period_start,
        campaigns.campaign_id,
        coalesce(steps.is_signed_up, 0) as is_signed_up,
        -- Nobody completes what they have not signed up for.
        coalesce(steps.is_signed_up * steps.is_complete, 0) as is_complete
    from campaigns
    inner join invited on campaigns.campaign_id = invited.campaign_id
    inner join calendar on campaigns.starts_date = calendar.business_date
    left join steps
        on invited.campaign_id = steps.campaign_id and invited.user_id = steps.user_id
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(count(*) as bigint) as invited_users,
    cast(sum(is_signed_up) as bigint) as signed_up_users,
    cast(sum(is_complete) as bigint) as completing_users
from joined
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
