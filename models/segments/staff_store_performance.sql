-- One row per scope (staff, store), member of staff or store, and month.
-- Rows do not add up: a person with two members of staff counts for both, and for the
-- store of each; a touch and a rung-up order count once per scope.
-- People of a row are those with a live contact (a store's: with any of its staff).
-- buyers, repurchasers and net_revenue are of the people with one as the month began;
-- store_* is what the store rang up, to whomever, guests included.

with

relationships as (
    select * from {{ ref('int_performer_relationships') }}
),

touches as (
    select * from {{ ref('int_performer_touches') }}
),

sales as (
    select * from {{ ref('int_performer_sales') }}
),

store_sales as (
    select
        'store' as scope,
        store_id as performer_id,
        {{ month_start('ordered_date') }} as month_start,
        sum(case when is_paid then 1 else 0 end) as paid_orders,
        sum(case when is_kept then 1 else 0 end) as kept_orders,
        sum(kept_amount) as net_revenue
    from {{ ref('fct_orders') }}
    where store_id is not null
    group by store_id, {{ month_start('ordered_date') }}
),

performers as (
    select
        'staff' as scope,
        staff_id as performer_id,
        started_date,
        ended_date
    from {{ ref('dim_staff') }}
    union all
    select
        'store' as scope,
        store_id as performer_id,
        started_date,
        ended_date
    from {{ ref('dim_stores') }}
),

months as (
    select
        periods.period_start as month_start,
        periods.period_end as month_end,
        periods.period_end + windows.longest_days <= {{ as_of_date() }} as is_complete
    from (
        select distinct period_start, period_end from {{ ref('int_calendar_periods') }}
        where grain = 'month'
    ) as periods
    cross join (
        select cast(max(ceil(window_hours / 24)) as int) as longest_days
        from {{ ref('attribution_windows') }}
    ) as windows
),

joined as (
    select
        relationships.*,
        months.is_complete,
        coalesce(touches.sent_touches, 0) as sent_touches,
        coalesce(touches.delivered_touches, 0) as delivered_touches,
        coalesce(touches.open_mature_touches, 0) as open_mature_touches,
        coalesce(touches.opened_touches, 0) as opened_touches,
        coalesce(touches.order_mature_touches, 0) as order_mature_touches,
        coalesce(touches.converted_touches, 0) as converted_touches,
        coalesce(sales.buyers, 0) as buyers,
        coalesce(sales.repurchasers, 0) as repurchasers,
        coalesce(sales.net_revenue, 0) as net_revenue,
        coalesce(store_sales.paid_orders, 0) as store_paid_orders,
        coalesce(store_sales.kept_orders, 0) as store_kept_orders,
        coalesce(store_sales.net_revenue, 0) as store_net_revenue,
        performers.performer_id is null
        or coalesce(performers.started_date <= months.month_end, true)
        and coalesce(performers.ended_date > months.month_start, true) as is_at_work
    from relationships
    inner join months on relationships.month_start = months.month_start
    left join touches
        on
            relationships.scope = touches.scope
            and relationships.performer_id = touches.performer_id
            and relationships.month_start = touches.month_start
    left join sales
        on
            relationships.scope = sales.scope
            and relationships.performer_id = sales.performer_id
            and relationships.month_start = sales.month_start
    left join store_sales
        on
            relationships.scope = store_sales.scope
            and relationships.performer_id = store_sales.performer_id
            and relationships.month_start = store_sales.month_start
    left join performers
        on
            relationships.scope = performers.scope
            and relationships.performer_id = performers.performer_id
)

select
    scope,
    performer_id,
    month_start as activity_month,
    opening_relationships,
    opened_relationships,
    ended_relationships,
    live_relationships,
    lost_relationships,
    {%- for rate, numerator, denominator in [
        ('relationship_loss', 'lost_relationships', 'opening_relationships'),
        ('open', 'opened_touches', 'open_mature_touches'),
        ('conversion', 'converted_touches', 'order_mature_touches'),
        ('repurchase', 'repurchasers', 'buyers'),
    ] %}
    {{ ratio(numerator, denominator) }} as {{ rate }}_rate,
    {{ wilson_bound(numerator, denominator, -1) }} as {{ rate }}_low,
    {{ wilson_bound(numerator, denominator, 1) }} as {{ rate }}_high,
    {%- endfor %}
    sent_touches,
    delivered_touches,
    open_mature_touches,
    opened_touches,
    order_mature_touches,
    converted_touches,
    buyers,
    repurchasers,
    cast(net_revenue as decimal(18, 2)) as net_revenue,
    cast(case when scope = 'store' then store_paid_orders end as bigint)
        as store_paid_orders,
    cast(case when scope = 'store' then store_kept_orders end as bigint)
        as store_kept_orders,
    cast(case when scope = 'store' then store_net_revenue end as decimal(18, 2))
        as store_net_revenue,
    is_complete,
    {{ as_of_date() }} as as_of_date
from joined
-- Who had not begun, or had left, has a row only where something is left to tell.
where
    is_at_work
    or opening_relationships + opened_relationships + sent_touches > 0
    or store_paid_orders > 0
