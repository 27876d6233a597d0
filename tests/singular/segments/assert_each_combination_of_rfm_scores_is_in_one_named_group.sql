with

scores as (
    select score
    from (values (1), (2), (3), (4), (5)) as listed (score)
),

combinations as (
    select
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from scores as recency
    cross join scores as frequency
    cross join scores as monetary
)

select
    combinations.recency_score,
    combinations.frequency_score,
    combinations.monetary_score,
    count(named.rfm_segment) as named_groups
from combinations
left join {{ ref('rfm_segments') }} as named
    on
        combinations.recency_score between named.recency_from and named.recency_to
        and combinations.frequency_score
        between named.frequency_from and named.frequency_to
        and combinations.monetary_score
        between named.monetary_from and named.monetary_to
group by
    combinations.recency_score, combinations.frequency_score,
    combinations.monetary_score
having count(named.rfm_segment) <> 1
