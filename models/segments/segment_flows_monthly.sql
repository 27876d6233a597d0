-- One row per month, kind of segment and segment that somebody was in at its start or
-- end. opening + entered - left = closing. Users of a segment do not add up over
-- months.

with

transitions as (
    select * from {{ ref('stage_transitions') }}
    where grain = 'month'
),

movements as (
    select
        period_start,
        segment_kind,
        to_segment as segment,
        is_complete,
        0 as opening_users,
        case when from_segment <> to_segment then user_count else 0 end
            as entered_users,
        0 as left_users,
        user_count as closing_users
    from transitions
    union all
    select
        period_start,
        segment_kind,
        from_segment as segment,
        is_complete,
        user_count as opening_users,
        0 as entered_users,
        case when from_segment <> to_segment then user_count else 0 end as left_users,
        0 as closing_users
    from transitions
    where from_segment <> 'none'
)

select
    period_start,
    segment_kind,
    segment,
    cast(sum(opening_users) as bigint) as opening_users,
    cast(sum(entered_users) as bigint) as entered_users,
    cast(sum(left_users) as bigint) as left_users,
    cast(sum(closing_users) as bigint) as closing_users,
    is_complete,
    {{ as_of_date() }} as as_of_date
from movements
group by period_start, segment_kind, segment, is_complete
