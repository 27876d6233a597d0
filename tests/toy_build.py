"""A build of a few rows, with the audit tables that dbt leaves in a real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from fugou.workspace import Workspace

GREEN: tuple[tuple[object, ...], ...] = (
    ("model.fugou.orders", "model", "orders", "success", None, None, None),
    ("test.fugou.orders_unique", "test", "orders_unique", "pass", 0, None, None),
)
RED_TEST = (
    "test.fugou.amounts_are_positive",
    "test",
    "amounts_are_positive",
    "fail",
    2,
    "Got 2 results, configured to fail if != 0",
    '"audit"."amounts_are_positive"',
)


def make_build(
    workspace: Workspace,
    invocation_id: str = "first",
    results: Sequence[tuple[object, ...]] = GREEN,
    amounts: Sequence[str] = ("10.00", "20.50", "30.00"),
) -> None:
    """Write `build/warehouse.duckdb` with one mart table, one mart view and the audit tables.

    Args:
        workspace: Where to.
        invocation_id: Of the dbt invocation that is played.
        results: Rows of `audit.dbt_results` after its invocation id.
        amounts: Amounts of the orders, one order each.
    """
    workspace.create()
    workspace.build_file.unlink(missing_ok=True)
    with duckdb.connect(str(workspace.build_file)) as connection:
        connection.execute("create schema marts; create schema audit; create schema staging")
        connection.execute(
            "create table marts.orders (order_id integer, channel varchar, amount decimal(18, 2))"
        )
        # Written backwards, so that the order in the file is not the published one.
        for order_id, amount in reversed(list(enumerate(amounts, start=1))):
            channel = "store" if order_id % 2 else None
            connection.execute(
                "insert into marts.orders values (?, ?, ?)", [order_id, channel, amount]
            )
        connection.execute("comment on table marts.orders is 'One row per order; it''s a toy'")
        connection.execute("comment on column marts.orders.amount is 'CNY, null never'")
        connection.execute(
            "create view marts.totals as "
            "select count(*) as orders, sum(amount) as amount from warehouse.marts.orders"
        )
        connection.execute("create table staging.stg_toy__orders as select 1 as order_id")
        connection.execute(
            "create table audit.amounts_are_positive as select range as order_id from range(7)"
        )
        connection.execute(
            """
            create table audit.dbt_results (
                invocation_id varchar, unique_id varchar, resource_type varchar, name varchar,
                status varchar, failures bigint, message varchar, relation varchar
            );
            create table audit.clocks (
                invocation_id varchar, as_of_date date, known_at timestamp,
                business_time_zone varchar, currency varchar, sources varchar
            )
            """
        )
        for result in results:
            connection.execute(
                "insert into audit.dbt_results values (?, ?, ?, ?, ?, ?, ?, ?)",
                [invocation_id, *result],
            )
        connection.execute(
            "insert into audit.clocks values "
            "(?, '2026-11-21', '9999-12-31', 'Asia/Shanghai', 'CNY', 'toy')",
            [invocation_id],
        )


def write_load(workspace: Workspace, source: str, loaded_at: datetime, rows: int) -> Path:
    """Write the record of one loaded file.

    Args:
        workspace: Where to.
        source: Source system; its table is always `orders`.
        loaded_at: UTC instant.
        rows: Rows loaded.

    Returns:
        The record.
    """
    workspace.create()
    file = workspace.loads / f"{source}.orders.{loaded_at:%Y%m%d}.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "create table load as select ? as source_system, 'orders' as source_table, "
            "?::timestamp as _loaded_at, ?::bigint as rows_loaded",
            [source, loaded_at, rows],
        )
        connection.execute(f"copy load to '{file}' (format parquet)")
    return file
