-- One row per person on an action list, as the member of staff reads it who is to act.

with

actions as (
    select * from {{ ref('action_lists') }}
),

staff as (
    select * from {{ ref('dim_staff') }}
),

segments as (
    select * from {{ ref('user_segments') }}
    where is_current
),

labels as (
    select * from {{ ref('value_labels') }}
),

stages as (
    select * from labels
    where dimension = 'lifecycle_stage'
),

tiers as (
    select * from labels
    where dimension = 'value_tier'
)

select
    actions.user_id,
    actions.list_id,
    actions.rule_zh,
    actions.reason_zh,
    actions.expected_value,
    actions.last_touch_date,
    stages.value_zh as lifecycle_stage_zh,
    tiers.value_zh as value_tier_zh,
    actions.staff_id,
    staff.store_id,
    actions.as_of_date
from actions
inner join segments on actions.user_id = segments.user_id
left join staff on actions.staff_id = staff.staff_id
left join stages on segments.lifecycle_stage = stages.dimension_value
left join tiers on segments.value_tier = tiers.dimension_value
