-- One row per person and category bought: when the next purchase of it is to be
-- expected, within what interval, and whether it is due.
-- expected = last + t, earliest = last + floor(t * p10 / p50), latest = last +
-- ceil(t * p90 / p50): t is the person's typical gap; p10, p50 and p90 are percentiles
-- of the category's gaps. The category's spread around its median is scaled to t.
-- Gaps are closed ones only: who never comes back makes no gap longer.
-- A person has a row per category, so rows are no people.

with

rules as (
    select rule_value as own_gaps_at_least from {{ ref('habit_rules') }}
    where rule_name = 'own_gaps_at_least'
),

category_days as (
    select distinct
        user_id,
        category,
        ordered_date as purchase_date
    from {{ ref('fct_order_items') }}
    where
        user_id is not null
        and category is not null
        and item_kind = 'product'
        and kept_amount > 0
),

gaps as (
    select
        *,
        cast(
            purchase_date - lag(purchase_date) over (
                partition by user_id, category order by purchase_date nulls last
            ) as int
        ) as gap_days
    from category_days
),

user_categories as (
    select
        user_id,
        category,
        max(purchase_date) as last_purchase_date,
        count(*) as purchase_days,
        median(gap_days) as own_median
    from gaps
    group by user_id, category
),

-- Percentiles lie between two gaps: engines may differ in the last digit.
categories as (
    select
        category,
        round(percentile_cont(0.1) within group (order by gap_days), 6) as low_gap,
        round(percentile_cont(0.5) within group (order by gap_days), 6)
            as category_median,
        round(percentile_cont(0.9) within group (order by gap_days), 6) as high_gap
    from gaps
    group by category
),

typical as (
    select
        user_categories.user_id,
        user_categories.category,
        user_categories.last_purchase_date,
        user_categories.purchase_days,
        case
            when user_categories.purchase_days > rules.own_gaps_at_least then 'own'
            when categories.category_median is not null then 'category'
        end as gap_basis,
        cast(
            case
                when user_categories.purchase_days > rules.own_gaps_at_least
                    then user_categories.own_median
                else categories.category_median
            end as double
        ) as typical_gap_days,
        {{ ratio('categories.low_gap', 'categories.category_median') }} as low_factor,
        {{ ratio('categories.high_gap', 'categories.category_median') }} as high_factor
    from user_categories
    inner join categories on user_categories.category = categories.category
    cross join rules
),

dated as (
    -- Rounded before floor and ceil: 20 * (30 / 20) is to be 30, not a hair more.
    select
        *,
        last_purchase_date + cast(floor(typical_gap_days + 0.5) as int)
            as expected_date,
        last_purchase_date
        + cast(floor(round(typical_gap_days * low_factor, 6)) as int) as earliest_date,
        last_purchase_date
        + cast(ceil(round(typical_gap_days * high_factor, 6)) as int) as latest_date
    from typical
)

select
    user_id,
    category,
    last_purchase_date,
    cast(purchase_days as int) as purchase_days,
    typical_gap_days,
    gap_basis,
    expected_date,
    earliest_date,
    latest_date,
    case
        when latest_date < {{ as_of_date() }} then 'overdue'
        when earliest_date <= {{ as_of_date() }} then 'due'
        when earliest_date > {{ as_of_date() }} then 'upcoming'
    end as due_status,
    {{ as_of_date() }} as as_of_date
from dated
