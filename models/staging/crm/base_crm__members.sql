-- One row per bronze row: values cast, and what could not be read named.
{{ config(materialized='table', enabled=is_enabled('crm')) }}

with

members as (
    select * from {{ source('crm', 'members') }}
    where _loaded_at <= {{ known_at() }}
),

cast_values as (
    select
        *,
        cast(try_cast(birthday as timestamp) as date) as birthday_value,
        {{ utc_instant('registered_at', source_time_zone('crm')) }}
            as registered_at_value,
        {{ utc_instant('closed_at', source_time_zone('crm')) }} as closed_at_value,
        {{ utc_instant('updated_at', source_time_zone('crm')) }} as updated_at_value
    from members
),

checked as (
    select
        *,
        nullif(concat_ws(
            '; ',
            {{ missing_values(['member_no', 'registered_at', 'updated_at']) }},
            {{ cast_failures({
                'registered_at': 'registered_at_value',
                'updated_at': 'updated_at_value',
            }) }},
            {{ impossible_times({'registered_at': 'registered_at_value'}) }}
        ), '') as quarantine_reason,
        {{ cast_failures({
            'birthday': 'birthday_value',
            'closed_at': 'closed_at_value',
        }) }} as value_issue
    from cast_values
)

select
    trim(member_no) as member_id,
    {{ translated('gender', {'男': 'male', '女': 'female'}) }} as gender,
    birthday_value as birth_date,
    nullif(trim(city), '') as city,
    nullif(trim(occupation), '') as occupation,
    {{ translated('level', {
        '普通': 'normal',
        '银卡': 'silver',
        '金卡': 'gold',
        '钻石': 'diamond',
    }) }} as member_level,
    {{ translated('source', {
        '广告': 'ads',
        'KOL': 'kol',
        '门店': 'store',
        '推荐': 'referral',
        '其他': 'other',
    }) }} as acquisition_source,
    registered_at_value as joined_at,
    closed_at_value as ended_at,
    updated_at_value as updated_at,
    quarantine_reason,
    value_issue,
    _loaded_at,
    _file,
    _row
from checked
