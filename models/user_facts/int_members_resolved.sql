-- One row per member record, or buyer without one, by as_of_date, with the person
-- behind it. No rule joins members of two systems yet: every member is a person.

with

members as (
    select source_system || ':' || member_id as member_id
    from {{ ref('int_members_united') }}
    where
        joined_at is null
        or {{ business_date('joined_at') }} <= {{ as_of_date() }}
),

buyers as (
    select member_id from {{ ref('int_orders_classified') }}
    where member_id is not null and set_aside_reason is null
),

refunded as (
    select member_id from {{ ref('int_refunds_classified') }}
    where
        member_id is not null
        and set_aside_reason is null
        and refund_date <= {{ as_of_date() }}
),

united as (
    select member_id from members
    union
    select member_id from buyers
    union
    select member_id from refunded
)

select
    member_id,
    md5(member_id) as user_id
from united
