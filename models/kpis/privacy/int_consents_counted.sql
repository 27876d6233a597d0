-- One row per grain, period and dimension value: people joined by its end, and those
-- whose consent to marketing is in force at its end.
{{ config(schema='user_facts', enabled=is_measured('privacy')) }}
{%- set dimensions = {'source': 'acquisition_source'} %}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

users as (
    select * from {{ ref('dim_users') }}
    where joined_date is not null
),

joins as (
    select
        joined_date as changed_date,
        acquisition_source,
        1 as joined,
        0 as consenting
    from users
),

consents as (
    select
        users.acquisition_source,
        -- Consent given before joining counts from joining on.
        greatest(consents.started_date, users.joined_date) as started_date,
        consents.ended_date
    from {{ ref('fct_consents') }} as consents
    inner join users on consents.user_id = users.user_id
    where
        consents.purpose = 'marketing'
        and (
            consents.ended_date is null
            or consents.ended_date > greatest(consents.started_date, users.joined_date)
        )
),

changes as (
    select * from joins
    union all
    select
        started_date as changed_date,
        acquisition_source,
        0 as joined,
        1 as consenting
    from consents
    union all
    select
        ended_date as changed_date,
        acquisition_source,
        0 as joined,
        -1 as consenting
    from consents
    where ended_date is not null
),

changes_aggregated as (
    select
        changed_date,
        acquisition_source,
        sum(joined) as joined,
        sum(consenting) as consenting
    from changes
    group by changed_date, acquisition_source
)

select
    periods.grain,
    periods.period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    cast(sum(changes_aggregated.joined) as bigint) as joined_users,
    cast(sum(changes_aggregated.consenting) as bigint) as consenting_users
from periods
inner join changes_aggregated
    on changes_aggregated.changed_date <= least(periods.period_end, {{ as_of_date() }})
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
