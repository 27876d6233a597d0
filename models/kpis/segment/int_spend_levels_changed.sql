-- One row per business day and spend level: by how many people more, or fewer, are in
-- it at the end of the day than the day before, from entering on.
-- Net spend of 365 days slides: bought on a day, it counts for 365 days.
{{ config(schema='user_facts', enabled=is_measured('segment')) }}

with

users as (
    select * from {{ ref('int_users_numbered') }}
),

levels as (
    select
        spend_level,
        -- A bound that is left out begins, or ends, a cent further on.
        lower_bound + case when is_lower_included then 0 else 0.01 end as from_amount,
        coalesce(upper_bound, 9999999999999)
        + case when is_upper_included then 0.01 else 0 end as to_amount
    from {{ ref('spend_levels') }}
),

purchases as (
    select
        users.user_number,
        users.entered_date,
        bought.purchase_date,
        bought.kept_amount
    from {{ ref('fct_purchase_days') }} as bought
    inner join users on bought.user_id = users.user_id
),

changes as (
    select
        user_number,
        -- A purchase can lie before entering.
        greatest(purchase_date, entered_date) as changed_date,
        kept_amount as net_spend
    from purchases
    union all
    select
        user_number,
        greatest(purchase_date + 365, entered_date) as changed_date,
        -kept_amount as net_spend
    from purchases
    union all
    select
        user_number,
        entered_date as changed_date,
        0 as net_spend
    from users
),

changes_aggregated as (
    select
        user_number,
        changed_date,
        sum(net_spend) as net_spend
    from changes
    where changed_date <= {{ as_of_date() }}
    group by user_number, changed_date
),

spends as (
    select
        user_number,
        changed_date,
        sum(net_spend) over (
            partition by user_number
            order by changed_date nulls last
            rows between unbounded preceding and current row
        ) as net_spend
    from changes_aggregated
),

levels_found as (
    select
        spends.changed_date,
        levels.spend_level,
        lag(levels.spend_level) over (
            partition by spends.user_number order by spends.changed_date nulls last
        ) as previous_level
    from spends
    inner join levels
        on
            spends.net_spend >= levels.from_amount
            and spends.net_spend < levels.to_amount
),

moves as (
    select
        levels_found.changed_date,
        sides.difference,
        case sides.difference
            when 1 then levels_found.spend_level else levels_found.previous_level
        end as spend_level
    from levels_found
    cross join (values (1), (-1)) as sides (difference)
    where levels_found.spend_level is distinct from levels_found.previous_level
)

select
    changed_date,
    spend_level,
    cast(sum(difference) as bigint) as difference
from moves
where spend_level is not null
group by changed_date, spend_level
