-- One row per person and stretch of days in one value tier, from entering on.
-- Half-open: in the tier on started_date <= day < ended_date; no end = open at
-- as_of_date. Spells of a person leave no day out and do not overlap.
{%- set running = "(partition by user_number order by changed_date nulls last"
    " rows between unbounded preceding and current row)" %}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

tiers as (
    -- One row: the bounds of the tiers that have some.
    select
        max(case when value_tier = 'vip' then least_net_revenue end) as vip_net_revenue,
        max(case when value_tier = 'vip' then least_purchase_days end)
            as vip_purchase_days,
        max(case when value_tier = 'dormant' then lifecycle_stage end) as dormant_stage,
        max(case when value_tier = 'active' then most_days_since_last_purchase end)
            as active_days
    from {{ ref('value_tiers') }}
),

purchases as (
    select
        users.user_number,
        bought.purchase_date,
        bought.kept_amount,
        -- Until the next one, or until it is too long ago.
        least(
            bought.purchase_date + tiers.active_days + 1, bought.next_purchase_date
        ) as recent_until
    from {{ ref('fct_purchase_days') }} as bought
    inner join users on bought.user_id = users.user_id
    cross join tiers
),

dormant_spells as (
    select
        users.user_number,
        stays.started_date,
        stays.ended_date
    from {{ ref('lifecycle_stage_spells') }} as stays
    inner join users on stays.user_id = users.user_id
    inner join tiers on stays.lifecycle_stage = tiers.dormant_stage
),

-- What begins, or is over, on a day. Bought on a day, it counts for 365 days.
changes as (
    {%- for events, changed_date, net_revenue, purchase_days, recent, dormant in [
        ('purchases', 'purchase_date', 'kept_amount', 1, 1, 0),
        ('purchases', 'purchase_date + 365', '-kept_amount', -1, 0, 0),
        ('purchases', 'recent_until', 0, 0, -1, 0),
        ('dormant_spells', 'started_date', 0, 0, 0, 1),
        ('dormant_spells', 'ended_date', 0, 0, 0, -1),
        ('users', 'entered_date', 0, 0, 0, 0),
    ] %}
    select
        user_number,
        {{ changed_date }} as changed_date,
        {{ net_revenue }} as net_revenue,
        {{ purchase_days }} as purchase_days,
        {{ recent }} as recent_purchases,
        {{ dormant }} as dormant_spells
    from {{ events }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

changes_aggregated as (
    select
        users.user_number,
        -- A purchase can lie before entering.
        greatest(changes.changed_date, users.entered_date) as changed_date,
        sum(changes.net_revenue) as net_revenue,
        sum(changes.purchase_days) as purchase_days,
        sum(changes.recent_purchases) as recent_purchases,
        sum(changes.dormant_spells) as dormant_spells
    from changes
    inner join users on changes.user_number = users.user_number
    where changes.changed_date <= {{ as_of_date() }}
    group by users.user_number, greatest(changes.changed_date, users.entered_date)
),

standings as (
    select
        user_number,
        changed_date,
        sum(net_revenue) over {{ running }} as net_revenue,
        sum(purchase_days) over {{ running }} as purchase_days,
        sum(recent_purchases) over {{ running }} as recent_purchases,
        sum(dormant_spells) over {{ running }} as dormant_spells
    from changes_aggregated
),

tiers_found as (
    select
        standings.user_number,
        standings.changed_date,
        case
            when
                standings.net_revenue >= tiers.vip_net_revenue
                or standings.purchase_days >= tiers.vip_purchase_days
                then 'vip'
            when standings.dormant_spells > 0 then 'dormant'
            when standings.recent_purchases > 0 then 'active'
            else 'potential'
        end as value_tier
    from standings
    cross join tiers
),

tiers_followed as (
    select
        *,
        lag(value_tier)
            over (partition by user_number order by changed_date nulls last)
            as previous_tier
    from tiers_found
),

spells as (
    select
        *,
        lead(changed_date)
            over (partition by user_number order by changed_date nulls last)
            as ended_date
    from tiers_followed
    where value_tier is distinct from previous_tier
)

select
    users.user_id,
    spells.value_tier,
    spells.previous_tier,
    spells.changed_date as started_date,
    spells.ended_date,
    {{ as_of_date() }} as as_of_date
from spells
inner join users on spells.user_number = users.user_number
