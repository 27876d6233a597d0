-- One row per campaign, comparison (variant or arm), outcome (order or visit) and
-- variant against the base: difference of the shares of people with the outcome.
-- Interval of the difference: Newcombe's; p: two-sided, pooled. The check of the
-- sample ratio is that of equal halves, null for arms, which are not planned as halves:
-- under 0.001 do not trust the difference. Nothing is corrected for many comparisons.
-- Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
{{ config(enabled=is_measured('content')) }}

with

counted as (
    select * from {{ ref('int_experiments_counted') }}
),

campaigns as (
    select * from {{ ref('dim_campaigns') }}
),

paired as (
    select
        tested.campaign_id,
        tested.comparison,
        tested.outcome,
        tested.variant,
        base.variant as base_variant,
        tested.assigned_users,
        base.assigned_users as base_assigned_users,
        tested.mature_users as observed_users,
        base.mature_users as base_observed_users,
        tested.converted_users,
        base.converted_users as base_converted_users,
        {{ ratio('tested.converted_users', 'tested.mature_users') }} as conversion_rate,
        {{ ratio('base.converted_users', 'base.mature_users') }}
            as base_conversion_rate,
        {{ ratio(
            'tested.converted_users + base.converted_users',
            'tested.mature_users + base.mature_users'
        ) }} as pooled_rate
    from counted as tested
    inner join counted as base
        on
            tested.campaign_id = base.campaign_id
            and tested.comparison = base.comparison
            and tested.outcome = base.outcome
            and base.is_base
    where not tested.is_base
),

compared as (
    select
        *,
        conversion_rate - base_conversion_rate as difference,
        {%- for side, sign in [('low', -1), ('high', 1)] %}
        {{ wilson_bound('converted_users', 'observed_users', sign) }}
            as rate_{{ side }},
        {{ wilson_bound('base_converted_users', 'base_observed_users', sign) }}
            as base_rate_{{ side }},
        {%- endfor %}
        sqrt(
            pooled_rate * (1 - pooled_rate)
            * (
                1.0e0 / nullif(observed_users, 0)
                + 1.0e0 / nullif(base_observed_users, 0)
            )
        ) as pooled_error,
        -- Chi-square of two halves is the square of this.
        cast(assigned_users - base_assigned_users as double)
        / sqrt(assigned_users + base_assigned_users) as sample_ratio_z
    from paired
)

select
    'ab_test_result' as metric_id,
    compared.campaign_id,
    campaigns.campaign_name,
    campaigns.campaign_type,
    campaigns.starts_date,
    campaigns.ends_date,
    compared.comparison,
    compared.outcome,
    compared.variant,
    compared.base_variant,
    compared.assigned_users,
    compared.base_assigned_users,
    compared.observed_users,
    compared.base_observed_users,
    compared.converted_users,
    compared.base_converted_users,
    compared.conversion_rate,
    compared.base_conversion_rate,
    round(compared.difference, 12) as difference,
    {%- for side, sign, other in [('low', '-', 'high'), ('high', '+', 'low')] %}
    round(
        compared.difference
        {{ sign }} sqrt(
            power(compared.conversion_rate - compared.rate_{{ side }}, 2)
            + power(compared.base_conversion_rate - compared.base_rate_{{ other }}, 2)
        ), 9
    ) as difference_{{ side }},
    {%- endfor %}
    round(
        {{ ratio('compared.difference', 'compared.base_conversion_rate') }}, 12
    ) as lift,
    {{ two_sided_p('compared.difference / nullif(compared.pooled_error, 0)') }}
        as p_value,
    case
        when compared.comparison = 'variant'
            then {{ two_sided_p('compared.sample_ratio_z') }}
    end as sample_ratio_p_value,
    {{ as_of_date() }} as as_of_date
from compared
left join campaigns on compared.campaign_id = campaigns.campaign_id
