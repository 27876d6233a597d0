-- Whoever did something by as_of_date is a person in dim_users.

with

facts as (
    select user_id from {{ ref('fct_user_days') }}
    union
    select user_id from {{ ref('fct_relations') }}
    union
    select user_id from {{ ref('fct_refunds') }}
),

users as (
    select user_id from {{ ref('dim_users') }}
)

select facts.user_id
from facts
left join users on facts.user_id = users.user_id
where facts.user_id is not null and users.user_id is null
