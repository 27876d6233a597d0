-- One row per person and stretch of days with live memberships of the programme in
-- which the level does not change. Half-open: started_date <= day < ended_date.
-- Of several memberships the level that began last counts. Stretches that touch are one
-- run: the person was a member without a break.
{{ config(schema='user_facts', enabled=is_measured('member')) }}

with

claims as (
    -- A membership of no level holds where no level does: its key comes first.
    select
        user_id,
        started_date,
        coalesce(ended_date, cast('9999-12-31' as date)) as ended_date,
        'unknown' as member_level,
        '0' as claim_key
    from {{ ref('fct_member_spells') }}
    where
        user_id is not null
        and (ended_date is null or ended_date > started_date)
    union all
    select
        user_id,
        started_date,
        coalesce(ended_date, cast('9999-12-31' as date)) as ended_date,
        member_level,
        '1' || cast(started_at as string) || member_record_id as claim_key
    from {{ ref('fct_member_levels') }}
    where
        user_id is not null
        and (ended_date is null or ended_date > started_date)
),

change_days as (
    select user_id, started_date as changed_date from claims
    union
    select user_id, ended_date as changed_date from claims
),

stretches as (
    select
        user_id,
        changed_date as started_date,
        lead(changed_date)
            over (partition by user_id order by changed_date nulls last)
            as ended_date
    from change_days
),

levels_found as (
    select
        stretches.user_id,
        stretches.started_date,
        stretches.ended_date,
        max_by(claims.member_level, claims.claim_key) as member_level
    from stretches
    inner join claims
        on
            stretches.user_id = claims.user_id
            and stretches.started_date >= claims.started_date
            and stretches.started_date < claims.ended_date
    group by stretches.user_id, stretches.started_date, stretches.ended_date
),

stretches_followed as (
    select
        *,
        lag(ended_date)
            over (partition by user_id order by started_date nulls last)
            as previous_ended_date
    from levels_found
),

runs_numbered as (
    select
        *,
        sum(
            case
                when previous_ended_date is distinct from started_date then 1
                else 0
            end
        ) over (
            partition by user_id
            order by started_date nulls last
            rows between unbounded preceding and current row
        ) as run_number
    from stretches_followed
),

runs_bounded as (
    select
        user_id,
        member_level,
        started_date,
        ended_date,
        min(started_date) over (partition by user_id, run_number) as run_started_date,
        max(ended_date) over (partition by user_id, run_number) as run_ended_date,
        -- The first stretch of the run is the only one that follows a gap.
        min(previous_ended_date) over (partition by user_id, run_number)
            as first_previous_ended_date
    from runs_numbered
)

select
    user_id,
    member_level,
    started_date,
    case when ended_date < cast('9999-12-31' as date) then ended_date end as ended_date,
    run_started_date,
    case when run_ended_date < cast('9999-12-31' as date) then run_ended_date end
        as run_ended_date,
    case
        when first_previous_ended_date < run_started_date then first_previous_ended_date
    end as previous_run_ended_date
from runs_bounded
