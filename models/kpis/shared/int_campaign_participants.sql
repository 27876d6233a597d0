-- One row per person and campaign that the person took part in: clicked on a touch of
-- it, did something that is told of it (an event signed up for), or used a coupon of
-- it.
{{ config(schema='user_facts') }}

with

acts as (
    select
        user_id,
        campaign_id,
        {{ business_date('clicked_at') }} as acted_date
    from {{ ref('fct_touches') }}
    where is_clicked
    union all
    select
        user_id,
        campaign_id,
        happened_date as acted_date
    from {{ ref('fct_interactions') }}
    union all
    select
        user_id,
        campaign_id,
        redeemed_date as acted_date
    from {{ ref('fct_coupons') }}
    where is_redeemed
)

select
    user_id,
    campaign_id,
    max(acted_date) as last_acted_date
from acts
where campaign_id is not null and user_id is not null
group by user_id, campaign_id
