-- One row per population, person, community and spell of days in it. Half-open; no end
-- = open. Who counts in a period: who is in the population at its end; of the unpaid,
-- also who leaves it by buying for the first time (ended_date) in the period.
-- group_member is anybody in any community; community_member, each community apart.
{{ config(schema='user_facts') }}

with

-- Begun and ended on one day, it was live at the end of none.
stays as (
    select * from {{ ref('fct_relations') }}
    where
        relation_kind = 'group'
        and user_id is not null
        and started_date is distinct from ended_date
),

scoped as (
    select
        'group_member' as population,
        cast(null as string) as community_id,
        user_id,
        relation_id,
        started_date,
        ended_date
    from stays
    union all
    select
        'community_member' as population,
        group_id as community_id,
        user_id,
        relation_id,
        started_date,
        ended_date
    from stays
    where group_id is not null
),

-- What is open ends after the last day that the numbers describe.
ends_before_found as (
    select
        *,
        max(coalesce(ended_date, {{ as_of_date() }} + 1)) over (
            partition by population, community_id, user_id
            order by started_date nulls last, relation_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as ended_date_before
    from scoped
),

islands_numbered as (
    select
        *,
        sum(case when started_date <= ended_date_before then 0 else 1 end) over (
            partition by population, community_id, user_id
            order by started_date nulls last, relation_id nulls last
            rows between unbounded preceding and current row
        ) as island_number
    from ends_before_found
),

islands as (
    select
        population,
        community_id,
        user_id,
        min(started_date) as started_date,
        case when count(*) = count(ended_date) then max(ended_date) end as ended_date
    from islands_numbered
    group by population, community_id, user_id, island_number
)

select
    population,
    user_id,
    community_id,
    cast(null as string) as acquisition_source,
    started_date,
    ended_date
from islands
union all
select
    'consented' as population,
    user_id,
    null as community_id,
    null as acquisition_source,
    started_date,
    ended_date
from {{ ref('fct_consents') }}
where purpose = 'marketing'
union all
select
    'unpaid' as population,
    user_id,
    null as community_id,
    acquisition_source,
    joined_date as started_date,
    first_purchase_date as ended_date
from {{ ref('dim_users') }}
where joined_date is not null
