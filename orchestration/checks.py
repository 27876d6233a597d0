"""Shows every expectation as a check of the table that it is about."""

from collections.abc import Iterator, Sequence

import dagster as dg

from expectations import Suite
from fugou.audit import Check, last_audit
from fugou.settings import Settings
from fugou.workspace import Workspace
from orchestration.assets import AUDIT_KEY


def check_name(suite: Suite, name: str) -> str:
    """Name an expectation as the audit does.

    Args:
        suite: Its suite.
        name: Its name.

    Returns:
        `<schema>.<table>.<name>`.
    """
    return f"{suite.table}.{name}"


def expectation_checks(suites: Sequence[Suite]) -> list[dg.AssetChecksDefinition]:
    """Make the checks of all suites.

    The audit evaluates the expectations, all at once; the checks show what it found.

    Args:
        suites: The suites.

    Returns:
        One op with all checks; none if there is no suite.
    """
    specs = {
        check_name(suite, one.name): dg.AssetCheckSpec(
            name=one.name,
            asset=dg.AssetKey(suite.table.split(".")),
            description=one.why,
            additional_deps=[AUDIT_KEY],
        )
        for suite in suites
        for one in suite.expectations
    }
    if not specs:
        return []

    @dg.multi_asset_check(name="expectations", specs=list(specs.values()))
    def show_expectations(
        settings: dg.ResourceParam[Settings],
    ) -> Iterator[dg.AssetCheckResult]:
        report = last_audit(Workspace(settings.home))
        found: dict[str, Check] = {} if report is None else {one.name: one for one in report.checks}
        for name, spec in specs.items():
            check = found[name]
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=check.passed,
                metadata={"status": check.status, "observed": check.message},
            )

    return [show_expectations]
