-- One row per metric, grain and period in which an alert of the total opened: the part
-- that moved the total most since the period before, of dimensions that add up.
-- A part moves a rate by what it has above the rate before, of all: (n - rate x d) / D,
-- less the same of the period before; over all parts that is the change of the rate.
{{ config(schema='user_facts') }}

with

alerts as (
    select * from {{ ref('int_kpi_alerts_opened') }}
),

periods as (
    select * from {{ ref('int_kpi_periods') }}
),

kpis as (
    select * from {{ ref('kpi_values') }}
),

moves as (
    select distinct
        alerts.metric_id,
        alerts.grain,
        alerts.opened_period,
        sides.sign,
        case sides.sign
            when 1 then alerts.opened_period else periods.previous_period_start
        end as period_start
    from alerts
    inner join periods
        on
            alerts.grain = periods.grain
            and alerts.opened_period = periods.period_start
    cross join (values (1), (-1)) as sides (sign)
    where alerts.dimension = 'all' and periods.previous_period_start is not null
),

parts as (
    select
        {%- for part in ['numerator', 'denominator'] %}
        {%- for side, sign in [('now', 1), ('before', -1)] %}
        coalesce(max(case when moves.sign = {{ sign }} then kpis.{{ part }} end), 0)
            as {{ part }}_{{ side }},
        {%- endfor %}
        {%- endfor %}
        count(kpis.denominator) > 0 as is_rate,
        max(moves.sign) - min(moves.sign) as spanned,
        moves.metric_id,
        moves.grain,
        moves.opened_period,
        kpis.dimension,
        kpis.dimension_value
    from moves
    inner join kpis
        on
            moves.metric_id = kpis.metric_id
            and moves.grain = kpis.grain
            and moves.period_start = kpis.period_start
    group by
        moves.metric_id,
        moves.grain,
        moves.opened_period,
        kpis.dimension,
        kpis.dimension_value
),

totals as (
    select
        metric_id,
        grain,
        opened_period,
        case when is_rate then denominator_now else 1 end as base_now,
        case when is_rate then denominator_before else 1 end as base_before,
        case when is_rate then numerator_before / denominator_before else 0 end
            as rate_before,
        case
            when is_rate
                then
                    numerator_now / denominator_now
                    - numerator_before / denominator_before
            else numerator_now - numerator_before
        end as total_move
    from parts
    where
        dimension = 'all'
        and spanned = 2
        and (not is_rate or (denominator_now > 0 and denominator_before > 0))
),

explained as (
    select
        parts.metric_id,
        parts.grain,
        parts.opened_period,
        parts.dimension,
        parts.dimension_value,
        round(totals.total_move, 9) as total_move,
        round(
            (
                (parts.numerator_now - totals.rate_before * parts.denominator_now)
                / totals.base_now
                - (
                    parts.numerator_before
                    - totals.rate_before * parts.denominator_before
                )
                / totals.base_before
            ) / totals.total_move,
            9
        ) as move_share
    from parts
    inner join totals
        on
            parts.metric_id = totals.metric_id
            and parts.grain = totals.grain
            and parts.opened_period = totals.opened_period
    inner join {{ ref('kpi_definitions') }} as definitions
        on parts.metric_id = definitions.metric_id
    where
        {{ is_word_of('parts.dimension', 'definitions.additive_dimensions') }}
        -- A cohort's own month is no cause.
        and parts.dimension <> 'cohort'
        and abs(totals.total_move) > 1e-9
),

ranked as (
    select
        *,
        row_number() over (
            partition by metric_id, grain, opened_period
            order by
                move_share desc nulls last,
                dimension asc nulls last,
                dimension_value asc nulls last
        ) as place
    from explained
    where move_share > 0
)

select
    metric_id,
    grain,
    opened_period,
    dimension,
    dimension_value,
    move_share,
    total_move
from ranked
where place = 1
