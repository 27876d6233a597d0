-- One row per person and spell of days at whose end the person is a core or a normal
-- member of communities, by the messages of the 30 days up to it; else a lurker.
-- Half-open: so on started_date <= day < ended_date. In which community the messages
-- were written plays no part: the tier is the person's, as in user_segments.
{{ config(schema='user_facts', enabled=is_measured('activity')) }}

with

messages as (
    select * from {{ ref('fct_interactions') }}
    where event_type = 'message' and group_id is not null and user_id is not null
),

rules as (
    select * from {{ ref('community_tiers') }}
),

message_days as (
    select
        user_id,
        happened_date,
        count(*) as messages,
        count(message_length) as measured_messages,
        coalesce(sum(message_length), 0) as characters
    from messages
    group by user_id, happened_date
),

changes as (
    select
        message_days.user_id,
        cast(message_days.happened_date + ends.days as date) as changed_date,
        sum(message_days.messages * ends.sign) as messages,
        sum(message_days.measured_messages * ends.sign) as measured_messages,
        sum(message_days.characters * ends.sign) as characters
    from message_days
    cross join (values (0, 1), (30, -1)) as ends (days, sign)
    group by message_days.user_id, cast(message_days.happened_date + ends.days as date)
),

changes_cumulated as (
    select
        user_id,
        changed_date,
        lead(changed_date)
            over (partition by user_id order by changed_date nulls last)
            as next_date,
    {%- for column in ['messages', 'measured_messages', 'characters'] %}
    sum({{ column }}) over (
        partition by user_id
        order by changed_date nulls last
        rows between unbounded preceding and current row
        ) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    from changes
),

tiers_held as (
    select
        changes_cumulated.user_id,
        changes_cumulated.changed_date,
        changes_cumulated.next_date,
        min(rules.tier_order) as tier_order
    from changes_cumulated
    inner join rules
        on
            changes_cumulated.messages >= rules.least_messages
            and changes_cumulated.characters
            >= rules.least_mean_length * changes_cumulated.measured_messages
            and (
                changes_cumulated.measured_messages > 0
                or rules.least_mean_length = 0
            )
    where rules.community_tier in ('core', 'normal')
    group by
        changes_cumulated.user_id,
        changes_cumulated.changed_date,
        changes_cumulated.next_date
)

select
    tiers_held.user_id,
    rules.community_tier,
    tiers_held.changed_date as started_date,
    tiers_held.next_date as ended_date
from tiers_held
inner join rules on tiers_held.tier_order = rules.tier_order
