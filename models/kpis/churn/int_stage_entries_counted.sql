-- One row per grain, period and lifecycle stage: people who entered the stage in the
-- period, each by the first entry, with who bought within 30 days and, of those warned,
-- who was touched and has not churned in 90 days.
-- The total counts a person once per stage.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set days = var('follow_up_days') %}
{%- set dimensions = {'lifecycle_stage': 'lifecycle_stage'} %}

with

entries as (
    select
        *,
        started_date + 30 <= {{ as_of_date() }} as is_mature,
        started_date + {{ days }} <= {{ as_of_date() }} as is_warning_mature
    from {{ ref('int_stage_entries') }}
),

calendar as (
    select * from {{ ref('int_calendar_periods') }}
    where grain <> 'day'
),

entries_of_periods as (
    select
        calendar.grain,
        calendar.period_start,
        entries.*,
        coalesce(entries.previous_entry_date < calendar.period_start, true)
            as is_first_entry,
        entries.is_warned
        and coalesce(entries.previous_warning_date < calendar.period_start, true)
            as is_first_warning
    from entries
    inner join calendar on entries.started_date = calendar.business_date
)

select
    grain,
    period_start,
    {{ dimension_of(dimensions) }} as dimension,
    {{ dimension_value_of(dimensions) }} as dimension_value,
    {%- for name, condition in [
        ('mature_users', 'is_first_entry and is_mature'),
        (
            'converted_users',
            'is_first_entry and is_mature and next_purchase_date <= started_date + 30',
        ),
        ('touched_users', 'is_first_warning and is_touched'),
        (
            'mature_touched_users',
            'is_first_warning and is_touched and is_warning_mature',
        ),
        (
            'saved_touched_users',
            'is_first_warning and is_touched and is_warning_mature and not is_lapsed',
        ),
        ('untouched_users', 'is_first_warning and not is_touched'),
        (
            'mature_untouched_users',
            'is_first_warning and not is_touched and is_warning_mature',
        ),
        (
            'saved_untouched_users',
            'is_first_warning and not is_touched and is_warning_mature'
            ' and not is_lapsed',
        ),
    ] %}
    cast(sum(case when {{ condition }} then 1 else 0 end) as bigint) as {{ name }},
    {%- endfor %}
    cast(sum(case when is_first_entry then 1 else 0 end) as bigint) as entered_users
from entries_of_periods
group by {{ grouping_sets_of('grain, period_start', dimensions) }}
