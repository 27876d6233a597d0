-- From the day of entering to as_of_date, spell after spell, the tiers told apart.
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
        lag(value_tier) over (
            partition by user_id order by started_date nulls last
        ) as tier_before,
        lead(started_date) over (
            partition by user_id order by started_date nulls last
        ) as started_date_after
    from {{ ref('value_tier_spells') }}
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
    or previous_tier is distinct from tier_before
    or value_tier = tier_before
    or ended_date <= started_date
    or (ended_date_before is null and previous_tier is not null)
union all
select
    coalesce(users.user_id, first_spells.user_id) as user_id,
    first_spells.started_date,
    'it does not begin with entering' as what_is_wrong
from users
full outer join first_spells on users.user_id = first_spells.user_id
where users.entered_date is distinct from first_spells.started_date
