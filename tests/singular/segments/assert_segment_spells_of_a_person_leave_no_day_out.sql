-- From the day of entering to as_of_date, spell after spell, the stages told apart, and
-- the tiers.
with

users as (
    select * from {{ ref('int_users_described') }}
    where entered_date is not null
),

segment_spells as (
    select
        'lifecycle_stage' as segment_kind,
        user_id,
        lifecycle_stage as segment,
        previous_stage as previous_segment,
        started_date,
        ended_date
    from {{ ref('lifecycle_stage_spells') }}
    union all
    select
        'value_tier' as segment_kind,
        user_id,
        value_tier as segment,
        previous_tier as previous_segment,
        started_date,
        ended_date
    from {{ ref('value_tier_spells') }}
),

spells as (
    select
        *,
        lag(ended_date) over (
            partition by segment_kind, user_id order by started_date nulls last
        ) as ended_date_before,
        lag(segment) over (
            partition by segment_kind, user_id order by started_date nulls last
        ) as segment_before,
        lead(started_date) over (
            partition by segment_kind, user_id order by started_date nulls last
        ) as started_date_after
    from segment_spells
),

kinds as (
    select segment_kind
    from (values ('lifecycle_stage'), ('value_tier')) as listed (segment_kind)
),

expected as (
    select
        kinds.segment_kind,
        users.user_id,
        users.entered_date
    from users
    cross join kinds
),

first_spells as (
    select
        segment_kind,
        user_id,
        min(started_date) as started_date
    from spells
    group by segment_kind, user_id
)

select
    segment_kind,
    user_id,
    started_date,
    'its neighbours do not touch it' as what_is_wrong
from spells
where
    ended_date is distinct from started_date_after
    or previous_segment is distinct from segment_before
    or segment = segment_before
    or ended_date <= started_date
    or (ended_date_before is null and previous_segment is not null)
union all
select
    coalesce(expected.segment_kind, first_spells.segment_kind) as segment_kind,
    coalesce(expected.user_id, first_spells.user_id) as user_id,
    first_spells.started_date,
    'it does not begin with entering' as what_is_wrong
from expected
full outer join first_spells
    on
        expected.segment_kind = first_spells.segment_kind
        and expected.user_id = first_spells.user_id
where expected.entered_date is distinct from first_spells.started_date
