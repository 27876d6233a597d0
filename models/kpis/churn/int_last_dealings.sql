-- One row per person, population (buying, live) and stretch of days with the same last
-- dealing: the channel of the last purchase day, the member of staff of the contact
-- begun last, ended or not.
-- Half-open: started_date <= day < ended_date; no end = so far the last.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}

with

purchase_days as (
    select * from {{ ref('int_purchase_days_described') }}
),

contacts as (
    select * from {{ ref('fct_relations') }}
    where relation_kind = 'contact' and user_id is not null
),

contacts_numbered as (
    select
        user_id,
        started_date,
        staff_id,
        row_number() over (
            partition by user_id, started_date
            order by started_at desc nulls last, relation_id desc nulls last
        ) as place_from_last
    from contacts
),

dealings as (
    select
        user_id,
        'buying' as population,
        purchase_date as started_date,
        channel,
        null as staff_id
    from purchase_days
    -- A purchase in the channel of the one before changes nothing.
    where previous_channel is null or previous_channel <> channel
    union all
    select
        user_id,
        'live' as population,
        started_date,
        null as channel,
        coalesce(staff_id, 'unknown') as staff_id
    from contacts_numbered
    where place_from_last = 1
)

select
    user_id,
    population,
    started_date,
    lead(started_date) over (
        partition by user_id, population order by started_date nulls last
    ) as ended_date,
    channel,
    staff_id
from dealings
union all
-- In a group or a member, and in no contact yet.
select
    user_id,
    'live' as population,
    cast('0001-01-01' as date) as started_date,
    min(started_date) as ended_date,
    null as channel,
    'none' as staff_id
from contacts
group by user_id
