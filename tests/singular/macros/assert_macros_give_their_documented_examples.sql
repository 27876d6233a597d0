-- sqlfluff:exclude_rules:AL03,LT05,LT09,RF04
-- One row per macro and example; expected values from the comment of the macro, or the
-- publication it names.
-- Wilson: 5 of 10 gives 0.2366 to 0.7634 (Wilson 1927; Agresti and Coull 1998); 0 of 10
-- gives 0 to 0.2775; without trials nothing.
with

examples as (
    select
        'business_date' as macro, '2026-11-22' as expected,
        cast(
            {{ business_date("cast('2026-11-21 17:30:00' as timestamp)", 'Asia/Shanghai') }} as string
        )
            as actual
    union all
    select
        'is_word_of, a word with an underscore for a blank', 'false',
        cast({{ is_word_of("'campaign_type'", "'campaign type'") }} as string)
    union all
    select
        'one_digit of the double nearest to 223.05', '223.1',
        {{ one_digit('cast(223.04999999999998 as double)') }}
    union all
    select
        'one_digit of a negative half', '-0.3',
        {{ one_digit('cast(-0.25 as double)') }}
    union all
    select
        'is_word_of', 'true',
        cast({{ is_word_of("'type'", "'campaign type'") }} as string)
    union all
    select
        'business_date, last hour of summer time', '2011-10-30',
        cast(
            {{ business_date("cast('2011-10-29 23:30:00' as timestamp)", 'Europe/London') }} as string
        )
    union all
    select
        'local_to_utc in summer', '2011-07-01 07:26:00',
        cast(
            {{ local_to_utc("cast('2011-07-01 08:26:00' as timestamp)", 'Europe/London') }} as string
        )
    union all
    select
        'local_to_utc in winter', '2010-12-01 08:26:00',
        cast(
            {{ local_to_utc("cast('2010-12-01 08:26:00' as timestamp)", 'Europe/London') }} as string
        )
    union all
    select
        'local_to_utc, the hour that comes twice', '2011-10-30 01:30:00',
        cast(
            {{ local_to_utc("cast('2011-10-30 01:30:00' as timestamp)", 'Europe/London') }} as string
        )
    union all
    select
        'local_to_utc, the hour that is left out', '2011-03-27 01:30:00',
        cast(
            {{ local_to_utc("cast('2011-03-27 01:30:00' as timestamp)", 'Europe/London') }} as string
        )
    union all
    select
        'business_date, the last second before summer time', '2011-03-27',
        cast(
            {{ business_date("cast('2011-03-27 00:59:59' as timestamp)", 'Europe/London') }} as string
        )
    union all
    select
        'business_date in the summer time of Shanghai', '1990-08-02',
        cast(
            {{ business_date("cast('1990-08-01 15:30:00' as timestamp)", 'Asia/Shanghai') }} as string
        )
    union all
    select
        'utc_instant without offset', '2011-07-01 07:26:00',
        cast({{ utc_instant("'2011-07-01 08:26:00'", 'Europe/London') }} as string)
    union all
    select
        'utc_instant with offset', '2011-07-01 00:26:00',
        cast(
            {{ utc_instant("'2011-07-01T08:26:00+08:00'", 'Europe/London') }} as string
        )
    union all
    select
        'utc_instant with negative offset of half an hour', '2011-07-01 11:56:00',
        cast({{ utc_instant("'2011-07-01 08:26:00-0330'", 'Europe/London') }} as string)
    union all
    select
        'utc_instant in UTC', '2011-07-01 08:26:00',
        cast({{ utc_instant("'2011-07-01T08:26:00Z'", 'Asia/Shanghai') }} as string)
    union all
    select
        'utc_instant of a day', '1996-12-31 16:00:00',
        cast({{ utc_instant("'1997-01-01'", 'Asia/Shanghai') }} as string)
    union all
    select
        'utc_instant of no time',
        null,
        cast({{ utc_instant("'soon'", 'Asia/Shanghai') }} as string)
    union all
    select
        'epoch_to_utc', '2025-11-21 17:30:00',
        cast({{ epoch_to_utc("'1763746200'") }} as string)
    union all
    select
        'epoch_to_utc after 2038, whose seconds no 32 bits hold', '2040-02-29 00:00:01',
        cast({{ epoch_to_utc("'2214086401'") }} as string)
    union all
    select
        'epoch_to_utc of milliseconds', null,
        cast({{ epoch_to_utc("'1763746200000'") }} as string)
    union all
    select
        'epoch_to_utc of no number', null,
        cast({{ epoch_to_utc("'soon'") }} as string)
    union all
    select
        'impossible_times', 'ordered_at is no possible time',
        (
            select {{ impossible_times({'ordered_at': 'instant'}) }}
            from (
                select
                    cast('1970-01-01 00:00:00' as timestamp) as instant,
                    cast('2026-11-22 00:00:00' as timestamp) as _loaded_at
            ) as t
        )
    union all
    select
        'impossible_times a day ahead', null,
        (
            select {{ impossible_times({'ordered_at': 'instant'}) }}
            from (
                select
                    cast('2026-11-23 00:00:00' as timestamp) as instant,
                    cast('2026-11-22 00:00:00' as timestamp) as _loaded_at
            ) as t
        )
    union all
    select
        'impossible_times more than a day ahead', 'ordered_at is no possible time',
        (
            select {{ impossible_times({'ordered_at': 'instant'}) }}
            from (
                select
                    cast('2026-11-23 00:00:01' as timestamp) as instant,
                    cast('2026-11-22 00:00:00' as timestamp) as _loaded_at
            ) as t
        )
    union all
    select
        'translated', 'male',
        (
            select {{ translated('gender', {'男': 'male'}) }}
            from (select '男' as gender) as t
        )
    union all
    select
        'translated, a word that nobody translated', 'X',
        (
            select {{ translated('gender', {'男': 'male'}) }}
            from (select 'X' as gender) as t
        )
    union all
    select
        'product_key', 'shop:P1',
        (
            select {{ product_key('source_system', 'product_id') }}
            from (
                select 'store' as source_system, 'P1' as product_id
            ) as t
        )
    union all
    select
        'product_key of a system with products of its own', 'shop:P1',
        (
            select {{ product_key('source_system', 'product_id') }}
            from (
                select 'shop' as source_system, 'P1' as product_id
            ) as t
        )
    union all
    select
        'months_between', '2',
        cast(
            {{ months_between("cast('2010-12-01' as date)", "cast('2011-02-01' as date)") }} as string
        )
    union all
    select
        'month_start',
        '2010-12-01',
        cast({{ month_start("cast('2010-12-09' as date)") }} as string)
    union all
    select
        'full_years before the birthday', '25',
        cast(
            {{ full_years("cast('2000-02-29' as date)", "cast('2026-02-28' as date)") }} as string
        )
    union all
    select
        'full_years after it', '26',
        cast(
            {{ full_years("cast('2000-02-29' as date)", "cast('2026-03-01' as date)") }} as string
        )
    union all
    select 'ratio', '0.5', cast({{ ratio('2', '4') }} as string)
    union all
    select 'ratio by nothing', null, cast({{ ratio('2', '0') }} as string)
    union all
    select
        'business_hour', '1',
        cast(
            {{ business_hour("cast('2026-11-21 17:30:00' as timestamp)", 'Asia/Shanghai') }} as string
        )
    union all
    select
        'two_sided_p of 1.96 and its kind', '0.050000',
        cast(cast({{ two_sided_p('-1.959963984540054') }} as decimal(18, 6)) as string)
    union all
    select
        'two_sided_p of 3.29, Abramowitz and Stegun table 26.1', '0.001002',
        cast(cast({{ two_sided_p('3.29') }} as decimal(18, 6)) as string)
    union all
    select
        'two_sided_p of nothing', null,
        cast({{ two_sided_p('cast(null as double)') }} as string)
    union all
    select
        'wilson_bound low',
        '0.2366',
        cast(cast({{ wilson_bound('5', '10', -1) }} as decimal(18, 4)) as string)
    union all
    select
        'wilson_bound high',
        '0.7634',
        cast(cast({{ wilson_bound('5', '10', 1) }} as decimal(18, 4)) as string)
    union all
    select
        'wilson_bound low of none',
        '0.0000',
        cast(cast({{ wilson_bound('0', '10', -1) }} as decimal(18, 4)) as string)
    union all
    select
        'wilson_bound low of none is no negative zero',
        '0.0',
        cast({{ wilson_bound('0', '21', -1) }} as string)
    union all
    select
        'wilson_bound high of none',
        '0.2775',
        cast(cast({{ wilson_bound('0', '10', 1) }} as decimal(18, 4)) as string)
    union all
    select
        'wilson_bound without trials',
        null,
        cast({{ wilson_bound('0', '0', 1) }} as string)
    union all
    select
        'cast_failures', 'Quantity is not readable',
        (
            select {{ cast_failures({'Quantity': 'quantity_value'}) }}
            from (select 'six' as Quantity, null as quantity_value) as t
        )
    union all
    select
        'cast_failures of a readable value', null,
        (
            select {{ cast_failures({'Quantity': 'quantity_value'}) }}
            from (select '6' as Quantity, 6 as quantity_value) as t
        )
    union all
    select
        'missing_values', 'InvoiceNo is missing',
        (select {{ missing_values(['InvoiceNo']) }} from (select ' ' as InvoiceNo) as t)
    union all
    select
        'row_digest tells null from empty', 'false',
        cast(
            (
                select {{ row_digest(['a']) }}
                from (select cast(null as string) as a) as t
            )
            = (select {{ row_digest(['a']) }} from (select '' as a) as t) as string
        )
    union all
    select
        'relation_names', 'identity_rules',
        '{{ relation_names('rules') | select('equalto', 'identity_rules') | join }}'
    union all
    select
        'relation_names of a schema that is not there', '',
        '{{ relation_names('no_such_schema') | join }}'
    union all
    select 'new_name', 'labels', '{{ new_name('work.labels').split('.')[-1] }}'
    union all
    select
        'load_csv_rows keeps what is null', '3',
        cast(sum(case when upper_bound is null then 1 else 0 end) as string)
    from {{ ref('rfm_cut_points') }}
    where rule_version = '2026-01'
)

select * from examples
where expected is distinct from actual
