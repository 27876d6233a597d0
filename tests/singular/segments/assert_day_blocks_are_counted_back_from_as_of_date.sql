-- The documented example of day_block, told from as_of_date: 0, 6 and 7 days before.
with

examples as (
    select
        0 as expected,
        {{ day_block(as_of_date(), 7) }} as actual
    union all
    select
        0 as expected,
        {{ day_block('cast(' ~ as_of_date() ~ " - interval '6' day as date)", 7) }}
            as actual
    union all
    select
        1 as expected,
        {{ day_block('cast(' ~ as_of_date() ~ " - interval '7' day as date)", 7) }}
            as actual
)

select
    expected,
    actual
from examples
where expected is distinct from actual
