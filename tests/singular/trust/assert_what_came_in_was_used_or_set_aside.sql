-- Rows and money of every step: in = used + set aside, to the row and to the cent.
select
    step,
    source_system,
    entity,
    sum(case when outcome = 'in' then row_count else 0 end) as rows_in,
    sum(case when outcome <> 'in' then row_count else 0 end) as rows_out,
    sum(case when outcome = 'in' then amount else 0 end) as amount_in,
    sum(case when outcome <> 'in' then amount else 0 end) as amount_out
from {{ ref('row_reconciliation') }}
group by step, source_system, entity
having
    sum(case when outcome = 'in' then row_count else 0 end)
    <> sum(case when outcome <> 'in' then row_count else 0 end)
    or sum(case when outcome = 'in' then amount else 0 end)
    <> sum(case when outcome <> 'in' then amount else 0 end)
