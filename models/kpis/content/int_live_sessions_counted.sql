-- One row per grain and period: live sessions that began in it, and their viewers.
-- Who watched two sessions counts twice.
{{ config(schema='user_facts', enabled=is_measured('content')) }}

with

sessions as (
    select * from {{ ref('dim_live_sessions') }}
),

viewers as (
    select
        live_id,
        count(distinct user_id) as viewers
    from {{ ref('fct_interactions') }}
    where event_type = 'live_view' and live_id is not null
    group by live_id
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
)

select
    calendar.grain,
    calendar.period_start,
    'all' as dimension,
    'all' as dimension_value,
    cast(count(*) as bigint) as sessions,
    cast(coalesce(sum(viewers.viewers), 0) as bigint) as viewers
from sessions
inner join calendar on sessions.started_date = calendar.business_date
left join viewers on sessions.live_id = viewers.live_id
group by calendar.grain, calendar.period_start
