-- One row per metric, grain and period of first purchase, dimension and value: what a
-- first buyer brings in by what winning a user cost in the same period.
-- Null until somebody's 12 months are over, and where no acquisition cost is booked.
{{ config(schema='user_facts', enabled=is_measured('prediction')) }}

with

ltv as (
    select * from {{ ref('int_ltv_counted') }}
    where dimension in ('all', 'source')
),

windows as (
    select * from {{ ref('ltv_windows') }}
    where is_headline
),

costs as (
    select * from {{ ref('int_acquisition_summed') }}
),

counted as (
    select
        ltv.grain,
        ltv.period_start,
        ltv.dimension,
        ltv.dimension_value,
        ltv.first_buyers,
        ltv.mature_buyers,
        {{ ratio('ltv.net_revenue', 'ltv.mature_buyers') }} as ltv_per_user,
        {{ ratio('costs.acquisition_cost', 'costs.new_users') }} as cost_per_user
    from ltv
    inner join windows on ltv.window_days = windows.window_days
    left join costs
        on
            ltv.grain = costs.grain
            and ltv.period_start = costs.period_start
            and ltv.dimension = costs.dimension
            and ltv.dimension_value = costs.dimension_value
)

{{ measured_metrics('counted', [
    {
        'id': 'ltv_to_cac',
        'numerator': 'case when cost_per_user is not null then ltv_per_user end',
        'denominator': 'case when ltv_per_user is not null then cost_per_user end',
        'mature': 'mature_buyers',
        'total': 'first_buyers',
    },
]) }}
