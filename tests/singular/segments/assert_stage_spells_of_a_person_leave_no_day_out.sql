-- From the day of entering to as_of_date, spell after spell, the stages told apart.
with

users as (
    select * from {{ ref('int_users_described') }}
    where entered_date is not null
),

spells as (
    select
        *,
        lag(ended_date) over (
            partition by user_id order by started_date nulls last
        ) as ended_date_before,
        lag(lifecycle_stage) over (
            partition by user_id order by started_date nulls last
        ) as stage_before,
        lead(started_date) over (
            partition by user_id order by started_date nulls last
        ) as started_date_after
    from {{ ref('lifecycle_stage_spells') }}
),

first_spells as (
    select
        user_id,
        min(started_date) as started_date
    from spells
    group by user_id
)

select
    user_id,
    started_date,
    'its neighbours do not touch it' as what_is_wrong
from spells
where
    ended_date is distinct from started_date_after
    or previous_stage is distinct from stage_before
    or lifecycle_stage = stage_before
    or ended_date <= started_date
    or (ended_date_before is null and previous_stage is not null)
union all
select
    coalesce(users.user_id, first_spells.user_id) as user_id,
    first_spells.started_date,
    'it does not begin with entering' as what_is_wrong
from users
full outer join first_spells on users.user_id = first_spells.user_id
where users.entered_date is distinct from first_spells.started_date
