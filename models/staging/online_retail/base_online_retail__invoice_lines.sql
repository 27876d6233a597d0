-- One row per bronze row: values cast, what could not be read named, lines of an
-- invoice numbered.
{{ config(materialized='table', enabled=is_enabled('online_retail')) }}

with

invoice_lines as (
    select * from {{ source('online_retail', 'invoice_lines') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        upper(trim(InvoiceNo)) as invoice_no,
        try_cast(Quantity as decimal(18, 3)) as line_quantity,
        try_cast(UnitPrice as decimal(18, 3)) as unit_price,
        {{ utc_instant('InvoiceDate', source_time_zone('online_retail')) }}
            as invoiced_at
    from invoice_lines
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(
                ['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice']
            ) }},
            {{ cast_failures({
                'Quantity': 'line_quantity',
                'InvoiceDate': 'invoiced_at',
                'UnitPrice': 'unit_price',
            }) }}
        ), '') as quarantine_reason
    from cast_values
)

select
    invoice_no,
    invoice_no like 'C%' as is_cancellation,
    -- The file has no line number. Equal lines of one invoice are two lines, not one
    -- (DECISIONS.md).
    invoice_no || '-' || cast(row_number() over (
        partition by invoice_no, _file, _loaded_at
        order by _row nulls last
    ) as string) as line_id,
    -- Some exports print the customer as 17850.0 and one product as both 85123a and
    -- 85123A.
    nullif(split_part(trim(CustomerID), '.', 1), '') as customer_id,
    upper(trim(StockCode)) as stock_code,
    nullif(trim(Description), '') as description,
    line_quantity as quantity,
    unit_price,
    cast(line_quantity * unit_price as decimal(18, 2)) as line_amount,
    invoiced_at,
    quarantine_reason,
    cast(null as string) as value_issue,
    _loaded_at,
    _file,
    _row
from checked
