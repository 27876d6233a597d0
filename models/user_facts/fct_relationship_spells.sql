-- One row per person and spell with any live relation: contact, group or membership.
-- Spells of a person that overlap or touch are one: nobody has two on one day.
-- Half-open: live on started_date <= day < ended_date; an open one has no end.

with

spells as (
    select
        user_id,
        relation_kind as kind,
        relation_id as spell_id,
        started_at,
        started_date,
        ended_at,
        ended_date
    from {{ ref('fct_relations') }}
    union all
    select
        user_id,
        'membership' as kind,
        member_record_id as spell_id,
        started_at,
        started_date,
        ended_at,
        ended_date
    from {{ ref('fct_member_spells') }}
),

-- What is open ends after the last day that the numbers describe.
spells_bounded as (
    select
        *,
        coalesce(ended_date, cast({{ as_of_date() }} + interval '1' day as date))
            as bounded_ended_date
    from spells
    -- Begun and ended on one day, it was live at the end of none.
    where user_id is not null and started_date is distinct from ended_date
),

ends_before_found as (
    select
        *,
        max(bounded_ended_date) over (
            partition by user_id
            order by started_date nulls last, kind nulls last, spell_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as ended_date_before
    from spells_bounded
),

islands_numbered as (
    select
        *,
        sum(case when started_date <= ended_date_before then 0 else 1 end) over (
            partition by user_id
            order by started_date nulls last, kind nulls last, spell_id nulls last
            rows between unbounded preceding and current row
        ) as island_number
    from ends_before_found
),

places_numbered as (
    select
        *,
        row_number() over (
            partition by user_id, island_number
            order by started_at nulls last, kind nulls last, spell_id nulls last
        ) as place_from_first,
        row_number() over (
            partition by user_id, island_number
            order by
                ended_at desc nulls first,
                kind asc nulls last,
                spell_id asc nulls last
        ) as place_from_last
    from islands_numbered
)

select
    user_id,
    min(started_date) as started_date,
    max(case when place_from_last = 1 then ended_date end) as ended_date,
    max(case when place_from_first = 1 then kind end) as first_kind,
    max(case when place_from_last = 1 and ended_date is not null then kind end)
        as ended_kind
from places_numbered
group by user_id, island_number
