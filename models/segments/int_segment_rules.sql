-- One row per kind of segment, segment and measure that can give it, as of as_of_date,
-- with the bounds in numbers and in signs.
{{ config(schema='user_facts') }}
{#- Kind (which is also the column that names the segment), where the rule stands,
    measure, bounds, whether each bound itself is in, and for which rows. -#}
{%- set sources = [
    ('lifecycle_stage', 'lifecycle_stages', "case axis
            when 'interaction' then 'days_since_interaction'
            when 'login' then 'days_since_login'
            when 'purchase' then 'days_since_last_purchase'
            when 'join' then 'days_since_entered'
            else 'otherwise'
        end", "case when comparison = 'over' then days end",
        "case when comparison = 'under' then days end", 'false', 'false', 'true'),
    ('value_tier', 'value_tiers', "'net_revenue'", 'least_net_revenue', 'null', 'true',
        'true', 'least_net_revenue is not null'),
    ('value_tier', 'value_tiers', "'purchase_days'", 'least_purchase_days', 'null',
        'true', 'true', 'least_purchase_days is not null'),
    ('value_tier', 'value_tiers', "'days_since_last_purchase'", 'null',
        'most_days_since_last_purchase', 'true', 'true',
        'most_days_since_last_purchase is not null'),
    ('value_tier', 'value_tiers', "'lifecycle_stage'", 'null', 'null', 'true', 'true',
        'lifecycle_stage is not null'),
    ('value_tier', 'value_tiers', "'otherwise'", 'null', 'null', 'true', 'true',
        'coalesce(least_net_revenue, least_purchase_days, most_days_since_last_purchase)'
        ' is null and lifecycle_stage is null'),
    ('spend_level', 'spend_levels', "'net_revenue'", 'lower_bound', 'upper_bound',
        'is_lower_included', 'is_upper_included', 'true'),
    ('discount_dependence', 'discount_dependences', "'discounted_share'", 'lower_bound',
        'upper_bound', 'is_lower_included', 'is_upper_included', 'true'),
    ('rfm_segment', 'rfm_segments', "'rfm_scores'",
        '100 * recency_from + 10 * frequency_from + monetary_from',
        '100 * recency_to + 10 * frequency_to + monetary_to', 'true', 'true', 'true'),
    ('radar_class', 'radar_classes', "'mean_percentile'", 'lower_bound', 'upper_bound',
        'true', 'false', 'true'),
    ('community_tier', 'community_tiers', "'messages'", 'least_messages', 'null', 'true',
        'true', 'true'),
    ('repurchase_group', 'repurchase_groups', "'buyer_rank'",
        'ceil(lower_share * bounds.buyer_count)',
        'ceil(upper_share * bounds.buyer_count)', 'false', 'true', 'true'),
    ('koc', 'koc_answers', "'koc_score'",
        "case when koc = 'koc' then bounds.least_koc_score end",
        "case when koc <> 'koc' then bounds.least_koc_score end", 'true', 'false',
        'true'),
    ('relationship_state', 'relationship_states', "case relationship_state
            when 'live' then 'days_since_relationship_began'
            when 'lost' then 'days_since_relationship_ended'
            else 'otherwise'
        end", "case when relationship_state <> 'none' then 0 end", 'null', 'true',
        'true', 'true'),
    ('purchase_state', 'purchase_states', "case
            when purchase_state = 'none' then 'otherwise'
            else 'days_since_last_purchase'
        end", "case when purchase_state = 'lapsed' then bounds.buying_days end",
        "case when purchase_state = 'buying' then bounds.buying_days end", 'false',
        'true', 'true'),
] %}

with

purchase_rules as (
    select max(days) as buying_days from {{ ref('lifecycle_stages') }}
    where axis = 'purchase' and comparison = 'over'
),

bounds as (
    -- One row: what depends on the other people of the snapshot, or on another rule.
    select
        koc_bounds.least_koc_score,
        max(purchase_rules.buying_days) as buying_days,
        max(buyers.buyer_count) as buyer_count
    from {{ ref('int_koc_bounds') }} as koc_bounds
    cross join purchase_rules
    left join {{ ref('int_buyers_ranked') }} as buyers
        on koc_bounds.snapshot_date = buyers.snapshot_date
    where koc_bounds.snapshot_date = {{ as_of_date() }}
    group by koc_bounds.least_koc_score
),

rules as (
    {%- for kind, seed, measure, lower, upper, lower_in, upper_in, rows in sources %}
    select
        '{{ kind }}' as segment_kind,
        {{ kind }} as segment,
        {{ measure }} as measure,
        cast({{ lower }} as decimal(18, 4)) as lower_bound,
        cast({{ upper }} as decimal(18, 4)) as upper_bound,
        {{ lower_in }} as is_lower_included,
        {{ upper_in }} as is_upper_included,
        name_zh,
        name_en
    from {{ ref(seed) }}
    cross join bounds
    where {{ rows }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

written as (
    select
        *,
        cast(cast(lower_bound as int) as string) as lower_digits,
        cast(cast(upper_bound as int) as string) as upper_digits
    from rules
),

worded as (
    select
        rules.*,
        measures.name_zh as measure_zh,
        measures.name_en as measure_en,
        case
            when rules.measure = 'rfm_scores'
                then
                    ' R ' || substr(lower_digits, 1, 1) || '-'
                    || substr(upper_digits, 1, 1)
                    || ' F ' || substr(lower_digits, 2, 1) || '-'
                    || substr(upper_digits, 2, 1)
                    || ' M ' || substr(lower_digits, 3, 1) || '-'
                    || substr(upper_digits, 3, 1)
            else
                coalesce(
                    case when is_lower_included then ' >= ' else ' > ' end
                    || cast(cast(lower_bound as decimal(18, 2)) as string), ''
                )
                || coalesce(
                    case when is_upper_included then ' <= ' else ' < ' end
                    || cast(cast(upper_bound as decimal(18, 2)) as string), ''
                )
        end as bounds_text
    from written as rules
    inner join {{ ref('segment_measures') }} as measures
        on rules.measure = measures.measure
)

select
    segment_kind,
    segment,
    measure,
    lower_bound,
    upper_bound,
    name_zh || ': ' || measure_zh || bounds_text as reason_zh,
    name_en || ': ' || measure_en || bounds_text as reason_en
from worded
