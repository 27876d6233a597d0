-- One row per metric, grain, period and dimension value: counts and rates over the
-- buyers of a period.
{{ config(schema='user_facts') }}

with

counted as (
    select * from {{ ref('int_buyers_counted') }}
),

metrics as (
    select * from (
        values
        ('buyers'),
        ('buyers_paid'),
        ('new_buyers'),
        ('repurchase_rate'),
        ('returning_buyer_share'),
        ('returning_buyer_share_broad'),
        ('rebuy_rate_next'),
        ('purchase_frequency_distribution_1'),
        ('purchase_frequency_distribution_2'),
        ('purchase_frequency_distribution_3'),
        ('purchase_frequency_distribution_4'),
        ('purchase_frequency_distribution_5_or_more'),
        ('cross_purchase_rate')
    ) as listed (metric_id)
),

measured as (
    select
        metrics.metric_id,
        counted.grain,
        counted.period_start,
        counted.dimension,
        counted.dimension_value,
        case metrics.metric_id
            when 'buyers' then counted.buyers
            when 'buyers_paid' then counted.paid_buyers
            when 'new_buyers' then counted.new_buyers
            when 'repurchase_rate' then counted.repurchasers
            when 'returning_buyer_share' then counted.old_buyers
            when 'returning_buyer_share_broad' then counted.returning_buyers
            when
                'rebuy_rate_next'
                then case when counted.is_next_over then counted.next_buyers end
            when 'purchase_frequency_distribution_1' then counted.once
            when 'purchase_frequency_distribution_2' then counted.twice
            when 'purchase_frequency_distribution_3' then counted.three_times
            when 'purchase_frequency_distribution_4' then counted.four_times
            when
                'purchase_frequency_distribution_5_or_more'
                then counted.five_times_or_more
            -- Where no category is known, who bought from two of them is not
            -- observable.
            when
                'cross_purchase_rate'
                then case when counted.has_category then counted.cross_buyers end
        end as numerator,
        case
            when
                metrics.metric_id not in ('buyers', 'buyers_paid', 'new_buyers')
                then counted.buyers
        end as denominator,
        case
            when metrics.metric_id = 'buyers_paid' then counted.paid_buyers
            else counted.buyers
        end as total_count
    from counted
    cross join metrics
),

with_named_totals as (
    select * from measured
    union all
    -- The old and the new rate also stand as totals of their own, under their names in
    -- the catalogue.
    select
        'repurchase_rate_' || dimension_value as metric_id,
        grain,
        period_start,
        'all' as dimension,
        'all' as dimension_value,
        numerator,
        denominator,
        total_count
    from measured
    where metric_id = 'repurchase_rate' and dimension = 'buyer_type'
)

select
    metric_id,
    grain,
    period_start,
    dimension,
    dimension_value,
    cast(numerator as double) as numerator,
    -- What cannot be observed has no base either, and nobody in it is mature.
    case when numerator is not null then cast(denominator as double) end as denominator,
    case
        when denominator is null then cast(numerator as double)
        else {{ ratio('numerator', 'denominator') }}
    end as value,
    cast(case when numerator is null then 0 else total_count end as bigint)
        as mature_count,
    cast(total_count as bigint) as total_count
from with_named_totals
