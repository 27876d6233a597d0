-- One row per driver, grain (quarter, year) and period: of people whose first event of
-- the period tells them apart, how many buy again within 90 days after it, and the
-- difference. Association, not cause: who returns goods differs in other ways, too.
-- Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
{{ config(enabled=is_measured('service')) }}
{%- set days = var('follow_up_days') %}

with

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain in ('quarter', 'year')
),

events_numbered as (
    select
        calendar.grain,
        calendar.period_start,
        events.driver,
        events.user_id,
        events.event_date,
        events.is_exposed,
        row_number() over (
            partition by
                events.driver, calendar.grain, calendar.period_start, events.user_id
            order by events.event_date nulls last, events.event_id nulls last
        ) as place
    from {{ ref('int_driver_events') }} as events
    inner join calendar on events.event_date = calendar.business_date
),

followed as (
    select
        first_events.grain,
        first_events.period_start,
        first_events.driver,
        first_events.user_id,
        first_events.is_exposed,
        max(
            case
                when first_events.event_date + {{ days }} >= bought.purchase_date then 1
                else 0
            end
        ) as is_repurchased
    from events_numbered as first_events
    left join {{ ref('fct_purchase_days') }} as bought
        on
            first_events.user_id = bought.user_id
            and first_events.event_date < bought.purchase_date
    where
        first_events.place = 1
        and first_events.event_date + {{ days }} <= {{ as_of_date() }}
    group by
        first_events.grain,
        first_events.period_start,
        first_events.driver,
        first_events.user_id,
        first_events.is_exposed
),

counted as (
    select
        grain,
        period_start,
        driver,
        sum(is_exposed) as exposed_users,
        sum(is_exposed * is_repurchased) as exposed_repurchased,
        sum(1 - is_exposed) as other_users,
        sum((1 - is_exposed) * is_repurchased) as other_repurchased
    from followed
    group by grain, period_start, driver
),

rated as (
    select
        *,
        {{ ratio('exposed_repurchased', 'exposed_users') }} as exposed_rate,
        {%- for group, side, sign in [
            ('exposed', 'low', -1), ('exposed', 'high', 1),
            ('other', 'low', -1), ('other', 'high', 1),
        ] %}
        {{ wilson_bound(group ~ '_repurchased', group ~ '_users', sign) }}
            as {{ group }}_{{ side }},
        {%- endfor %}
        {{ ratio('other_repurchased', 'other_users') }} as other_rate
    from counted
)

select
    'service_churn_risk_drivers' as metric_id,
    driver,
    grain,
    period_start,
    {%- for group in ['exposed', 'other'] %}
    cast({{ group }}_users as bigint) as {{ group }}_users,
    cast({{ group }}_repurchased as bigint) as {{ group }}_repurchased,
    {{ group }}_rate,
    {%- endfor %}
    round(exposed_rate - other_rate, 12) as difference,
    {%- for side, sign, other in [('low', '-', 'high'), ('high', '+', 'low')] %}
    round(
        exposed_rate - other_rate {{ sign }} sqrt(
            power(exposed_rate - exposed_{{ side }}, 2)
            + power(other_rate - other_{{ other }}, 2)
        ), 9
    ) as difference_{{ side }},
    {%- endfor %}
    {{ as_of_date() }} as as_of_date
from rated
