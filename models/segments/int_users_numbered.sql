-- One row per person who has entered, with a number in the order of user_id: what is
-- told per person and snapshot is joined by numbers, which are short.
{{ config(schema='user_facts') }}

with

described as (
    select * from {{ ref('int_users_described') }}
    where entered_date is not null
),

users as (
    select * from {{ ref('dim_users') }}
)

select
    described.user_id,
    cast(row_number() over (order by described.user_id nulls last) as int)
        as user_number,
    least(users.met_date, described.entered_date) as met_date,
    described.entered_date,
    described.first_purchase_date
from described
inner join users on described.user_id = users.user_id
