-- One row per community, and for everybody: how interactions of the first 30 days go
-- with being active 90 days (give or take 3) after joining. Spearman's rho, mean ranks
-- for ties, and the point-biserial correlation; 95 % intervals by Fisher's z. Null
-- where all have the same interactions, or the same fate; no interval for fewer than 4
-- people. Correlation is not effect.
{{ config(enabled=is_measured('activity')) }}
{%- set correlations = ['spearman', 'point_biserial'] %}

with

users as (
    select * from {{ ref('int_first_days_ranked') }}
),

sizes as (
    select
        *,
        count(*) over (partition by community) as community_size
    from users
),

-- Ranks are taken from their mean, so that the sums stay small; decimals are wide.
aggregated as (
    select
        community,
        cast(count(*) as bigint) as joined_users,
        cast(sum(is_retained) as bigint) as retained_users,
        cast(sum(interactions) as bigint) as interactions,
        cast(sum(is_retained * interactions) as bigint) as retained_interactions,
        sum(cast(interactions * interactions as decimal(38, 0)))
            as squared_interactions,
        sum(
            cast(
                (doubled_rank - community_size - 1)
                * (doubled_rank - community_size - 1) as decimal(38, 0)
            )
        ) as squared_ranks,
        sum(
            cast(
                is_retained * (doubled_rank - community_size - 1) as decimal(38, 0)
            )
        ) as retained_ranks
    from sizes
    group by community
),

-- Sums of squares and products about the mean.
centred as (
    select
        *,
        cast(squared_ranks as double) as spearman_squares,
        cast(retained_ranks as double) as spearman_products,
        cast(squared_interactions as double)
        - cast(interactions as double)
        * interactions
        / joined_users as point_biserial_squares,
        cast(retained_interactions as double)
        - cast(interactions as double) * retained_users / joined_users
            as point_biserial_products,
        cast(retained_users as double) * (joined_users - retained_users) / joined_users
            as retained_squares
    from aggregated
),

correlated as (
    select
        {%- for name in correlations %}
        case
            when {{ name }}_squares > 0 and retained_squares > 0
                then
                    {{ name }}_products
                    / sqrt({{ name }}_squares * retained_squares)
        end as {{ name }},
        {%- endfor %}
        community,
        joined_users,
        retained_users,
        interactions
    from centred
)

select
    'activity_retention_correlation' as metric_id,
    case community when 'all' then 'all' else 'community' end as dimension,
    community as dimension_value,
    joined_users,
    retained_users,
    interactions,
    {%- for name in correlations %}
    round({{ name }}, 9) as {{ name }},
    {%- for side, sign in [('low', '-'), ('high', '+')] %}
    case
        when joined_users > 3 and abs({{ name }}) < 1
            then
                round(
                    tanh(
                        atanh({{ name }}) {{ sign }} 1.959963984540054e0
                        / sqrt(joined_users - 3)
                    ),
                    9
                )
    end as {{ name }}_{{ side }},
    {%- endfor %}
    {%- endfor %}
    {{ as_of_date() }} as as_of_date
from correlated
