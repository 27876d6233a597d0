"""Runs the suites of `expectations` with Great Expectations, inside DuckDB.

Belongs here: the translation to and from Great Expectations, and the read-only dialect it needs.
Does not belong here: what is expected. Import this module late: it costs seconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read once, when Great Expectations is imported

import great_expectations as gx
import great_expectations.expectations as gx_expectations
from duckdb_sqlalchemy import Dialect
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation import Expectation as GxExpectation
from great_expectations.expectations.row_conditions import Column, Condition
from sqlalchemy.dialects import registry

from expectations import Expectation, Suite

_SHOWN_VALUES = 5
_SHOWN_CHARACTERS = 200
_OPERATORS: Mapping[str, Callable[[Column, Any], Condition]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "in": Column.is_in,
    "not in": Column.is_not_in,
}


class ExpectationError(RuntimeError):
    """An expectation that could not be evaluated; this is not the same as one that failed."""


class ReadOnlyDialect(Dialect):
    """DuckDB without transactions.

    Great Expectations fetches results after SQLAlchemy has ended the transaction, and with it
    DuckDB's result. Reading needs no transaction.
    """

    name = "fugou_readonly"
    supports_statement_cache = False

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit nothing."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll nothing back."""


registry.register(ReadOnlyDialect.name, __name__, ReadOnlyDialect.__name__)


@dataclass(frozen=True)
class ExpectationResult:
    """What came out of one expectation.

    Args:
        table: Schema and name.
        name: Name of the expectation.
        passed: Whether it held.
        observed: What was found, in a few words.
        unexpected_count: Rows that contradict it; None where rows are not counted.
        details: The result as Great Expectations gives it.
    """

    table: str
    name: str
    passed: bool
    observed: str
    unexpected_count: int | None
    details: Mapping[str, Any]


def _comparison(column: str, operator: str, value: Any) -> Condition:
    if operator not in _OPERATORS:
        raise ValueError(f"unknown operator {operator!r}; there are: {', '.join(_OPERATORS)}")
    comparison: Condition = _OPERATORS[operator](Column(column), value)
    return comparison


def _condition(comparisons: Sequence[tuple[str, str, Any]]) -> Condition:
    if isinstance(comparisons, str):
        raise ValueError("row_condition is ((column, operator, value), ...)")
    return reduce(and_, (_comparison(*comparison) for comparison in comparisons))


def _as_gx(suite: Suite, expectation: Expectation) -> Any:
    kind = getattr(gx_expectations, expectation.kind, None)
    if not (isinstance(kind, type) and issubclass(kind, GxExpectation)):
        raise ExpectationError(
            f"{suite.table}, {expectation.name}: Great Expectations has no kind "
            f"{expectation.kind!r}"
        )
    arguments = dict(expectation.arguments)
    try:
        if "row_condition" in arguments:
            arguments["row_condition"] = _condition(arguments["row_condition"])
        return kind(**arguments, meta={"name": expectation.name})
    except (ValueError, TypeError) as wrong:
        raise ExpectationError(f"{suite.table}, {expectation.name}: {wrong}") from wrong


def _exception(info: Mapping[str, Any]) -> str | None:
    """Find the message in either of the two shapes in which an exception is reported."""
    parts = [info] if "raised_exception" in info else list(info.values())
    messages = [part["exception_message"] for part in parts if part["raised_exception"]]
    return messages[0] if messages else None


def _observed(result: Mapping[str, Any]) -> str:
    if "element_count" not in result:
        return f"observed {result.get('observed_value', 'nothing')}"[:_SHOWN_CHARACTERS]
    # Where no row meets the row condition, Great Expectations counts nothing, not zero.
    text = f"{result['unexpected_count'] or 0:,} of {result['element_count'] or 0:,} rows"
    values = [str(value) for value in result.get("partial_unexpected_list", [])]
    return f"{text}, e.g. {', '.join(values[:_SHOWN_VALUES])}" if values else text


def _name(outcome: Any) -> str:
    return str(outcome.expectation_config.meta["name"])


def _result(suite: Suite, name: str, outcome: Any) -> ExpectationResult:
    message = _exception(outcome.exception_info)
    if message:
        raise ExpectationError(f"{suite.table}, {name} could not be evaluated: {message}")
    return ExpectationResult(
        table=suite.table,
        name=name,
        passed=bool(outcome.success),
        observed=_observed(outcome.result),
        unexpected_count=outcome.result.get("unexpected_count"),
        details=dict(outcome.result),
    )


def run_suites(build_file: Path, suites: Sequence[Suite]) -> tuple[ExpectationResult, ...]:
    """Evaluate suites in the database; nothing is written anywhere.

    Args:
        build_file: DuckDB file that nobody is writing to.
        suites: The suites; their tables exist in the file.

    Returns:
        One result per expectation, in the order of the suites.

    Raises:
        ExpectationError: If an expectation is of an unknown kind, has wrong arguments, or
            could not be evaluated.
    """
    translated = [(suite, [_as_gx(suite, one) for one in suite.expectations]) for suite in suites]
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql(
        "build",
        connection_string=f"{ReadOnlyDialect.name}:///{build_file}?access_mode=read_only",
        create_temp_table=False,
    )
    results: list[ExpectationResult] = []
    try:
        for suite, expectations in translated:
            schema, _, name = suite.table.partition(".")
            asset = source.add_query_asset(suite.table, query=f'select * from "{schema}"."{name}"')
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            report = batch.validate(
                gx.ExpectationSuite(name=suite.table, expectations=expectations)
            )
            # Reported in an order of their own: first those that raised.
            outcomes = {_name(one): one for one in report.results}
            results += [_result(suite, one.name, outcomes[one.name]) for one in suite.expectations]
    finally:
        # An open connection would forbid this process to write to the file.
        source.get_execution_engine().close()
        source.get_engine().dispose()
    return tuple(results)
