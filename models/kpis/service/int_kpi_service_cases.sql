-- One row per metric, grain and period: whether people buy again within 90 days of a
-- ticket or return that was late, and of one in time, by the day the case was opened.
-- A person with both in a period counts as late, from the first late case on.
{{ config(schema='user_facts', enabled=is_measured('service')) }}
{%- set days = var('follow_up_days') %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
),

cases as (
    select * from {{ ref('int_service_cases') }}
    where user_id is not null and is_in_time is not null
),

purchase_days as (
    select * from {{ ref('fct_purchase_days') }}
),

user_periods as (
    select
        calendar.grain,
        calendar.period_start,
        cases.user_id,
        min(case when not cases.is_in_time then cases.opened_date end)
            as first_late_date,
        min(cases.opened_date) as first_date
    from cases
    inner join calendar on cases.opened_date = calendar.business_date
    group by calendar.grain, calendar.period_start, cases.user_id
),

anchored as (
    select
        grain,
        period_start,
        user_id,
        case when first_late_date is not null then 1 else 0 end as is_late,
        coalesce(first_late_date, first_date) as case_date
    from user_periods
),

followed as (
    select
        anchored.grain,
        anchored.period_start,
        anchored.user_id,
        anchored.is_late,
        case
            when anchored.case_date + {{ days }} <= {{ as_of_date() }} then 1 else 0
        end as is_mature,
        max(
            case
                when
                    anchored.case_date + {{ days }} <= {{ as_of_date() }}
                    and anchored.case_date < purchase_days.purchase_date
                    and anchored.case_date + {{ days }} >= purchase_days.purchase_date
                    then 1
                else 0
            end
        ) as is_repurchased
    from anchored
    left join purchase_days on anchored.user_id = purchase_days.user_id
    group by
        anchored.grain,
        anchored.period_start,
        anchored.user_id,
        anchored.is_late,
        anchored.case_date
),

counted as (
    select
        grain,
        period_start,
        'all' as dimension,
        'all' as dimension_value,
        sum(is_late) as late_total,
        nullif(sum(is_late * is_mature), 0) as late_mature,
        sum(is_late * is_repurchased) as late_repurchased,
        sum(1 - is_late) as in_time_total,
        nullif(sum((1 - is_late) * is_mature), 0) as in_time_mature,
        sum((1 - is_late) * is_repurchased) as in_time_repurchased
    from followed
    group by grain, period_start
),

rated as (
    select
        *,
        {{ ratio('late_repurchased', 'late_mature') }} as late_rate,
        {{ wilson_bound('late_repurchased', 'late_mature', -1) }} as late_low,
        {{ wilson_bound('late_repurchased', 'late_mature', 1) }} as late_high,
        {{ ratio('in_time_repurchased', 'in_time_mature') }} as in_time_rate,
        {{ wilson_bound('in_time_repurchased', 'in_time_mature', -1) }} as in_time_low,
        {{ wilson_bound('in_time_repurchased', 'in_time_mature', 1) }} as in_time_high
    from counted
),

-- The Wilson bounds of both shares put together.
-- Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
compared as (
    select
        *,
        late_rate - in_time_rate as difference,
        sqrt(
            (late_rate - late_low) * (late_rate - late_low)
            + (in_time_high - in_time_rate) * (in_time_high - in_time_rate)
        ) as down,
        sqrt(
            (late_high - late_rate) * (late_high - late_rate)
            + (in_time_rate - in_time_low) * (in_time_rate - in_time_low)
        ) as up
    from rated
)

{{ measured_metrics('compared', [
    {
        'id': 'service_churn_risk',
        'value': 'round(difference, 12)',
        'low': 'round(difference - down, 12)',
        'high': 'round(difference + up, 12)',
        'mature': 'coalesce(late_mature, 0) + coalesce(in_time_mature, 0)',
        'total': 'late_total + in_time_total',
    },
    {
        'id': 'service_churn_risk_late',
        'numerator': 'case when late_mature > 0 then late_repurchased end',
        'denominator': 'late_mature',
        'mature': 'coalesce(late_mature, 0)',
        'total': 'late_total',
    },
    {
        'id': 'service_churn_risk_in_time',
        'numerator': 'case when in_time_mature > 0 then in_time_repurchased end',
        'denominator': 'in_time_mature',
        'mature': 'coalesce(in_time_mature, 0)',
        'total': 'in_time_total',
    },
]) }}
