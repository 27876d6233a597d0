-- One row per snapshot: the score of influence from which on a person is a key opinion
-- consumer.
-- Score = forwarded touches and referred buyers of twelve calendar months. Who has
-- fewer people above than the top share holds is one: equal scores are never split.
{{ config(schema='user_facts') }}

with

measures as (
    select * from {{ ref('int_snapshot_measures') }}
),

rules as (
    select * from {{ ref('koc_rules') }}
),

counted as (
    select
        snapshot_date,
        koc_score,
        count(*) as user_count
    from measures
    group by snapshot_date, koc_score
),

counted_above as (
    select
        *,
        sum(user_count) over (
            partition by snapshot_date
            order by koc_score desc nulls last
            rows between unbounded preceding and current row
        ) - user_count as higher_count,
        sum(user_count) over (partition by snapshot_date) as all_count
    from counted
)

select
    counted_above.snapshot_date,
    cast(greatest(min(counted_above.koc_score), max(rules.least_score)) as int)
        as least_koc_score
from counted_above
cross join rules
where counted_above.higher_count < ceil(rules.top_share * counted_above.all_count)
group by counted_above.snapshot_date
