-- Days under a bound are counted from joining, days over one from any other axis; only
-- the last stage has no rule; purchase lapses are the stage churned.
with

stages as (
    select
        *,
        max(precedence) over () as last_precedence
    from {{ ref('lifecycle_stages') }}
)

select
    precedence,
    lifecycle_stage,
    axis,
    comparison,
    days
from stages
where
    (axis is null) <> (precedence = last_precedence)
    or (axis is null) <> (comparison is null)
    or (axis is null) <> (days is null)
    or (axis = 'join') <> (comparison = 'under')
    or (lifecycle_stage = 'churned') <> coalesce(axis = 'purchase', false)
    or precedence not between 1 and 30
