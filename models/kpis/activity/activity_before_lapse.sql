-- One row per week, 1 to 8, before the day of a purchase lapse: mean interactions of
-- those who lapsed, and of as many who bought again after a purchase of the same month
-- and number, in the same week after it. Weeks of people, not of the calendar; lapses
-- of all time up to as_of_date. The interval of the difference is the normal one for
-- unequal variances.
{{ config(enabled=is_measured('activity')) }}

with

counted as (
    select
        weeks_before,
        is_lapsed,
        matched_users,
        interactions,
        {{ ratio('interactions', 'matched_users') }} as mean_interactions,
        -- Of the mean, not of the people; of a single one nobody knows it.
        case
            when matched_users > 1
                then
                    greatest(
                        {{ ratio(
                            'squared_interactions - '
                            ~ ratio('interactions', 'matched_users')
                            ~ ' * interactions',
                            '(matched_users - 1) * matched_users'
                        ) }},
                        0
                    )
        end as variance
    from {{ ref('int_lapse_weeks_counted') }}
),

lapsed as (
    select * from counted
    where is_lapsed
),

retained as (
    select * from counted
    where not is_lapsed
),

compared as (
    select
        lapsed.weeks_before,
        lapsed.matched_users as matched_pairs,
        lapsed.interactions as lapsed_interactions,
        retained.interactions as retained_interactions,
        lapsed.mean_interactions as lapsed_mean,
        retained.mean_interactions as retained_mean,
        lapsed.mean_interactions - retained.mean_interactions as difference,
        1.959963984540054e0
        * sqrt(lapsed.variance + retained.variance) as margin
    from lapsed
    inner join retained on lapsed.weeks_before = retained.weeks_before
),

lapses as (
    select cast(sum(case when is_lapsed then 1 else 0 end) as bigint) as lapses
    from {{ ref('int_lapses_matched') }}
)

select
    'activity_change_before_churn' as metric_id,
    compared.weeks_before,
    lapses.lapses,
    compared.matched_pairs,
    compared.lapsed_interactions,
    compared.retained_interactions,
    compared.lapsed_mean,
    compared.retained_mean,
    round(compared.difference, 9) as difference,
    round(compared.difference - compared.margin, 9) as difference_low,
    round(compared.difference + compared.margin, 9) as difference_high,
    {{ as_of_date() }} as as_of_date
from compared
cross join lapses
