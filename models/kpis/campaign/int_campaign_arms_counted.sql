-- One row per campaign, grain and period of assignment: both arms, counted over the
-- people whose window is over; amounts over those of them whose cost is known.
{{ config(schema='user_facts', enabled=is_measured('campaign')) }}
{%- set arms = ['treated', 'control'] %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

targets as (
    select
        campaign_id,
        campaign_type,
        targeted_date,
        campaign_cost,
        kept_amount,
        case when is_treated then 'treated' else 'control' end as arm,
        case when is_mature then 1 else 0 end as is_mature,
        case when is_mature and has_bought then 1 else 0 end as is_buyer,
        -- The control costs nothing; of the treated some may not be billed yet.
        case when is_mature and campaign_cost is not null then 1 else 0 end as is_costed
    from {{ ref('int_campaign_targets') }}
),

days as (
    select
        campaign_id,
        campaign_type,
        targeted_date,
        arm,
        count(*) as targeted,
        sum(is_mature) as mature,
        sum(is_buyer) as buyers,
        sum(is_costed) as costed,
        sum(case when is_costed = 1 then kept_amount else 0 end) as amount,
        sum(case when is_costed = 1 then kept_amount * kept_amount else 0 end)
            as squares,
        sum(case when is_costed = 1 then campaign_cost else 0 end) as campaign_cost
    from targets
    group by campaign_id, campaign_type, targeted_date, arm
)

select
    calendar.grain,
    calendar.period_start,
    days.campaign_id,
    days.campaign_type,
    {%- for arm in arms %}
    {%- for number, name in [
        ('targeted', 'targeted'),
        ('mature', 'mature'),
        ('buyers', 'bought'),
        ('costed', 'costed'),
    ] %}
    cast(
        sum(case when days.arm = '{{ arm }}' then days.{{ number }} else 0 end)
        as bigint
    ) as {{ arm }}_{{ name }},
    {%- endfor %}
    cast(
        sum(case when days.arm = '{{ arm }}' then days.amount else 0 end)
        as decimal(18, 2)
    ) as {{ arm }}_amount,
    cast(
        sum(case when days.arm = '{{ arm }}' then days.squares else 0 end)
        as decimal(38, 4)
    ) as {{ arm }}_squares,
    {%- endfor %}
    cast(sum(days.campaign_cost) as decimal(18, 6)) as campaign_cost
from days
inner join calendar on days.targeted_date = calendar.business_date
group by calendar.grain, calendar.period_start, days.campaign_id, days.campaign_type
