-- One row per driver, person and event by which people are told apart: a paid order,
-- returned or not; a ticket, about quality or something else; an answer, satisfied or
-- not, attached or not.
{{ config(schema='user_facts', enabled=is_measured('service')) }}

with

returned as (
    select distinct order_id
    from {{ ref('fct_refunds') }}
    where refund_kind = 'return'
),

answers as (
    select * from {{ ref('fct_survey_answers') }}
    where user_id is not null
)

select
    'return' as driver,
    orders.user_id,
    orders.ordered_date as event_date,
    orders.order_id as event_id,
    case when returned.order_id is null then 0 else 1 end as is_exposed
from {{ ref('fct_orders') }} as orders
left join returned on orders.order_id = returned.order_id
where orders.is_paid and orders.user_id is not null
union all
select
    'quality_ticket' as driver,
    user_id,
    opened_date as event_date,
    ticket_id as event_id,
    case when ticket_type = 'quality' then 1 else 0 end as is_exposed
from {{ ref('fct_tickets') }}
where user_id is not null and ticket_type is not null
union all
select
    'satisfaction' as driver,
    user_id,
    answered_date as event_date,
    answer_id as event_id,
    case when score >= 4 then 1 else 0 end as is_exposed
from answers
where question_id = 'satisfaction' and score is not null
union all
select
    'attachment' as driver,
    user_id,
    answered_date as event_date,
    answer_id as event_id,
    case when answer_value = 'yes' then 1 else 0 end as is_exposed
from answers
where question_id = 'attachment'
