-- One row per person, community and stretch of days in it; stretches of a person in one
-- community do not overlap. Half-open: started_date <= day < ended_date; no end = open.
-- The community by which somebody joined reaches back: it is that of the period of
-- joining.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

users as (
    select * from {{ ref('dim_users') }}
),

stays as (
    select
        relations.user_id,
        relations.group_id,
        relations.relation_id,
        case
            when relations.started_date <= users.joined_date
                then cast('0001-01-01' as date)
            else relations.started_date
        end as started_date,
        coalesce(relations.ended_date, cast('9999-12-31' as date)) as ended_date
    from {{ ref('fct_relations') }} as relations
    inner join users on relations.user_id = users.user_id
    where
        relations.relation_kind = 'group'
        and (
            relations.ended_date is null
            or relations.ended_date > relations.started_date
        )
),

stays_compared as (
    -- Somebody can be in a community with two accounts at a time.
    select
        *,
        coalesce(
            max(ended_date) over (
                partition by user_id, group_id
                order by
                    started_date nulls last,
                    ended_date nulls last,
                    relation_id nulls last
                rows between unbounded preceding and 1 preceding
            ),
            cast('0001-01-01' as date)
        ) as covered_until
    from stays
)

select
    user_id,
    group_id,
    greatest(started_date, covered_until) as started_date,
    case when ended_date < cast('9999-12-31' as date) then ended_date end as ended_date
from stays_compared
where ended_date > covered_until
