-- One row per metric, grain, period and dimension value: days between purchase
-- occasions, and by how much they are fewer than in the period before.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}

with

measured as (
    select * from {{ ref('int_cycles_measured') }}
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

counted as (
    select
        measured.*,
        earlier.median_days as previous_median_days,
        earlier.kaplan_meier_days as previous_kaplan_meier_days
    from measured
    inner join periods
        on
            measured.grain = periods.grain
            and measured.period_start = periods.period_start
    left join measured as earlier
        on
            periods.grain = earlier.grain
            and periods.previous_period_start = earlier.period_start
            and measured.dimension = earlier.dimension
            and measured.dimension_value = earlier.dimension_value
)

{{ measured_metrics('counted', [
    {
        'id': 'repurchase_cycle_days',
        'value': 'median_days',
        'total': 'closed_count',
    },
    {
        'id': 'repurchase_cycle_days_mean',
        'numerator': 'closed_days',
        'denominator': 'closed_count',
        'total': 'closed_count',
    },
    {
        'id': 'repurchase_cycle_days_p90',
        'value': 'p90_days',
        'total': 'closed_count',
    },
    {
        'id': 'repurchase_cycle_days_first_to_second',
        'value': 'first_to_second_days',
        'total': 'first_closed_count',
    },
    {
        'id': 'repurchase_cycle_days_kaplan_meier',
        'value': 'kaplan_meier_days',
        'mature': 'opened_closed_count',
        'total': 'opened_count',
    },
    {
        'id': 'repurchase_cycle_reduction',
        'numerator': 'median_days',
        'denominator': 'previous_median_days',
        'value': '1 - median_days / nullif(previous_median_days, 0)',
        'total': 'closed_count',
        'only': "dimension = 'all'",
    },
    {
        'id': 'repurchase_cycle_reduction_kaplan_meier',
        'numerator': 'kaplan_meier_days',
        'denominator': 'previous_kaplan_meier_days',
        'value': '1 - kaplan_meier_days / nullif(previous_kaplan_meier_days, 0)',
        'mature': 'opened_closed_count',
        'total': 'opened_count',
        'only': "dimension = 'all'",
    },
]) }}
