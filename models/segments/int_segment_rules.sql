-- One row per kind of segment, segment and measure that can give it, as of as_of_date,
-- with the bounds in numbers and in signs.
{{ config(schema='user_facts') }}
{#- Kind (which is also the column that names the segment), where the rule stands,
    measure, bounds, whether each bound itself is in, for which rows, and the place in
    the order of kinds whose rules are asked one after the other. -#}
{%- set sources = [
    ('lifecycle_stage', ref('lifecycle_stages'), "case axis
            when 'interaction' then 'days_since_interaction'
            when 'login' then 'days_since_login'
            when 'purchase' then 'days_since_last_purchase'
            when 'join' then 'days_since_entered'
            else 'otherwise'
        end", "case when comparison = 'over' then days end",
        "case when comparison = 'under' then days end", 'false', 'false', 'true',
        'precedence'),
    ('value_tier', ref('value_tiers'), "'net_revenue'", 'least_net_revenue', 'null',
        'true', 'true', 'least_net_revenue is not null', 'tier_order'),
    ('value_tier', ref('value_tiers'), "'purchase_days'", 'least_purchase_days', 'null',
        'true', 'true', 'least_purchase_days is not null', 'tier_order'),
    ('value_tier', ref('value_tiers'), "'days_since_last_purchase'", 'null',
        'most_days_since_last_purchase', 'true', 'true',
        'most_days_since_last_purchase is not null', 'tier_order'),
    ('value_tier', ref('value_tiers'), "'lifecycle_stage'", 'null', 'null', 'true',
        'true', 'lifecycle_stage is not null', 'tier_order'),
    ('value_tier', ref('value_tiers'), "'otherwise'", 'null', 'null', 'true', 'true',
        'coalesce(least_net_revenue, least_purchase_days, most_days_since_last_purchase)'
        ' is null and lifecycle_stage is null', 'tier_order'),
    ('spend_level', ref('spend_levels'), "'net_revenue'", 'lower_bound', 'upper_bound',
        'is_lower_included', 'is_upper_included', 'true', '1'),
    ('discount_dependence', ref('discount_dependences'), "'discounted_share'",
        'lower_bound', 'upper_bound', 'is_lower_included', 'is_upper_included', 'true',
        '1'),
    ('rfm_segment', ref('int_rfm_bounds'), 'measure', 'lower_bound', 'upper_bound', 'true',
        'false', 'true', '1'),
    ('radar_class', ref('radar_classes'), "'mean_percentile'", 'lower_bound',
        'upper_bound', 'true', 'false', 'true', '1'),
    ('community_tier', ref('community_tiers'), "'messages'", 'least_messages', 'null',
        'true', 'true', 'true', 'tier_order'),
    ('community_tier', ref('community_tiers'), "'mean_length'", 'least_mean_length',
        'null', 'true', 'true', 'true', 'tier_order'),
    ('repurchase_group', ref('repurchase_groups'), "'buyer_rank'",
        'ceil(lower_share * bounds.buyer_count)',
        'ceil(upper_share * bounds.buyer_count)', 'false', 'true', 'true', '1'),
    ('koc', ref('koc_answers'), "'koc_score'",
        "case when koc = 'koc' then bounds.least_koc_score end",
        "case when koc <> 'koc' then bounds.least_koc_score end", 'true', 'false',
        'true', '1'),
    ('relationship_state', ref('relationship_states'), "case relationship_state
            when 'live' then 'days_since_relationship_began'
            when 'lost' then 'days_since_relationship_ended'
            else 'otherwise'
        end", "case when relationship_state <> 'none' then 0 end", 'null', 'true',
        'true', 'true', '1'),
    ('purchase_state', ref('purchase_states'), "case
            when purchase_state = 'none' then 'otherwise'
            else 'days_since_last_purchase'
        end", "case when purchase_state = 'lapsed' then bounds.buying_days end",
        "case when purchase_state = 'buying' then bounds.buying_days end", 'false',
        'true', 'true', '1'),
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
    {%- for kind, rows, measure, lower, upper, lower_in, upper_in, holds, place in
        sources %}
    select
        '{{ kind }}' as segment_kind,
        {{ kind }} as segment,
        {{ measure }} as measure,
        cast({{ lower }} as decimal(18, 4)) as lower_bound,
        cast({{ upper }} as decimal(18, 4)) as upper_bound,
        {{ lower_in }} as is_lower_included,
        {{ upper_in }} as is_upper_included,
        {{ place }} as place,
        name_zh,
        name_en
    from {{ rows }}
    cross join bounds
    where {{ holds }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

worded as (
    select
        rules.*,
        measures.name_zh as measure_zh,
        measures.name_en as measure_en,
        coalesce(
            case when rules.is_lower_included then ' >= ' else ' > ' end
            || cast(cast(rules.lower_bound as decimal(18, 2)) as string), ''
        )
        || coalesce(
            case when rules.is_upper_included then ' <= ' else ' < ' end
            || cast(cast(rules.upper_bound as decimal(18, 2)) as string), ''
        ) as bounds_text,
        case when rules.measure = 'lifecycle_stage' then named_stages.name_zh end
            as stage_zh,
        case when rules.measure = 'lifecycle_stage' then named_stages.name_en end
            as stage_en
    from rules
    inner join {{ ref('segment_measures') }} as measures
        on rules.measure = measures.measure
    left join {{ ref('value_tiers') }} as tiers
        on rules.segment_kind = 'value_tier' and rules.segment = tiers.value_tier
    left join {{ ref('lifecycle_stages') }} as named_stages
        on tiers.lifecycle_stage = named_stages.lifecycle_stage
)

select
    segment_kind,
    segment,
    measure,
    lower_bound,
    upper_bound,
    name_zh || ': ' || measure_zh || bounds_text || coalesce(' = ' || stage_zh, '')
    || case
        when place > 1 and measure <> 'otherwise' then '(其前各条均不符合)' else ''
    end as reason_zh,
    name_en || ': ' || measure_en || bounds_text || coalesce(' = ' || stage_en, '')
    || case
        when place > 1 and measure <> 'otherwise' then ' (no rule before it holds)'
        else ''
    end as reason_en
from worded
