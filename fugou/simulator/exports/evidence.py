"""Where a built warehouse must show each kind of dirt, as SQL that anybody can run on it.

Belongs here: relations and predicates. Does not belong here: how dirt is made (`dirt`), how much
of it there is (`landing`).

Exact copies are told apart from versions by all their columns, so the order of arrival is that of
`version_order()`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fugou.simulator.exports.dirt import KINDS, LATE_DAYS, NEW_COLUMN, DirtKind
from fugou.simulator.exports.tables import TableSpec

ORDERS = "user_facts.int_orders_classified"
ORDER_ITEMS = "user_facts.int_order_items_classified"
REFUNDS = "user_facts.int_refunds_classified"
QUARANTINE = "user_facts.int_quarantine_united"
LOADS = "staging.stg_ingest__loads"
CLASSIFIED = {
    "shop/orders": ORDERS,
    "store/receipts": ORDERS,
    "shop/order_items": ORDER_ITEMS,
    "store/receipt_lines": ORDER_ITEMS,
    "shop/refunds": REFUNDS,
    "store/returns": REFUNDS,
}
ENTITIES = {
    "shop/order_items": "order_items",
    "shop/refunds": "refunds",
    "shop/carts": "carts",
    "store/receipts": "orders",
    "store/receipt_lines": "order_items",
    "engagement/events": "events",
}
REASONS = {
    "wrong_types": "is not readable",
    "missing_keys": "is missing",
    "clock_errors": "is no possible time",
}

Found = tuple[str, str]


def where_found(kind: DirtKind, spec: TableSpec, renamed_files: Sequence[str]) -> Found:
    """Tell where a built warehouse shows the dirt of a table.

    Args:
        kind: A kind that is made in files.
        spec: The table.
        renamed_files: Files with a renamed column, relative to landing.

    Returns:
        A relation, in which `{home}` stands for the workspace, and a predicate over it.
    """
    if kind.name == "drift_renamed_column":
        return _renamed_values(kind, spec, renamed_files)
    return _FOUND[kind.name](kind, spec)


def _of_table(spec: TableSpec) -> str:
    return f"source_system = '{spec.source}' and source_table = '{spec.table}'"


def _bronze(spec: TableSpec) -> str:
    return f"read_parquet('{{home}}/bronze/{spec.name}/*.parquet', union_by_name=true)"


def _set_aside_in_staging(kind: DirtKind, spec: TableSpec) -> Found:
    reason = f"contains(reason, '{REASONS[kind.name]}')"
    return QUARANTINE, f"{_of_table(spec)} and step = 'staging' and is_row_set_aside and {reason}"


def _unreadable(kind: DirtKind, spec: TableSpec) -> Found:
    return QUARANTINE, f"{_of_table(spec)} and step = 'ingest'"


def _numbered_copies(spec: TableSpec, order: str) -> str:
    # A column that drifted away is null in one of two copies.
    lost = KINDS["drift_missing_column"].tables.get(spec.name)
    columns = ", ".join(column.name for column in spec.columns if column.name != lost)
    return (
        f"(select *, row_number() over (partition by {columns} order by {order}) as copy_number"
        f" from {_bronze(spec)} where {spec.key[0]} is not null)"
    )


def _copies(kind: DirtKind, spec: TableSpec) -> Found:
    copies = _numbered_copies(spec, "_loaded_at desc, _file desc, _row desc")
    if spec.name not in CLASSIFIED:
        return copies, "copy_number > 1"
    classified = CLASSIFIED[spec.name]
    relation = (
        "(select copies.copy_number, classified.set_aside_reason"
        f" from {copies} as copies join {classified} as classified using (_file, _row))"
    )
    return relation, "copy_number > 1 and set_aside_reason = 'duplicate'"


def _old_versions(kind: DirtKind, spec: TableSpec) -> Found:
    key = spec.key[0]
    versions = (
        f"(select {key}, updated_at, _file, _row, max(updated_at) over (partition by {key}"
        " order by _loaded_at range between unbounded preceding"
        " and interval 1 microsecond preceding) as known_version"
        f" from {_numbered_copies(spec, '_loaded_at, _file, _row')} where copy_number = 1)"
    )
    if spec.name not in CLASSIFIED:
        return versions, "updated_at < known_version"
    relation = (
        "(select versions.*, classified.set_aside_reason"
        f" from {versions} as versions join {CLASSIFIED[spec.name]} as classified"
        " using (_file, _row))"
    )
    return relation, "updated_at < known_version and set_aside_reason = 'superseded'"


def _late_rows(kind: DirtKind, spec: TableSpec) -> Found:
    first, last = LATE_DAYS
    condition = (
        f"source_system = '{spec.source}' and entity = '{ENTITIES[spec.name]}'"
        f" and delay_days between {first} and {last}"
    )
    return "(select *, unnest(range(row_count)) from marts.arrival_delays)", condition


def _without_order(kind: DirtKind, spec: TableSpec) -> Found:
    return ORDER_ITEMS, f"source_system = '{spec.source}' and set_aside_reason = 'unmatched'"


def _negative_lines(kind: DirtKind, spec: TableSpec) -> Found:
    # A line of an order that is set aside itself shows the reason of the order.
    condition = "paid_amount < 0 and set_aside_reason is not null"
    return ORDER_ITEMS, f"source_system = '{spec.source}' and {condition}"


def _instants_with_z(kind: DirtKind, spec: TableSpec) -> Found:
    column = kind.tables[spec.name]
    relation = (
        f"(select landed.{column} as landed, staged.{column} as staged"
        f" from {_bronze(spec)} as landed"
        f" join staging.stg_{spec.source}__{ENTITIES[spec.name]} as staged using (_file, _row))"
    )
    return relation, "landed like '%Z' and staged = cast(rtrim(landed, 'Z') as timestamp)"


def _files_known_already(kind: DirtKind, spec: TableSpec) -> Found:
    relation = (
        "(select unnest(cast(already_loaded as varchar[])) as file"
        " from read_json('{home}/build/ingest_report.json'))"
    )
    return relation, f"starts_with(file, '{spec.name}/') and contains(file, '_resend.')"


def _loads_with_new_column(kind: DirtKind, spec: TableSpec) -> Found:
    return LOADS, f"{_of_table(spec)} and contains(undeclared_columns, '{NEW_COLUMN}')"


def _loads_without_column(kind: DirtKind, spec: TableSpec) -> Found:
    return LOADS, f"{_of_table(spec)} and contains(missing_columns, '{kind.tables[spec.name]}')"


def _renamed_values(kind: DirtKind, spec: TableSpec, files: Sequence[str]) -> Found:
    listed = ", ".join(f"'{file}'" for file in files) or "''"
    return _bronze(spec), f"_file in ({listed}) and {kind.tables[spec.name]} is not null"


def _cards_at_a_hub(kind: DirtKind, spec: TableSpec) -> Found:
    relation = (
        "(select identities.identifier from user_facts.int_identities_united as identities"
        " join user_facts.int_identifier_hubs as hubs"
        " on identities.linked_identifier_type = hubs.identifier_type"
        " and identities.linked_identifier = hubs.identifier"
        " where identities.source_system = 'store')"
    )
    return relation, "true"


def _links_of_months_later(kind: DirtKind, spec: TableSpec) -> Found:
    relation = (
        "(select identities.seen_at, members.joined_at"
        " from staging.stg_crm__identities as identities"
        " join (select member_id, min(joined_at) as joined_at from staging.stg_crm__members"
        " group by member_id) as members on identities.identifier = members.member_id"
        " where identities.linked_identifier_type = 'unionid')"
    )
    return relation, "seen_at > joined_at + interval 29 day"


def _withdrawals(kind: DirtKind, spec: TableSpec) -> Found:
    return "staging.stg_crm__consents", "consent_status = 'withdrawn'"


def _erasures(kind: DirtKind, spec: TableSpec) -> Found:
    return "staging.stg_crm__erasure_requests", "true"


_FOUND: Mapping[str, Callable[[DirtKind, TableSpec], Found]] = {
    "duplicates": _copies,
    "late": _late_rows,
    "out_of_order": _old_versions,
    "broken_lines": _unreadable,
    "wrong_types": _set_aside_in_staging,
    "missing_keys": _set_aside_in_staging,
    "orphans": _without_order,
    "negative_amounts": _negative_lines,
    "clock_errors": _set_aside_in_staging,
    "time_zone_mix": _instants_with_z,
    "resent_files": _files_known_already,
    "drift_new_column": _loads_with_new_column,
    "drift_missing_column": _loads_without_column,
    "shared_phones": _cards_at_a_hub,
    "late_identities": _links_of_months_later,
    "consent_withdrawn": _withdrawals,
    "erasure_requests": _erasures,
}
