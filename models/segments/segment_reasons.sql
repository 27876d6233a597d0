-- One row per person, kind of segment and measure as of as_of_date: the rule that
-- decided which segment of the kind the person is in, its bounds and the value.
-- Kinds that look at several measures (RFM, communities) have a row for each.
-- Kinds in which a person cannot be (never bought: no RFM) have no row.
{%- set kinds = [
    ('lifecycle_stage', 'stage_measure', 'stage_value'),
    ('value_tier', 'tier_measure', 'tier_value'),
    ('spend_level', "'net_revenue'", 'net_revenue'),
    ('rfm_segment', "'days_since_last_purchase'", 'days_since_last_purchase'),
    ('rfm_segment', "'purchase_days'", 'purchase_days'),
    ('rfm_segment', "'net_revenue'", 'net_revenue'),
    ('repurchase_group', "'buyer_rank'", 'buyer_rank'),
    ('radar_class', "'mean_percentile'", 'mean_percentile'),
    ('community_tier', "'messages'", 'messages'),
    ('community_tier', "'mean_length'", 'mean_length'),
    ('koc', "'koc_score'", 'koc_score'),
    ('discount_dependence', "'discounted_share'", 'discounted_share'),
    ('relationship_state', 'relationship_measure', 'relationship_days'),
    ('purchase_state', 'purchase_measure', 'days_since_last_purchase'),
] %}

with

measured as (
    select * from {{ ref('int_segments_measured') }}
),

rules as (
    select * from {{ ref('int_segment_rules') }}
),

by_kind as (
    {%- for kind, measure, measured in kinds %}
    select
        user_id,
        '{{ kind }}' as segment_kind,
        {{ kind }} as segment,
        {{ measure }} as measure,
        cast({{ measured }} as decimal(18, 4)) as measured_value
    from measured
    where {{ kind }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    by_kind.user_id,
    by_kind.segment_kind,
    by_kind.segment,
    by_kind.measure,
    by_kind.measured_value,
    rules.lower_bound,
    rules.upper_bound,
    rules.reason_zh,
    rules.reason_en,
    {{ as_of_date() }} as as_of_date
from by_kind
inner join rules
    on
        by_kind.segment_kind = rules.segment_kind
        and by_kind.segment = rules.segment
        and by_kind.measure = rules.measure
