-- One row per grain, period and dimension value: the days between purchase occasions,
-- by what closed in the period and by what opened in it.
-- Quantiles lie between two neighbours in proportion, as percentile_cont's do. The
-- Kaplan-Meier median counts who has not come back as open at as_of_date.
-- Source: E. L. Kaplan and P. Meier (1958), J. Am. Stat. Assoc. 53(282), 457-481.
{{ config(schema='user_facts', enabled=is_measured('repurchase')) }}
{%- set cell = 'grain, period_start, dimension, dimension_value' %}
{%- set quantiles = [
    ('median', 'closed', 0.5),
    ('p90', 'closed', 0.9),
    ('first_to_second', 'first_closed', 0.5),
] %}

with

counted as (
    select * from {{ ref('int_cycles_counted') }}
),

accumulated as (
    select
        *,
        {%- for count in ['closed', 'first_closed'] %}
        sum({{ count }}_count) over (partition by {{ cell }}) as {{ count }}_total,
        sum({{ count }}_count) over (
            partition by {{ cell }}
            order by duration_days nulls last
            rows between unbounded preceding and current row
        ) as {{ count }}_so_far,
        {%- endfor %}
        -- At risk on a day: every interval that lasted at least that long.
        sum(opened_closed_count + opened_censored_count) over (
            partition by {{ cell }}
            order by duration_days desc nulls last
            rows between unbounded preceding and current row
        ) as at_risk_count
    from counted
),

survived as (
    select
        *,
        {%- for name, count, share in quantiles %}
        ({{ count }}_total - 1) * {{ share }} as {{ name }}_rank,
        {%- endfor %}
        min(
            case when opened_closed_count = at_risk_count then duration_days end
        ) over (partition by {{ cell }}) as last_day,
        sum(
            case
                when opened_closed_count < at_risk_count
                    then ln(1 - {{ ratio('opened_closed_count', 'at_risk_count') }})
                else 0
            end
        ) over (
            partition by {{ cell }}
            order by duration_days nulls last
            rows between unbounded preceding and current row
        ) as log_survival
    from accumulated
),

found as (
    select
        {{ cell }},
        sum(duration_days * closed_count) as closed_days,
        sum(closed_count) as closed_count,
        sum(first_closed_count) as first_closed_count,
        sum(opened_closed_count) as opened_closed_count,
        sum(opened_closed_count + opened_censored_count) as opened_count,
        {%- for name, count, share in quantiles %}
        max({{ name }}_rank) as {{ name }}_rank,
        {%- for side, rounded in [('below', 'floor'), ('above', 'ceil')] %}
        min(
            case
                when {{ count }}_so_far > {{ rounded }}({{ name }}_rank)
                    then duration_days
            end
        ) as {{ name }}_{{ side }},
        {%- endfor %}
        {%- endfor %}
        min(
            case
                when opened_closed_count + opened_censored_count = 0 then null
                when duration_days >= last_day then duration_days
                when round(exp(log_survival), 12) <= 0.5 then duration_days
            end
        ) as kaplan_meier_days
    from survived
    group by {{ cell }}
)

select
    {{ cell }},
    cast(closed_days as bigint) as closed_days,
    cast(closed_count as bigint) as closed_count,
    cast(first_closed_count as bigint) as first_closed_count,
    cast(opened_closed_count as bigint) as opened_closed_count,
    cast(opened_count as bigint) as opened_count,
    {%- for name, count, share in quantiles %}
    round(
        cast(
            {{ name }}_below
            + ({{ name }}_above - {{ name }}_below)
            * ({{ name }}_rank - floor({{ name }}_rank)) as double
        ), 9
    ) as {{ name }}_days,
    {%- endfor %}
    cast(kaplan_meier_days as double) as kaplan_meier_days
from found
