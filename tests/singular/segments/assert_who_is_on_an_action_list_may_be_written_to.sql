-- People on an action list without consent, without a live contact, asked to be erased,
-- or touched within the cool-down of their rule: told from the spells.
with

listed as (
    select
        lists.user_id,
        lists.list_id,
        lists.as_of_date,
        rules.cool_down_days
    from {{ ref('action_lists') }} as lists
    left join {{ ref('action_rules') }} as rules on lists.rule_id = rules.rule_id
),

consenting as (
    select listed.user_id
    from listed
    inner join {{ ref('fct_consents') }} as consents
        on
            listed.user_id = consents.user_id
            and consents.purpose = 'marketing'
            and listed.as_of_date >= consents.started_date
            and coalesce(listed.as_of_date < consents.ended_date, true)
),

in_contact as (
    select listed.user_id
    from listed
    inner join {{ ref('fct_relations') }} as relations
        on
            listed.user_id = relations.user_id
            and relations.relation_kind = 'contact'
            and listed.as_of_date >= relations.started_date
            and coalesce(listed.as_of_date < relations.ended_date, true)
),

touched as (
    select listed.user_id
    from listed
    inner join {{ ref('fct_touches') }} as touches on listed.user_id = touches.user_id
    where cast(listed.as_of_date - touches.sent_date as int) <= listed.cool_down_days
)

select *
from listed
where
    cool_down_days is null
    or user_id not in (select user_id from consenting)
    or user_id not in (select user_id from in_contact)
    or user_id in (select user_id from touched)
    or user_id in (
        select user_id from {{ ref('fct_erasure_requests') }}
        where user_id is not null
    )
