-- One row per business day and type of content: contents published, and what was done
-- with contents.
{{ config(schema='user_facts', enabled=is_measured('content')) }}
{%- set counts = [
    'published_contents', 'content_views', 'measured_views', 'dwell_seconds', 'reactions'
] %}

with

contents as (
    select * from {{ ref('dim_contents') }}
),

interactions as (
    select * from {{ ref('fct_interactions') }}
    where
        content_id is not null
        and event_type in ('view', 'like', 'comment', 'share', 'save')
),

-- A month of interactions knows few contents.
interactions_aggregated as (
    select
        happened_date,
        content_id,
        sum(case when event_type = 'view' then 1 else 0 end) as content_views,
        sum(
            case
                when event_type = 'view' and dwell_seconds is not null then 1 else 0
            end
        ) as measured_views,
        sum(case when event_type = 'view' then dwell_seconds else 0 end)
            as dwell_seconds,
        sum(case when event_type = 'view' then 0 else 1 end) as reactions
    from interactions
    group by happened_date, content_id
),

united as (
    select
        published_date as business_date,
        content_type,
        1 as published_contents,
        0 as content_views,
        0 as measured_views,
        0 as dwell_seconds,
        0 as reactions
    from contents
    union all
    select
        interactions_aggregated.happened_date,
        contents.content_type,
        0 as published_contents,
        interactions_aggregated.content_views,
        interactions_aggregated.measured_views,
        interactions_aggregated.dwell_seconds,
        interactions_aggregated.reactions
    from interactions_aggregated
    left join contents on interactions_aggregated.content_id = contents.content_id
)

select
    business_date,
    content_type,
{%- for column in counts %}
cast(coalesce(sum({{ column }}), 0) as bigint) as {{ column }}{{ ',' if not loop.last }}
{%- endfor %}
from united
group by business_date, content_type
