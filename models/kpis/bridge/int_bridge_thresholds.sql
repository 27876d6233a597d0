-- One row per definition of churn that differs in how many days make a lapse.
{{ config(schema='user_facts', materialized='view') }}

select
    'churn_rate' as measure_id,
    days as threshold_days
from {{ ref('lifecycle_stages') }}
where lifecycle_stage = 'churned'
union all
select
    measure_id,
    threshold_days
from
    (
        values ('churn_rate_after_60_days', 60), ('churn_rate_after_180_days', 180)
    ) as listed (measure_id, threshold_days)
