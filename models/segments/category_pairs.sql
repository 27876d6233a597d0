-- One row per level, scope and ordered pair of items bought together: support,
-- confidence and lift.
-- scope basket: kept orders, guests included; user: the whole history of a person.
-- Only items of a known kind count; pairs in fewer than pair_rules asks for are no row.
-- Both directions are given, with one support, lift and z; pairs overlap and add up to
-- nothing.
-- sqlfluff:rules:references.keywords:ignore_words:support

with

pairs as (
    select * from {{ ref('int_pairs_counted') }}
),

directed as (
    select
        pair_level,
        scope,
        first_item as from_item,
        second_item as to_item,
        pair_count,
        first_count as from_count,
        second_count as to_count,
        total_count
    from pairs
    union all
    select
        pair_level,
        scope,
        second_item as from_item,
        first_item as to_item,
        pair_count,
        second_count as from_count,
        first_count as to_count,
        total_count
    from pairs
),

expected as (
    select
        *,
        cast(from_count as double) * to_count as count_product,
        cast(total_count - from_count as double) * (total_count - to_count)
            as rest_product,
        cast(total_count as double) * total_count as total_squared
    from directed
)

-- z: of n with both, as many as independence lets expect are E = a b / N, with the
-- variance a b (N - a) (N - b) / (N^2 (N - 1)), given a and b of N (hypergeometric).
-- Source: N. Mantel and W. Haenszel (1959), J. Natl. Cancer Inst. 22(4), 719-748.
select
    pair_level,
    scope,
    from_item,
    to_item,
    pair_count,
    from_count,
    to_count,
    total_count,
    {{ ratio('pair_count', 'total_count') }} as support,
    {{ wilson_bound('pair_count', 'total_count', -1) }} as support_low,
    {{ wilson_bound('pair_count', 'total_count', 1) }} as support_high,
    {{ ratio('pair_count', 'from_count') }} as confidence,
    {{ wilson_bound('pair_count', 'from_count', -1) }} as confidence_low,
    {{ wilson_bound('pair_count', 'from_count', 1) }} as confidence_high,
    {{ ratio('cast(pair_count as double) * total_count', 'count_product') }} as lift,
    round(
        {{ ratio(
            'pair_count - ' ~ ratio('count_product', 'total_count'),
            'sqrt('
            ~ ratio(
                'count_product * rest_product',
                'total_squared * (total_count - 1)'
            ) ~ ')'
        ) }}, 9
    ) as z,
    {{ as_of_date() }} as as_of_date
from expected
