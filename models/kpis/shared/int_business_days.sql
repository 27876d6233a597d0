-- One row per business day from the first event to as_of_date: the days that the
-- semantic layer joins to.
{{ config(schema='user_facts', materialized='view') }}

select business_date from {{ ref('int_calendar_periods') }}
where grain = 'day'
