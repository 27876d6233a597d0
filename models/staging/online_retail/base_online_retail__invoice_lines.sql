-- One row per bronze row: values cast, what could not be read named, lines of an
-- invoice numbered.
{{ config(materialized='table', enabled=is_enabled('online_retail')) }}

with

invoice_lines as (
    select * from {{ source('online_retail', 'invoice_lines') }}
    where
        _loaded_at <= case
            when upper(trim(InvoiceNo)) like 'C%' then {{ known_at('refunds') }}
            else {{ known_at('orders') }}
        end
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
        {{ row_digest(['upper(trim(StockCode))', 'line_quantity', 'unit_price']) }}
            as line_digest,
        nullif(concat_ws(
            '; ',
            {{ missing_values(
                ['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice']
            ) }},
            {{ cast_failures({
                'Quantity': 'line_quantity',
                'InvoiceDate': 'invoiced_at',
                'UnitPrice': 'unit_price',
            }) }},
            {{ impossible_times({'InvoiceDate': 'invoiced_at'}) }}
        ), '') as quarantine_reason
    from cast_values
)

select
    invoice_no,
    invoice_no like 'C%' as is_cancellation,
    -- The file has no line number: a line is its content and, as equal lines of one
    -- invoice are two lines and not one, its number among them (DECISIONS.md).
    invoice_no
    || '-'
    || substr(line_digest, 1, 12)
    || '-'
    || cast(row_number() over (
        partition by invoice_no, line_digest, _file, _loaded_at
        order by _row nulls last
    ) as string) as line_id,
    -- A later load of the invoice replaces it whole, lines that it lacks included.
    _loaded_at < max(_loaded_at) over (partition by invoice_no) as is_replaced,
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
