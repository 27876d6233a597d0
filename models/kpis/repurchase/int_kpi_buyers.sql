-- One row per metric, grain, period and dimension value: counts and rates over the
-- buyers of a period.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set in_both = ['buyers', 'repurchasers', 'old_buyers'] %}
{%- set of_persons = [
    'once', 'twice', 'three_times', 'four_times', 'five_times_or_more',
    'old_repurchasers', 'cross_buyers', 'mixed_order_buyers', 'categories',
] %}

with

persons as (
    select * from {{ ref('int_buyers_counted') }}
),

scopes as (
    select * from {{ ref('int_scopes_counted') }}
),

-- What is not counted by channel, store and category is not published by them.
counted as (
    select
        grain,
        period_start,
        dimension,
        dimension_value,
        {{ (in_both + of_persons) | join(', ') }},
        buyers - old_buyers as new_buyers,
        repurchasers - old_repurchasers as new_repurchasers
    from persons
    union all
    select
        grain,
        period_start,
        dimension,
        dimension_value,
        {{ in_both | join(', ') }},
        {%- for count in of_persons %}
        null as {{ count }},
        {%- endfor %}
        new_buyers,
        new_repurchasers
    from scopes
)

{{ measured_metrics('counted', [
    {'id': 'buyers', 'numerator': 'buyers'},
    {'id': 'new_buyers', 'numerator': 'new_buyers', 'total': 'buyers'},
    {
        'id': 'repurchase_rate',
        'numerator': 'repurchasers',
        'denominator': 'buyers',
    },
    {
        'id': 'repurchase_rate_old',
        'numerator': 'old_repurchasers',
        'denominator': 'old_buyers',
        'only': "dimension = 'all'",
    },
    {
        'id': 'repurchase_rate_new',
        'numerator': 'new_repurchasers',
        'denominator': 'new_buyers',
        'only': "dimension = 'all'",
    },
    {
        'id': 'omnichannel_repurchase_rate',
        'numerator': 'repurchasers',
        'denominator': 'buyers',
        'only': "dimension in ('all', 'channel_use')",
    },
    {
        'id': 'returning_buyer_share',
        'numerator': 'old_buyers',
        'denominator': 'buyers',
    },
    {
        'id': 'returning_buyer_share_broad',
        'numerator': 'old_buyers + new_repurchasers',
        'denominator': 'buyers',
    },
    {
        'id': 'purchase_frequency_distribution_1',
        'numerator': 'once',
        'denominator': 'buyers',
    },
    {
        'id': 'purchase_frequency_distribution_2',
        'numerator': 'twice',
        'denominator': 'buyers',
    },
    {
        'id': 'purchase_frequency_distribution_3',
        'numerator': 'three_times',
        'denominator': 'buyers',
    },
    {
        'id': 'purchase_frequency_distribution_4',
        'numerator': 'four_times',
        'denominator': 'buyers',
    },
    {
        'id': 'purchase_frequency_distribution_5_or_more',
        'numerator': 'five_times_or_more',
        'denominator': 'buyers',
    },
    {
        'id': 'cross_purchase_rate',
        'numerator': 'case when categories > 0 then cross_buyers end',
        'denominator': 'case when categories > 0 then buyers end',
        'total': 'buyers',
        'mature': 'case when categories > 0 then buyers else 0 end',
    },
    {
        'id': 'cross_purchase_same_order',
        'numerator': 'case when categories > 0 then mixed_order_buyers end',
        'denominator': 'case when categories > 0 then buyers end',
        'total': 'buyers',
        'mature': 'case when categories > 0 then buyers else 0 end',
    },
    {
        'id': 'categories_per_buyer',
        'numerator': 'case when categories > 0 then categories end',
        'denominator': 'case when categories > 0 then buyers end',
        'total': 'buyers',
        'mature': 'case when categories > 0 then buyers else 0 end',
    },
]) }}
