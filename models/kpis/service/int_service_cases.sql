-- One row per service case: a ticket, or a return of goods, with whether it was closed
-- in time.
{{ config(schema='user_facts', enabled=is_measured('service')) }}
{%- set promised_days = var('ticket_promise_days') %}
{%- set return_days = var('return_promise_days') %}

with

tickets as (
    select * from {{ ref('fct_tickets') }}
),

return_parts as (
    select * from {{ ref('fct_refunds') }}
    where refund_kind = 'return'
),

returns as (
    select
        refund_id,
        max(user_id) as user_id,
        max(reason) as reason,
        min(requested_at) as requested_at,
        max(completed_at) as completed_at,
        max(refund_date) as refund_date
    from return_parts
    group by refund_id
),

dated_returns as (
    select
        *,
        {{ business_date('requested_at') }} as requested_date
    from returns
)

select
    'ticket ' || ticket_id as case_id,
    'ticket' as case_kind,
    user_id,
    channel,
    ticket_type,
    theme,
    cast(null as string) as reason,
    opened_date,
    resolved_date as closed_date,
    seconds_to_first_reply,
    seconds_to_resolution as seconds_to_close,
    -- Not yet to be judged: null.
    case
        when opened_date + {{ promised_days }} <= {{ as_of_date() }}
            then coalesce(seconds_to_resolution <= {{ promised_days }} * 86400, false)
    end as is_in_time
from tickets
union all
select
    'return ' || refund_id as case_id,
    'return' as case_kind,
    user_id,
    cast(null as string) as channel,
    cast(null as string) as ticket_type,
    cast(null as string) as theme,
    reason,
    requested_date as opened_date,
    refund_date as closed_date,
    cast(null as bigint) as seconds_to_first_reply,
    {{ seconds_between('requested_at', 'completed_at') }} as seconds_to_close,
    case
        when requested_date + {{ return_days }} <= {{ as_of_date() }}
            then
                coalesce(
                    {{ seconds_between('requested_at', 'completed_at') }}
                    <= {{ return_days }} * 86400,
                    false
                )
    end as is_in_time
from dated_returns
