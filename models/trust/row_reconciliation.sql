-- One row per step, source system, entity and outcome: what came in, what was used,
-- what was set aside and why.
-- In each step, source and entity, in = used + everything set aside, in rows and to the
-- cent. Entities do not add up.

with

united as (
    select step, source_system, entity, outcome, row_count, null as amount
    from {{ ref('int_reconciliation_ingested') }}
    union all
    select step, source_system, entity, outcome, row_count, amount
    from {{ ref('int_reconciliation_staged') }}
    union all
    select step, source_system, entity, outcome, null as row_count, amount
    from {{ ref('int_reconciliation_published') }}
)

select
    step,
    source_system,
    entity,
    outcome,
    cast(row_count as bigint) as row_count,
    cast(amount as decimal(18, 2)) as amount,
    {{ as_of_date() }} as as_of_date
from united
