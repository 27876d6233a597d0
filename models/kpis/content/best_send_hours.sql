-- One row per segment (all, a value tier, a lifecycle stage): the hour of sending with
-- the highest lower Wilson bound of the open rate. A few lucky touches make no best
-- hour. Of equal bounds the hour with more touches, then the earlier one. Observed, not
-- tested: what is sent at that hour may differ from the rest.
{{ config(enabled=is_measured('content')) }}

with

hours as (
    select
        *,
        {{ wilson_bound('opened_touches', 'touches', -1) }} as open_rate_low,
        {{ wilson_bound('opened_touches', 'touches', 1) }} as open_rate_high
    from {{ ref('int_send_hours_counted') }}
),

hours_ranked as (
    select
        *,
        row_number() over (
            partition by dimension, dimension_value
            order by
                open_rate_low desc nulls last,
                touches desc nulls last,
                sent_hour asc nulls last
        ) as hour_rank,
        count(*) over (partition by dimension, dimension_value) as hours_compared,
        sum(touches) over (partition by dimension, dimension_value) as all_touches,
        sum(opened_touches) over (partition by dimension, dimension_value)
            as all_opened_touches
    from hours
)

select
    'best_send_hour' as metric_id,
    dimension,
    dimension_value,
    sent_hour as best_hour,
    opened_touches,
    touches,
    {{ ratio('opened_touches', 'touches') }} as open_rate,
    open_rate_low,
    open_rate_high,
    cast(hours_compared as int) as hours_compared,
    {{ ratio('all_opened_touches', 'all_touches') }} as open_rate_all_hours,
    {{ as_of_date() }} as as_of_date
from hours_ranked
where hour_rank = 1
