-- One row per person, community and spell of days at whose end the person is in it; the
-- community all stands for any of them. Half-open: in it on started_date <= day <
-- ended_date; an open one has no end. Stays of a person that overlap or touch are one.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

stays as (
    select
        relations.user_id,
        scopes.scope,
        case scopes.scope when 'all' then 'all' else relations.group_id end
            as community,
        relations.started_date,
        coalesce(relations.ended_date, cast('9998-01-01' as date)) as ended_date
    from {{ ref('fct_relations') }} as relations
    cross join (values ('all'), ('one')) as scopes (scope)
    where
        relations.relation_kind = 'group'
        and relations.user_id is not null
        and relations.group_id is not null
        and (
            relations.ended_date is null
            or relations.started_date < relations.ended_date
        )
),

stays_compared as (
    select
        *,
        max(ended_date) over (
            partition by user_id, community
            order by started_date nulls last, ended_date nulls last
            rows between unbounded preceding and 1 preceding
        ) as latest_end_date
    from stays
),

stays_numbered as (
    select
        *,
        sum(
            case
                when latest_end_date is null or latest_end_date < started_date then 1
                else 0
            end
        ) over (
            partition by user_id, community
            order by started_date nulls last, ended_date nulls last
            rows between unbounded preceding and current row
        ) as spell_number
    from stays_compared
)

select
    user_id,
    community,
    min(started_date) as started_date,
    nullif(max(ended_date), cast('9998-01-01' as date)) as ended_date
from stays_numbered
group by user_id, community, spell_number
