-- One row per grain and period: requests to be erased that wait at its end, and how
-- long those carried out in it had waited.
-- A request that was carried out went with the person, from every earlier period, too.
-- What is left of it are the files that had it: it had waited since the first of them
-- was loaded.
{{ config(schema='user_facts', enabled=is_measured('privacy')) }}

with

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

requests as (
    select
        requested_date,
        count(*) as request_count
    from {{ ref('fct_erasure_requests') }}
    group by requested_date
),

requests_counted as (
    select
        periods.grain,
        periods.period_start,
        sum(requests.request_count) as open_requests
    from periods
    inner join requests on periods.period_end >= requests.requested_date
    group by periods.grain, periods.period_start
),

erasures as (
    select * from {{ ref('int_erasures_selected') }}
    where source_table = 'erasure_requests' and rows_erased > 0
),

loads as (
    select * from {{ ref('int_loads_selected') }}
),

-- What is erased at one instant was carried out together.
waits_found as (
    select
        erasures.source_system,
        erasures.last_erased_at,
        {{ business_date('erasures.last_erased_at') }} as erased_date,
        min(loads._loaded_at) as first_loaded_at
    from erasures
    inner join loads
        on
            erasures.source_system = loads.source_system
            and erasures.source_table = loads.source_table
            and erasures.content_sha256 = loads.content_sha256
    group by erasures.source_system, erasures.last_erased_at
),

waits_timed as (
    select
        erased_date,
        {{ seconds_between('first_loaded_at', 'last_erased_at') }} as waiting_seconds
    from waits_found
),

waits_measured as (
    select
        periods.grain,
        periods.period_start,
        count(*) as erasures,
        percentile_cont(0.5) within group (order by waits_timed.waiting_seconds)
            as median_seconds
    from waits_timed
    inner join periods
        on
            waits_timed.erased_date >= periods.period_start
            and waits_timed.erased_date
            <= least(periods.period_end, {{ as_of_date() }})
    group by periods.grain, periods.period_start
)

select
    periods.grain,
    periods.period_start,
    'all' as dimension,
    'all' as dimension_value,
    -- Where no request ever came in, nobody knows whether they are recorded.
    cast(
        case
            when
                count(requests_counted.open_requests) over () > 0
                or count(waits_measured.erasures) over () > 0
                then coalesce(requests_counted.open_requests, 0)
        end as bigint
    ) as open_requests,
    cast(coalesce(waits_measured.erasures, 0) as bigint) as erasures,
    round(cast(waits_measured.median_seconds as double) / 3600, 9) as median_hours
from periods
left join requests_counted
    on
        periods.grain = requests_counted.grain
        and periods.period_start = requests_counted.period_start
left join waits_measured
    on
        periods.grain = waits_measured.grain
        and periods.period_start = waits_measured.period_start
