"""What the business may expect of a table, as plain data.

Belongs here: one module per table with `SUITE = Suite(...)`, five to twelve expectations about
meaning. Does not belong here: keys and references (dbt data tests), how a suite is run
(`fugou.gx`). Nothing here imports Great Expectations, which takes seconds.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class SuiteError(ValueError):
    """A suite that is declared wrongly."""


@dataclass(frozen=True)
class Expectation:
    """One sentence about a table that is checked at every audit.

    Args:
        name: The sentence in snake_case; unique within its suite.
        kind: Class name in Great Expectations, for example `ExpectColumnValuesToBeBetween`.
        arguments: Arguments of that class. `row_condition` is `((column, operator, value), ...)`,
            all of which hold for the rows that count; operators are = != < <= > >= in, not in.
        why: What would be wrong in the business if it failed.
    """

    name: str
    kind: str
    arguments: Mapping[str, Any]
    why: str


@dataclass(frozen=True)
class Suite:
    """The expectations of one table.

    Args:
        table: Schema and name, for example `marts.kpi_values`.
        expectations: In the order in which they are reported.
    """

    table: str
    expectations: tuple[Expectation, ...]

    def __post_init__(self) -> None:
        schema, _, name = self.table.partition(".")
        if not schema or not name:
            raise SuiteError(f"the table of a suite is <schema>.<name>, not {self.table!r}")
        names = [expectation.name for expectation in self.expectations]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SuiteError(f"{self.table} has two expectations called {', '.join(twice)}")


def load_suites() -> tuple[Suite, ...]:
    """Collect the suites of the modules in this package.

    Returns:
        Suites in the order of their tables.

    Raises:
        SuiteError: If a module has no `SUITE`, or two modules have the same table.
    """
    suites: dict[str, Suite] = {}
    for module_info in pkgutil.iter_modules(__path__, prefix=f"{__name__}."):
        suite = getattr(importlib.import_module(module_info.name), "SUITE", None)
        if not isinstance(suite, Suite):
            raise SuiteError(f"{module_info.name} has no SUITE = Suite(...)")
        if suite.table in suites:
            raise SuiteError(f"two modules of expectations are about {suite.table}")
        suites[suite.table] = suite
    return tuple(suites[table] for table in sorted(suites))
