-- One row per scope, member of staff or store, and month: contacts that began and
-- ended, and people with a live one at the month's end, or on as_of_date.
-- Opened and ended add up over months, live does not.
{{ config(schema='user_facts') }}

with

spells as (
    select * from {{ ref('int_performer_spells') }}
),

performers as (
    select 'staff' as scope, staff_id as performer_id from {{ ref('dim_staff') }}
    union
    select 'store' as scope, store_id as performer_id from {{ ref('dim_stores') }}
    union
    select scope, performer_id from spells
    union
    select 'staff' as scope, staff_id as performer_id from {{ ref('fct_touches') }}
    where staff_id is not null
    union
    select 'store' as scope, store_id as performer_id from {{ ref('fct_orders') }}
    where store_id is not null
),

months as (
    select distinct period_start as month_start
    from {{ ref('int_calendar_periods') }}
    where grain = 'month'
),

changes as (
    select
        scope,
        performer_id,
        user_id,
        {{ month_start('started_date') }} as month_start,
        1 as opened,
        0 as ended
    from spells
    union all
    select
        scope,
        performer_id,
        user_id,
        {{ month_start('ended_date') }} as month_start,
        0 as opened,
        1 as ended
    from spells
    where ended_date is not null
),

-- More ends than beginnings in a month: live before it, and no more at its end.
user_months as (
    select
        scope,
        performer_id,
        month_start,
        sum(opened) as opened,
        sum(ended) as ended,
        case when sum(opened) < sum(ended) then 1 else 0 end as lost
    from changes
    group by scope, performer_id, user_id, month_start
),

spined as (
    select
        scope,
        performer_id,
        month_start,
        opened,
        ended,
        lost
    from user_months
    union all
    select
        performers.scope,
        performers.performer_id,
        months.month_start,
        0 as opened,
        0 as ended,
        0 as lost
    from performers
    cross join months
),

counted as (
    select
        scope,
        performer_id,
        month_start,
        sum(opened) as opened,
        sum(ended) as ended,
        sum(lost) as lost
    from spined
    group by scope, performer_id, month_start
),

live_counted as (
    select
        *,
        sum(opened - ended) over (
            partition by scope, performer_id order by month_start nulls last
            rows between unbounded preceding and current row
        ) as live
    from counted
)

select
    scope,
    performer_id,
    month_start,
    cast(live - opened + ended as bigint) as opening_relationships,
    cast(opened as bigint) as opened_relationships,
    cast(ended as bigint) as ended_relationships,
    cast(lost as bigint) as lost_relationships,
    cast(live as bigint) as live_relationships
from live_counted
