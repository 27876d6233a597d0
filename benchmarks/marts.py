"""Measures how long segments, cohorts and KPIs take, and how much memory.

    .venv/bin/python benchmarks/marts.py 1000000

Belongs here: measuring. Does not belong here: judging; no number of a machine fails a test.

The facts of a made-up brand of two years are written straight into a build file of its own: a
purchase day and seven days of activity per person and month in which the person does something.
Every draw is a hash, so equal numbers of people give equal facts. Then dbt builds the models of
`models/segments` and `models/cohorts`, and after them those of `models/kpis`; the file is removed
afterwards. A fact that they read and that is not made here is an empty table, and named.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
import yaml

from fugou.build import run_dbt
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
# Built one after the other, measured each by itself.
STEPS = (("segments", "cohorts"), ("kpis",))
FOLDERS = tuple(folder for step in STEPS for folder in step)
MEMORY_LIMIT = "5GB"  # of DuckDB; the process stays below 6 GB
AS_OF_DATE = "2025-12-31"
PEOPLE_AT_ONCE = 100_000  # bounds the memory that making the facts takes

# Ids as long as those of the macro `user_id`.
_USER_ID_OF = """
create or replace temp macro user_id_of(person) as
translate(base64(unhex(substr(md5('u' || person), 1, 18))), '+/', '._')
"""
_PEOPLE = """
create or replace temp table people as
with drawn as (
    select
        range as person, user_id_of(range) as user_id, cast(hash(range) >> 1 as bigint) as draw,
        cast(hash(range, 1) >> 1 as bigint) as other
    from range({first}, {end})
)
select
    person, user_id, draw, other,
    date '2024-01-01' + cast(if(draw % 10 < 4, other % 60, other % 731) as int) as entered_date,
    (5 + draw // 10 % 9 * 11) as percent_of_months,
    case
        when draw // 100 % 10 < 3 then 0
        else list_value(10, 10, 20, 20, 40, 40, 60, 80, 100, 120)[1 + draw // 1000 % 10]
    end as purchases_per_mille,
    person % 50 between 1 and 7 as is_referred
from drawn
"""
_DAYS = """
create or replace temp table days as
with months as (
    select
        people.*, cast(hash(person, range, 2) >> 1 as bigint) as month_draw,
        date '2024-01-01' + to_months(cast(range as int)) as month_date
    from people, range(24)
    where hash(person, range) % 100 < percent_of_months
),
dated as (
    select
        person, user_id, entered_date, purchases_per_mille,
        unnest([cast(month_date as date) + cast((month_draw + 3 * step) % 28 as int)
            for step in range(cast(3 + month_draw // 28 % 13 as bigint))]) as activity_date
    from months
),
drawn as (
    select *, cast(hash(person, activity_date) >> 1 as bigint) as draw
    from dated where activity_date >= entered_date
)
select *, draw % 1000 < purchases_per_mille as is_purchase, draw // 1000 % 100 > 0 as is_kept,
    20 + (draw // 7 % 40000) / 100.0 as amount,
    list_value('apparel', 'baby', 'food', 'home', 'makeup', 'scent', 'skin', 'toys') as categories,
    cast(1 + draw // 11 % 8 as int) as one_category, cast(1 + draw // 13 % 8 as int) as another
from drawn
"""
_PURCHASES = """
create or replace temp table purchases as
select
    *, 'shop:S' || person || '-' || cast(activity_date as varchar) as order_id,
    categories[least(one_category, another)] as first_category,
    categories[greatest(one_category, another)] as last_category,
    if(draw // 17 % 3 = 0, 'store', 'online') as channel,
    if(draw // 17 % 3 = 0, 'store:T' || draw // 51 % 200, null) as store_id,
    if(is_kept, row_number() over occasions, null) as occasion_number,
    if(is_kept, min(activity_date) over people, null) as first_date,
    if(is_kept, lag(activity_date) over occasions, null) as previous_date,
    if(is_kept, lead(activity_date) over occasions, null) as next_date
from days where is_purchase
window
    people as (partition by user_id, is_kept),
    occasions as (partition by user_id, is_kept order by activity_date)
"""
# What a person has; columns of the contract that are not named are null.
_OF_PEOPLE: Mapping[str, str] = {
    "fct_purchase_days": """
select
    user_id, activity_date as purchase_date, 1 as order_count, amount as kept_amount,
    occasion_number, first_date as first_purchase_date, previous_date as previous_purchase_date,
    next_date as next_purchase_date, activity_date - previous_date as days_since_previous
from purchases where is_kept
""",
    "fct_store_purchase_days": """
select
    user_id, coalesce(store_id, 'online') as store_scope, activity_date as purchase_date,
    1 as order_count, amount as kept_amount, row_number() over occasions as occasion_number,
    first_value(activity_date) over occasions as first_purchase_date,
    activity_date - lag(activity_date) over occasions as days_since_previous
from purchases where is_kept
window occasions as (partition by user_id, store_id order by activity_date)
""",
    "fct_orders": """
select
    order_id, 'shop' as source_system, user_id, activity_date + time '04:00:00' as ordered_at,
    activity_date as ordered_date, channel, store_id, 'CNY' as currency, amount as paid_amount,
    if(is_kept, 0, amount) as refunded_amount, if(is_kept, amount, 0) as kept_amount,
    0 as other_amount, true as is_paid, is_kept,
    if(is_kept, null, activity_date) as first_refund_date,
    if(is_kept, null, activity_date) as last_refund_date, first_category, last_category,
    occasion_number, activity_date - previous_date as days_since_previous_occasion
from purchases
""",
    "fct_order_items": """
select
    order_id || '-' || item as order_item_id, order_id, 'shop' as source_system, user_id,
    activity_date as ordered_date, 'shop:P' || if(item = 0, one_category, another) as product_id,
    categories[if(item = 0, one_category, another)] as category, 'product' as item_kind,
    1 as quantity, price + discount as list_amount, discount as discount_amount,
    price as paid_amount, if(is_kept, 0, price) as refunded_amount,
    if(is_kept, price, 0) as kept_amount
from (
    select
        *, if(draw // 19 % 10 < 3, 5.00, 0.00) as discount,
        if(items = 1, amount, if(item = 0, 10.00, amount - 10.00)) as price
    from (
        select *, unnest(range(items)) as item
        from (select *, if(one_category = another, 1, 2) as items from purchases)
    )
)
""",
    "fct_purchase_lapses": f"""
select
    user_id, activity_date as last_purchase_date, activity_date + 91 as lapsed_date,
    next_date as returned_date
from purchases
where is_kept and activity_date + 91 <= date '{AS_OF_DATE}'
    and (next_date is null or next_date > activity_date + 91)
""",
    "fct_user_days": """
with counted as (
    select
        days.*, if(is_purchase and draw // 23 % 5 = 0, 0, 1) as is_seen,
        draw // 29 % 2 as logins, draw // 31 % 4 as views, cast(draw // 37 % 6 = 0 as int) as texts,
        cast(draw // 41 % 20 = 0 as int) as shares, bought.first_date
    from days
    left join (
        select user_id, any_value(first_date) as first_date from purchases
        where is_kept group by user_id
    ) as bought using (user_id)
)
select
    user_id, activity_date, logins * is_seen as login_count, (views + 1) * is_seen as view_count,
    texts * is_seen as message_count, shares * is_seen as share_count, 0 as search_count,
    0 as like_count, 0 as comment_count, 0 as save_count, 0 as check_in_count,
    0 as live_view_count, 0 as reply_count, 0 as signup_step_count, 0 as event_signup_count,
    0 as event_complete_count, (logins + views + 1 + texts + shares) * is_seen as interaction_count,
    is_seen as session_count, cast(is_purchase as int) as paid_order_count,
    cast(is_purchase and is_kept as int) as kept_order_count,
    if(is_purchase and is_kept, amount, 0) as kept_amount,
    if(is_purchase and is_kept and activity_date > first_date, amount, 0) as repurchase_amount,
    if(is_purchase, categories[least(one_category, another)], null) as first_category,
    if(is_purchase, categories[greatest(one_category, another)], null) as last_category
from counted
""",
    # Of each day its first view, and its messages: half of them in a group.
    "fct_interactions": """
select
    'engagement:' || person || '-' || cast(activity_date as varchar) || event_type as event_id,
    'engagement' as source_system, user_id, event_type,
    activity_date + time '04:00:00' as happened_at, activity_date as happened_date,
    'app' as channel, if(event_type = 'message' and draw % 2 = 0, 'wecom:R' || person % 2000, null)
        as group_id, if(event_type = 'message', draw // 151 % 60, null) as message_length
from (
    select *, unnest(if(draw // 37 % 6 = 0, ['view', 'message'], ['view'])) as event_type from days
    where not is_purchase or draw // 23 % 5 > 0
)
""",
    "int_user_periods": """
with counted as (
    select *, unnest(['day', 'week', 'month', 'quarter', 'year']) as grain
    from user_facts.fct_user_days
    where user_id in (select user_id from people)
)
select
    user_id, grain, cast(date_trunc(grain, activity_date) as date) as period_start,
    count(*) filter (interaction_count > 0) as interaction_days,
    count(*) filter (interaction_count > 0 or kept_order_count > 0) as active_days,
    sum(interaction_count) as interactions, sum(login_count) as logins,
    sum(message_count) as messages, sum(session_count) as sessions, sum(share_count) as shares,
    max(activity_date) filter (login_count > 0) as last_login_date,
    max(activity_date) filter (interaction_count > 0) as last_interaction_date,
    count(*) filter (kept_order_count > 0) as purchase_days,
    sum(paid_order_count) as paid_orders, sum(kept_order_count) as kept_orders,
    sum(kept_amount) as kept_amount, sum(repurchase_amount) as repurchase_amount,
    min(first_category) as first_category, max(last_category) as last_category,
    case
        when sum(kept_order_count) = 0 then null
        when sum(kept_amount) = sum(repurchase_amount) then 'old' else 'new'
    end as buyer_type
from counted group by all
""",
    "dim_users": """
select
    user_id, entered_date as met_date, entered_date + time '04:00:00' as joined_at,
    entered_date as joined_date,
    list_value('ads', 'store', 'other', 'kol')[1 + draw // 43 % 4] as acquisition_source,
    date '1970-01-01' + cast(draw // 47 % 12000 as int) as birth_date,
    'unknown' as age_band, list_value('female', 'male')[1 + draw // 53 % 2] as gender,
    'unknown' as city, list_value('owner', 'office', 'student')[1 + draw // 59 % 3] as occupation,
    'normal' as member_level, 3 as identifier_count, first_purchase_date, last_purchase_date,
    coalesce(purchase_day_count, 0) as purchase_day_count
from people
left join (
    select
        user_id, min(activity_date) as first_purchase_date,
        max(activity_date) as last_purchase_date, count(*) as purchase_day_count
    from purchases where is_kept group by user_id
) using (user_id)
""",
    "int_users_described": """
select
    user_id, entered_date, first_purchase_date,
    if(
        is_referred, 'referral', list_value('ads', 'store', 'other', 'kol')[1 + draw // 43 % 4]
    ) as acquisition_source,
    cast(1 + draw // 61 % 5 as varchar) as city_tier,
    list_value('female', 'male')[1 + draw // 53 % 2] as gender,
    list_value('owner', 'office', 'student')[1 + draw // 59 % 3] as occupation,
    list_value('18-24', '25-35', '36-45', '46-60')[1 + draw // 67 % 4] as age_band_at_entry,
    if(first_purchase_date is null, null, age_band_at_entry) as age_band_at_first_purchase,
    first_channel, first_category, is_referred
from people
left join (
    select user_id, activity_date as first_purchase_date, channel as first_channel, first_category
    from purchases where occasion_number = 1
) using (user_id)
""",
    "fct_relations": f"""
with contacts as (
    select *, entered_date + cast(30 + other // 73 % 1500 as int) as lost_date
    from people where draw // 71 % 10 < 8
)
select
    'wecom:C' || person as relation_id, 'contact' as relation_kind, 'wecom' as source_system,
    user_id, 'store:G' || other % 500 as staff_id, null as group_id,
    entered_date + time '04:00:00' as started_at, entered_date as started_date,
    if(lost_date <= date '{AS_OF_DATE}', lost_date + time '04:00:00', null) as ended_at,
    if(lost_date <= date '{AS_OF_DATE}', lost_date, null) as ended_date,
    if(lost_date <= date '{AS_OF_DATE}', 'user', null) as ended_by, 'other' as acquisition_source
from contacts
union all
select
    'wecom:G' || person, 'group', 'wecom', user_id, null, 'wecom:R' || other % 2000,
    entered_date + time '04:00:00', entered_date, null, null, null, null
from people where draw // 79 % 10 < 3
""",
    "fct_relationship_spells": f"""
select
    user_id, entered_date as started_date, if(
        draw // 83 % 10 < 3 and entered_date + cast(30 + other // 73 % 1500 as int)
            <= date '{AS_OF_DATE}',
        entered_date + cast(30 + other // 73 % 1500 as int), null
    ) as ended_date, 'contact' as first_kind, if(ended_date is null, null, 'contact') as ended_kind
from people
""",
    "fct_member_spells": """
select
    md5('m' || person) as member_record_id, 'crm' as source_system, user_id,
    entered_date + time '04:00:00' as started_at, entered_date as started_date
from people where draw // 89 % 10 < 9
""",
    "fct_member_levels": """
select
    md5('m' || person) as member_record_id, 'crm' as source_system, user_id,
    'normal' as member_level, entered_date + time '04:00:00' as started_at,
    entered_date as started_date
from people where draw // 89 % 10 < 9
""",
    "fct_consents": f"""
select
    user_id, 'marketing' as purpose, 'crm' as source_system,
    entered_date + time '04:00:00' as started_at, entered_date as started_date,
    if(is_over, ends_date + time '04:00:00', null) as ended_at,
    if(is_over, ends_date, null) as ended_date
from (
    select
        *, entered_date + cast(other // 97 % 4000 as int) as ends_date,
        ends_date <= date '{AS_OF_DATE}' as is_over
    from people where draw // 101 % 100 < 85
)
""",
    "fct_touches": f"""
with sent as (
    select
        *, unnest(range(14)) as touch, cast(hash(person, touch, 3) >> 1 as bigint) as touch_draw,
        entered_date + cast(touch_draw % 731 as int) as sent_date,
        touch_draw // 127 % 10 < 4 as is_opened, touch_draw // 127 % 10 < 1 as is_clicked
    from people
)
select
    'marketing:U' || person || '-' || touch as touch_id, 'marketing' as source_system, user_id,
    if(touch_draw // 103 % 4 = 0, 'marketing:A' || touch_draw // 3 % 100, null) as campaign_id,
    'content:K' || touch_draw // 107 % 500 as content_id, 'food' as category,
    if(touch_draw // 109 % 2 = 0, 'store:G' || other % 500, null) as staff_id,
    list_value('wecom', 'sms', 'push')[1 + touch_draw // 113 % 3] as channel,
    sent_date + time '04:00:00' as sent_at, sent_date,
    sent_date + time '04:00:05' as delivered_at,
    if(is_opened, sent_date + time '04:10:00', null) as opened_at,
    if(is_clicked, sent_date + time '04:11:00', null) as clicked_at,
    true as is_delivered, is_opened, is_clicked, false as is_forwarded,
    if(is_opened, 600, null) as seconds_to_open
from sent where sent_date <= date '{AS_OF_DATE}'
""",
    "fct_referrals": """
select
    'crm:Y' || person as invitation_id, 'crm' as source_system,
    user_id_of(person - person % 50) as inviter_user_id, user_id as invitee_user_id,
    entered_date + time '03:00:00' as invited_at, entered_date as invited_date,
    entered_date + time '04:00:00' as accepted_at, entered_date as accepted_date, true as is_valid
from people where is_referred
""",
    "fct_referral_tree": """
select
    user_id, user_id_of(person - person % 50) as root_user_id,
    if(is_referred, user_id_of(person - person % 50), null) as inviter_user_id,
    cast(is_referred as int) as referral_depth
from people where is_referred or person % 50 = 0
""",
    "fct_abandoned_carts": f"""
select
    'shop:C' || person as cart_id, user_id, left_date + time '04:00:00' as started_at,
    left_date + time '04:00:00' as left_at, left_date, 1 as product_count,
    if(left_date + 7 <= date '{AS_OF_DATE}', false, null) as is_recovered
from (
    select *, entered_date + cast(1 + other // 131 % 731 as int) as left_date
    from people where draw // 137 % 2 = 0
)
where left_date < date '{AS_OF_DATE}'
""",
    "fct_coupons": f"""
select
    'marketing:K' || person as coupon_id, 'marketing' as source_system, user_id,
    10 as face_amount, 50 as threshold_amount, entered_date + time '04:00:00' as issued_at,
    entered_date as issued_date, entered_date + interval 30 day as expires_at,
    draw // 139 % 5 = 0 and entered_date + 5 <= date '{AS_OF_DATE}' as is_redeemed,
    if(is_redeemed, entered_date + interval 5 day, null) as redeemed_at,
    if(is_redeemed, entered_date + 5, null) as redeemed_date
from people
""",
    "fct_refunds": """
select
    order_id || '-R' as refund_part_id, order_id || '-R' as refund_id, 'shop' as source_system,
    order_id, order_id || '-0' as order_item_id, user_id, 'product' as item_kind,
    amount as refund_amount, true as is_matched, activity_date + time '05:00:00' as requested_at,
    activity_date + time '06:00:00' as completed_at, activity_date as refund_date,
    activity_date as ordered_date, 'full' as refund_kind
from purchases where not is_kept
""",
    "fct_campaign_members": f"""
with drawn as (
    select
        *, unnest(range(4)) as turn, cast(hash(person, turn, 5) >> 1 as bigint) as turn_draw,
        date '2024-01-01' + cast(turn_draw % 100 * 7 as int) as assigned_date
    from people
)
select
    'marketing:M' || person || '-' || turn as campaign_member_id, 'marketing' as source_system,
    'marketing:A' || turn_draw % 100 as campaign_id, user_id,
    if(turn_draw // 100 % 5 = 0, 'control', 'treated') as arm,
    if(turn_draw // 500 % 2 = 0, 'A', 'B') as variant,
    assigned_date + time '03:00:00' as assigned_at, assigned_date
from drawn where assigned_date >= entered_date and assigned_date <= date '{AS_OF_DATE}'
qualify row_number() over (partition by person, turn_draw % 100 order by turn) = 1
""",
    "fct_points": """
select
    'crm:V' || order_id as movement_id, 'crm' as source_system, user_id, order_id,
    if(draw // 157 % 8 = 0, 'redeem', 'earn') as movement_kind,
    if(draw // 157 % 8 = 0, -100, cast(amount as int)) as points, 100 as balance,
    activity_date + time '04:30:00' as moved_at, activity_date as moved_date
from purchases where draw // 89 % 10 < 9
""",
    "fct_shipments": """
select
    'shop:H' || order_id as shipment_id, 'shop' as source_system, order_id, user_id,
    activity_date as ordered_date, activity_date + time '10:00:00' as shipped_at,
    activity_date as shipped_date, activity_date + interval 30 hour as delivered_at,
    activity_date + 1 + cast(draw // 163 % 10 = 0 as int) as delivered_date,
    draw // 163 % 10 > 0 as is_next_day
from purchases where channel = 'online'
""",
    "fct_survey_answers": f"""
select
    'survey:W' || person || question_id as answer_id, 'survey' as source_system, user_id,
    question_id, if(question_id = 'attachment', 'yes', null) as answer_value,
    if(question_id = 'nps', draw // 167 % 11, draw // 167 % 5 + 1) as score,
    'quality' as theme, 'online' as touchpoint, entered_date + interval 20 day as answered_at,
    entered_date + 20 as answered_date
from (
    select *, unnest(['nps', 'satisfaction', 'attachment', 'churn_reason']) as question_id
    from people where draw // 173 % 10 = 0
)
where entered_date + 20 <= date '{AS_OF_DATE}'
""",
    "fct_tickets": """
select
    'service:Q' || order_id as ticket_id, 'service' as source_system, user_id, order_id, channel,
    'other' as ticket_type, 'quality' as theme, activity_date + time '07:00:00' as opened_at,
    activity_date as opened_date, activity_date + time '08:00:00' as first_replied_at,
    activity_date + time '09:00:00' as resolved_at, activity_date as resolved_date,
    3600 as seconds_to_first_reply, 7200 as seconds_to_resolution
from purchases where draw // 149 % 100 = 0
""",
}
_OF_THE_BRAND: Mapping[str, str] = {
    "int_calendar_periods": f"""
select
    unnest(['day', 'week', 'month', 'quarter', 'year']) as grain,
    date '2024-01-01' + cast(range as int) as business_date,
    cast(date_trunc(grain, business_date) as date) as period_start,
    cast(case grain
        when 'day' then period_start when 'week' then period_start + 6
        when 'month' then last_day(period_start)
        when 'quarter' then last_day(period_start + interval 2 month)
        else last_day(period_start + interval 11 month)
    end as date) as period_end,
    period_end <= date '{AS_OF_DATE}' as is_over
from range(731)
""",
    "dim_stores": """
select
    'store:T' || range as store_id, 'store' as source_system, 'store ' || range as store_name,
    'unknown' as city, date '2023-01-01' as started_date
from range(200)
""",
    "dim_staff": """
select
    'store:G' || range as staff_id, 'store' as source_system, 'store:T' || range % 200 as store_id,
    date '2023-01-01' as started_date
from range(500)
""",
    "dim_campaigns": """
select
    'marketing:A' || range as campaign_id, 'marketing' as source_system,
    'campaign ' || range as campaign_name, 'promotion' as campaign_type,
    timestamp '2024-01-01 04:00:00' + to_days(cast(range * 7 as int)) as starts_at,
    cast(starts_at as date) as starts_date
from range(100)
""",
    "dim_groups": """
select
    'wecom:R' || range as group_id, 'wecom' as source_system, 'group ' || range as group_name,
    'store:G' || range % 500 as owner_staff_id, timestamp '2024-01-01 04:00:00' as opened_at,
    date '2024-01-01' as opened_date
from range(2000)
""",
    "dim_contents": """
select
    'content:K' || range as content_id, 'content' as source_system,
    list_value('article', 'short_video', 'poster')[1 + range % 3] as content_type,
    'content ' || range as title, 'food' as category,
    timestamp '2024-01-01 04:00:00' + to_days(cast(range as int)) as published_at,
    cast(published_at as date) as published_date
from range(500)
""",
    "fct_community_events": """
select
    'content:E' || range as community_event_id, 'content' as source_system,
    'wecom:R' || range as group_id, 'event ' || range as event_name,
    timestamp '2024-01-01 04:00:00' + to_days(cast(range * 3 as int)) as held_at,
    cast(held_at as date) as held_date, 100 as participant_count
from range(200)
""",
    "fct_costs": """
select
    'marketing:Q' || range as cost_id, 'marketing' as source_system,
    date '2024-01-31' + to_months(cast(range // 4 as int)) as booked_date,
    list_value('ads', 'kol', 'store', 'other')[1 + range % 4] as channel,
    'acquisition' as cost_kind, 100000 as amount
from range(96)
""",
}


def measure(people: int, scratch: Path | None) -> None:
    """Build the marts of some people once, and print what each step took.

    Args:
        people: How many.
        scratch: Where the build file is put meanwhile; None: the system's temporary folder.

    Raises:
        RuntimeError: If dbt failed.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        workspace = Workspace(Path(folder))
        workspace.create()
        _dbt(workspace, "parse")
        manifest = json.loads((workspace.dbt_target / "manifest.json").read_text(encoding="utf-8"))
        started = time.monotonic()
        empty = _make_facts(workspace.build_file, manifest, people)
        typer.echo(f"made the facts of {people:,} people in {time.monotonic() - started:.0f} s")
        if empty:
            typer.echo(f"left empty: {', '.join(empty)}")
        (workspace.home / "profiles.yml").write_text(_profile(), encoding="utf-8")
        # One model at a time: DuckDB gives it all cores; two at once only crowd the memory.
        options = ("--threads", "1", "--profiles-dir", str(workspace.home))
        _dbt(workspace, "seed", *options)
        results = {}
        for step in STEPS:
            _dbt(workspace, "run", *options, "--select", *(f"path:models/{one}" for one in step))
            file = workspace.dbt_target / "run_results.json"
            results[step] = json.loads(file.read_text(encoding="utf-8"))
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * RSS_UNIT
            typer.echo(
                f"| {people:,} | {' and '.join(step)} | {len(_models(results[step]))}"
                f" | {results[step]['elapsed_time']:.1f} | {memory / 1e9:.2f} |"
            )
    typer.echo("\n| model | s |\n|---|---:|")
    for step in STEPS:
        for one in sorted(_models(results[step]), key=lambda one: -one["execution_time"]):
            typer.echo(f"| {one['unique_id'].split('.')[-1]} | {one['execution_time']:.1f} |")


def _models(results: Mapping[str, Any]) -> list[Any]:
    return [one for one in results["results"] if one["unique_id"].startswith("model.")]


def _dbt(workspace: Workspace, command: str, *options: str) -> None:
    ran = run_dbt(workspace, command, {"as_of_date": AS_OF_DATE}, *options)
    if ran.returncode != 0:
        raise RuntimeError(ran.stdout)


def _profile() -> str:
    """Give the project's profile with the memory limit in it."""
    profiles = yaml.safe_load((PROJECT_DIR / "profiles.yml").read_text(encoding="utf-8"))
    profiles["fugou"]["outputs"]["duckdb"]["settings"]["memory_limit"] = MEMORY_LIMIT
    return yaml.safe_dump(profiles)


def _make_facts(file: Path, manifest: Mapping[str, Any], people: int) -> list[str]:
    """Make every table that the models read; return the names of those without rows."""
    contracts = {
        node["name"]: {one["name"]: one["data_type"] for one in node["columns"].values()}
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "user_facts"
    }
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'; create schema user_facts")
        connection.execute(_USER_ID_OF)
        wanted = _read_by_models(manifest)
        for name in sorted({*wanted, *_OF_PEOPLE, *_OF_THE_BRAND}):
            columns = ", ".join(f"{name} {kind}" for name, kind in contracts[name].items())
            connection.execute(f"create table user_facts.{name} ({columns})")
        for name, query in _OF_THE_BRAND.items():
            connection.execute(f"insert into user_facts.{name} by name {query}")
        for first in range(0, people, PEOPLE_AT_ONCE):
            end = min(first + PEOPLE_AT_ONCE, people)
            connection.execute(_PEOPLE.format(first=first, end=end))
            connection.execute(_DAYS)
            connection.execute(_PURCHASES)
            for name, query in _OF_PEOPLE.items():
                connection.execute(f"insert into user_facts.{name} by name {query}")
    return sorted(wanted - {*_OF_PEOPLE, *_OF_THE_BRAND})


def _read_by_models(manifest: Mapping[str, Any]) -> set[str]:
    """Name the models of other folders that those measured read."""
    models = {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    measured = {key for key, node in models.items() if node["fqn"][1] in FOLDERS}
    parents = {parent for key in measured for parent in models[key]["depends_on"]["nodes"]}
    return {models[key]["name"] for key in (parents & set(models)) - measured}


def main(
    people: Annotated[int, typer.Argument(help="Number of people.")] = 1_000_000,
    scratch: Annotated[Path | None, typer.Option(help="Folder with room: 15 GB.")] = None,
) -> None:
    """Print what segments, cohorts and KPIs take, in all and per model."""
    typer.echo("| people | step | models | s | peak GB |\n|---:|---|---:|---:|---:|")
    measure(people, scratch)


if __name__ == "__main__":
    typer.run(main)
