-- One row per metric, grain, period and dimension value: churn, loss of relationships,
-- what is left of both, lifecycle stages, and dormant people who came back.
{{ config(schema='user_facts', enabled=is_measured('churn')) }}
{%- set crossed = [
    'buying_live', 'buying_lost', 'lapsed_live', 'lapsed_lost',
    'lapsed_lost_purchase_first', 'lapsed_lost_relationship_first',
    'lapsed_lost_same_day',
] %}
{%- set cell = "(partition by grain, period_start, dimension, dimension_value)" %}

with

levels as (
    select * from {{ ref('int_churn_bases_counted') }}
),

departures as (
    select * from {{ ref('int_departures_counted') }}
),

known_stages as (
    select lifecycle_stage from {{ ref('lifecycle_stages') }}
),

people as (
    {%- for name, condition in [
        ('everybody', 'population in (select lifecycle_stage from known_stages)'),
        ('lapsed_lost', "substring(population, 1, 11) = 'lapsed_lost'"),
        (
            'buyers_related',
            "substring(population, 1, 7) in ('buying_', 'lapsed_')",
        ),
    ] %}
    select
        grain, period_start, dimension, dimension_value, '{{ name }}' as population,
        opening_users, closing_users, 0 as new_users, 0 as left_users, 0 as ended_users
    from levels
    where {{ condition }}
    union all
    {%- endfor %}
    -- Of these, nobody is 0.
    select
        grain, period_start, dimension, dimension_value, listed.population,
        0 as opening_users, 0 as closing_users,
        0 as new_users, 0 as left_users, 0 as ended_users
    from levels
    cross join
        (
            values
            {%- for population in crossed %}
            ('{{ population }}'){{ ',' if not loop.last }}
            {%- endfor %}
        ) as listed (population)
    where substring(levels.population, 1, 7) in ('buying_', 'lapsed_')
    union all
    select
        grain, period_start, dimension, dimension_value, population,
        opening_users, closing_users, 0 as new_users, 0 as left_users, 0 as ended_users
    from levels
    union all
    select
        grain, period_start, dimension, dimension_value, population,
        0 as opening_users, 0 as closing_users, new_users, left_users, ended_users
    from departures
),

summed as (
    select
        grain,
        period_start,
        dimension,
        dimension_value,
        population,
        sum(opening_users) as opening_users,
        sum(closing_users) as closing_users,
        sum(new_users) as new_users,
        sum(left_users) as left_users,
        sum(ended_users) as ended_users
    from people
    group by grain, period_start, dimension, dimension_value, population
),

compared as (
    select
        *,
        max(case when population = 'everybody' then closing_users end) over {{ cell }}
            as everybody_of_cell,
        max(
            case
                when population = 'everybody' and dimension = 'all' then closing_users
            end
        ) over (partition by grain, period_start) as everybody
    from summed
)

{%- set metrics = [
    {
        'id': 'churn_rate',
        'numerator': 'left_users',
        'denominator': 'opening_users + new_users',
        'only': "population = 'buying'",
    },
    {
        'id': 'relationship_loss_rate',
        'numerator': 'left_users',
        'denominator': 'opening_users',
        'only': "population = 'live'",
    },
    {
        'id': 'lapse_by_relationship',
        'numerator': 'closing_users',
        'only': "population = 'buyers_related'",
    },
    {
        'id': 'lifecycle_stage_share',
        'numerator': 'closing_users',
        'denominator': 'everybody',
        'only': "population = 'everybody'",
    },
    {
        'id': 'dormant_activation_rate',
        'numerator': 'ended_users',
        'denominator': 'opening_users',
        'only': "population = 'dormant'",
    },
] %}
{%- for population in crossed %}
    {%- do metrics.append({
        'id': 'lapse_by_relationship_' ~ population,
        'numerator': 'closing_users',
        'only': "population = '" ~ population ~ "'",
    }) %}
{%- endfor %}
{%- for stage in [
    'dormant', 'churned', 'new', 'warning', 'potential_churn', 'active',
] %}
    {%- do metrics.append({
        'id': 'lifecycle_stage_share_' ~ stage,
        'numerator': 'closing_users',
        'denominator': 'everybody_of_cell',
        'only': "population = '" ~ stage ~ "'",
    }) %}
{%- endfor %}

{{ measured_metrics('compared', metrics) }}
