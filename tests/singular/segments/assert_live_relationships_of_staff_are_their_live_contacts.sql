-- On as_of_date, the last day of the last month told; and what ended one month begins
-- the next.
with

live_contacts as (
    select *
    from {{ ref('fct_relations') }}
    where
        relation_kind = 'contact'
        and started_date <= {{ as_of_date() }}
        and (ended_date > {{ as_of_date() }} or ended_date is null)
),

counted as (
    select
        'staff' as scope,
        staff_id as performer_id,
        count(distinct user_id) as live_count
    from live_contacts
    where staff_id is not null
    group by staff_id
    union all
    select
        'store' as scope,
        staff.store_id as performer_id,
        count(distinct live_contacts.user_id) as live_count
    from live_contacts
    inner join {{ ref('dim_staff') }} as staff
        on live_contacts.staff_id = staff.staff_id
    where staff.store_id is not null
    group by staff.store_id
),

published as (
    select
        *,
        lag(live_relationships) over (
            partition by scope, performer_id order by activity_month nulls last
        ) as live_before,
        lag(activity_month) over (
            partition by scope, performer_id order by activity_month nulls last
        ) as month_before
    from {{ ref('staff_store_performance') }}
),

last_month as (
    select * from published
    where activity_month = {{ month_start(as_of_date()) }}
)

select
    coalesce(counted.scope, last_month.scope) as scope,
    coalesce(counted.performer_id, last_month.performer_id) as performer_id,
    last_month.activity_month,
    counted.live_count as expected_count,
    last_month.live_relationships as published_count
from counted
full outer join last_month
    on
        counted.scope = last_month.scope
        and counted.performer_id = last_month.performer_id
where coalesce(counted.live_count, 0) <> coalesce(last_month.live_relationships, 0)
union all
select
    scope,
    performer_id,
    activity_month,
    live_before as expected_count,
    opening_relationships as published_count
from published
where
    opening_relationships + opened_relationships - ended_relationships
    <> live_relationships
    or (
        {{ months_between('month_before', 'activity_month') }} = 1
        and live_before <> opening_relationships
    )
