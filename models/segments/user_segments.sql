-- One row per snapshot and person entered by then: the segments the person was in at
-- the end of that day, as known now.
-- A person is in many segments: counts of different kinds do not add up, nor do those
-- of different snapshots.

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

rules_applied as (
    select * from {{ ref('int_rules_applied') }}
),

buyers as (
    select * from {{ ref('int_buyers_ranked') }}
),

bounds as (
    select * from {{ ref('int_score_bounds') }}
)

select
    rules_applied.snapshot_date,
    rules_applied.is_current,
    users.user_id,
    rules_applied.lifecycle_stage,
    rules_applied.value_tier,
    rules_applied.spend_level,
    rules_applied.rfm_segment,
    rules_applied.recency_score,
    rules_applied.frequency_score,
    rules_applied.monetary_score,
    {%- for measure, column in [
        ('recency', '-rules_applied.days_since_last_purchase'),
        ('frequency', 'rules_applied.purchase_days'),
        ('monetary', 'rules_applied.net_revenue'),
    ] %}
    case
        when rules_applied.days_since_last_purchase is null then null
        {%- for score in [5, 4, 3, 2] %}
        when {{ column }} >= {{ measure }}.score_{{ score }}_from then {{ score }}
        {%- endfor %}
        else 1
    end as {{ measure }}_percentile_score,
    {%- endfor %}
    buyers.repurchase_group,
    buyers.radar_class,
    rules_applied.community_tier,
    rules_applied.is_koc,
    rules_applied.discount_dependence,
    rules_applied.relationship_state,
    rules_applied.purchase_state,
    rules_applied.lost_first,
    rules_applied.days_since_login,
    rules_applied.days_since_interaction,
    rules_applied.days_since_last_purchase,
    rules_applied.purchase_days,
    rules_applied.net_revenue,
    {{ as_of_date() }} as as_of_date
from rules_applied
inner join users on rules_applied.user_number = users.user_number
left join buyers
    on
        rules_applied.user_number = buyers.user_number
        and rules_applied.snapshot_date = buyers.snapshot_date
{%- for measure in ['recency', 'frequency', 'monetary'] %}
left join bounds as {{ measure }}
    on
        rules_applied.snapshot_date = {{ measure }}.snapshot_date
        and {{ measure }}.measure = '{{ measure }}'
{%- endfor %}
