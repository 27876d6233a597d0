-- One row per person on an action list at the end of as_of_date: the first rule of
-- action_rules that holds, of several subjects the one with the highest signal.
-- Expected values add up over people; the people they come from do not.

with

rules as (
    select * from {{ ref('action_rules') }}
),

signals as (
    select * from {{ ref('int_action_signals') }}
),

reachable as (
    select * from {{ ref('int_users_reachable') }}
),

segments as (
    select * from {{ ref('user_segments') }}
    where is_current
),

group_values as (
    select * from {{ ref('int_action_values') }}
),

matched as (
    select
        rules.*,
        signals.signal_value,
        signals.signal_date,
        signals.amount,
        signals.subject_zh,
        signals.subject_en,
        segments.user_id,
        segments.lifecycle_stage,
        segments.value_tier,
        segments.purchase_state,
        segments.net_revenue,
        segments.purchase_days,
        reachable.staff_id,
        reachable.last_touch_date,
        row_number() over (
            partition by segments.user_id
            order by
                rules.precedence asc nulls last,
                signals.signal_value desc nulls last,
                signals.subject_en asc nulls last
        ) as rule_order
    from reachable
    inner join segments on reachable.user_id = segments.user_id
    inner join signals on segments.user_id = signals.user_id
    inner join rules
        on
            signals.signal_id = rules.signal_id
            and (rules.at_least is null or signals.signal_value >= rules.at_least)
            and (rules.at_most is null or signals.signal_value <= rules.at_most)
    where
        {{ is_listed('segments.lifecycle_stage', 'rules.lifecycle_stages') }}
        and {{ is_listed('segments.value_tier', 'rules.value_tiers') }}
        and {{ is_listed('segments.purchase_state', 'rules.purchase_states') }}
        and (coalesce(segments.is_koc, false) or not rules.only_koc)
        and (
            reachable.last_touch_date is null
            or reachable.last_touch_date
            < cast({{ as_of_date() }} - rules.cool_down_days as date)
        )
),

first_matched as (
    select
        *,
        cast(coalesce(net_revenue, 0) as string) as net_revenue_text,
        cast(coalesce(purchase_days, 0) as string) as purchase_days_text,
        cast(signal_value as string) as days_text,
        coalesce(cast(signal_date as string), '') as date_text,
        coalesce(amount, '') as amount_text
    from matched
    where rule_order = 1
),

told as (
    select
        *,
    {% for language in ('zh', 'en') -%}
    replace(replace(replace(replace(replace(replace(
        reason_{{ language }}, '{subject}', subject_{{ language }}
        ), '{days}', days_text), '{date}', date_text), '{amount}', amount_text),
    '{net_revenue}', net_revenue_text), '{purchase_days}', purchase_days_text)
        as told_{{ language }}{{ ',' if not loop.last }}
    {% endfor %}
    from first_matched
)

select
    told.user_id,
    told.list_id,
    told.rule_id,
    told.name_zh as rule_zh,
    told.name_en as rule_en,
    told.channel,
    told.told_zh as reason_zh,
    told.told_en as reason_en,
    {{ ratio('group_values.net_revenue_ahead', 'group_values.user_snapshots') }}
        as expected_value,
    coalesce(group_values.user_snapshots, 0) as expected_basis,
    told.last_touch_date,
    told.staff_id,
    {{ as_of_date() }} as as_of_date
from told
left join group_values
    on
        told.lifecycle_stage = group_values.lifecycle_stage
        and told.value_tier = group_values.value_tier
        and told.purchase_state = group_values.purchase_state
