-- Who entered is in one join cohort of each grain, who bought in one of first
-- purchases: nobody lost, nobody twice, in every mart that tells the size of a cohort.
with

people as (
    select
        'join' as cohort_kind,
        count(entered_date) as user_count
    from {{ ref('int_users_described') }}
    union all
    select
        'first_purchase' as cohort_kind,
        count(first_purchase_date) as user_count
    from {{ ref('int_users_described') }}
),

marts as (
    select *
    from (
        values
        ('cohort_retention', 'join'),
        ('cohort_retention', 'first_purchase'),
        ('cohort_user_retention', 'join'),
        ('cohort_repurchase_windows', 'first_purchase')
    ) as listed (mart, cohort_kind)
),

found as (
    select
        'cohort_retention' as mart,
        cohort_kind,
        grain,
        sum(cohort_users) as user_count
    from {{ ref('cohort_retention') }}
    where dimension = 'all' and periods_since = 0
    group by cohort_kind, grain
    union all
    select
        'cohort_user_retention' as mart,
        'join' as cohort_kind,
        grain,
        sum(total_users) as user_count
    from {{ ref('cohort_user_retention') }}
    where
        dimension = 'all'
        and retention_kind = 'on_day'
        and days_since_join = (
            select min(days_since_join) from {{ ref('retention_days') }}
        )
    group by grain
    union all
    select
        'cohort_repurchase_windows' as mart,
        'first_purchase' as cohort_kind,
        grain,
        sum(total_users) as user_count
    from {{ ref('cohort_repurchase_windows') }}
    where
        dimension = 'all'
        and window_days = (
            select min(window_days) from {{ ref('repurchase_windows') }}
        )
    group by grain
)

select
    marts.mart,
    marts.cohort_kind,
    grains.grain,
    people.user_count,
    found.user_count as found_count
from marts
cross join {{ ref('cohort_grains') }} as grains
inner join people on marts.cohort_kind = people.cohort_kind
left join found
    on
        marts.mart = found.mart
        and marts.cohort_kind = found.cohort_kind
        and grains.grain = found.grain
where people.user_count <> coalesce(found.user_count, 0)
