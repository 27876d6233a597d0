"""The ledger of restated values: which published numbers changed later, by how much, and why.

Belongs here: comparing a version with the one that readers saw before, and the counterfactual
builds that split a change by cause. Does not belong here: how a version becomes readable (publish).

The ledger is the table `restated_values` of every published version. Each version takes over the
rows of the versions before it and adds its own, so an entry and its version appear in one step,
and pruning loses nothing.

Why a number changed is found by building again what was published before, with its own project
files (kept beside each version), and letting in one cause after the other: late orders, refunds,
identities, erasures, new rules. The last cause that can have had an effect needs no build: it leads
to the numbers of the new version. **If people were erased, that is built first**, not last but one:
their rows have left bronze for good, so every build lacks them, and the one with the old clocks
differs from the old version by the erasure alone. In either order each step begins at the number
at which the step before it ended, so the causes add up to the change.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from fugou.audit import wait_until_free
from fugou.build import run_dbt
from fugou.literals import literal
from fugou.settings import PROJECT_DIR
from fugou.workspace import Workspace

LEDGER = "restated_values"
PROJECT_FILE = "project.zip"
CAUSES = ("late_order", "refund", "identity_merge", "erasure", "rule_change")

# Rows of these entities have a cause of their own; a row of any other is a late order.
_ENTITIES: Mapping[str, tuple[str, ...]] = {
    "refund": ("refunds",),
    "identity_merge": ("identities", "members"),
}
_RULES = ("business_time_zone", "currency", "sources")
_PROJECT_PATHS = ("model-paths", "seed-paths", "macro-paths", "test-paths")
_PROJECT_SUFFIXES = frozenset({".sql", ".yml", ".csv", ".md"})
_SECONDS_FOR_ORPHANS = 60
_SHOWN_LINES = 20
_SHOWN_VALUES = 40

_CELL = ("metric_id", "grain", "period_start", "dimension", "dimension_value")
_COLUMNS = (
    ("version", "integer", "Version with which the change was published."),
    ("previous_version", "integer", "Version that readers saw before it."),
    ("published_at", "timestamp", "Instant of the publication, UTC."),
    ("metric_id", "varchar", "Metric, as in kpi_definitions."),
    ("grain", "varchar", "Length of the period: day, week, month, quarter or year."),
    ("period_start", "date", "First business day of the period; it was closed before."),
    ("dimension", "varchar", "Dimension, as in kpi_dimensions; all for the total."),
    ("dimension_value", "varchar", "Value of the dimension; all for the total."),
    (
        "change",
        "varchar",
        "changed; appeared: the number was not published before; vanished: it is no more.",
    ),
    (
        "cause",
        "varchar",
        "all: the whole change. For totals of the headline metrics also one row per cause:"
        " late_order, refund, identity_merge, erasure, rule_change; they add up to the whole.",
    ),
    (
        "first_published_value",
        "double",
        "The number as it was when its period was first published as closed; null where it was"
        " absent or had no value.",
    ),
    ("previous_value", "double", "The number before the change, or before this cause."),
    ("value", "double", "The number after the change, or after this cause."),
    (
        "difference",
        "decimal(38, 12)",
        "value less previous_value, each rounded to 12 decimals, so that causes add up to the last"
        " digit; null where one of them is null, and for all causes of a change on whose way the"
        " number had no value.",
    ),
    ("previous_numerator", "double", "Numerator before; null where there is none."),
    ("numerator", "double", "Numerator after; null where there is none."),
    ("previous_denominator", "double", "Denominator before; null where there is none."),
    ("denominator", "double", "Denominator after; null where there is none."),
    (
        "is_withdrawn",
        "boolean",
        "Whether readers were pointed back before this version, so that it is no part of what led"
        " to the numbers beside it. Without such rows first_published_value and the differences of"
        " the whole changes add up to the number of today.",
    ),
    ("as_of_date", "date", "Business day that the numbers of the version describe."),
)


class RestatementError(RuntimeError):
    """There is no such number, or its change cannot be split by cause."""


@dataclass(frozen=True)
class Edition:
    """What the ledger needs to know of a version, published or about to be.

    Args:
        number: Its number.
        folder: Where its project file lies.
        file: Its DuckDB file.
        published_at: UTC instant, ISO 8601.
        clocks: as_of_date, known_at, business_time_zone, currency and sources, as text.
    """

    number: int
    folder: Path
    file: Path
    published_at: str
    clocks: Mapping[str, str]

    @property
    def project(self) -> Path:
        """The project files with which it was built."""
        return self.folder / PROJECT_FILE


@dataclass(frozen=True)
class Cell:
    """The place of one published number.

    Args:
        metric_id: Metric.
        grain: day, week, month, quarter or year.
        period_start: First business day of the period.
        dimension: Dimension; `all` for the total.
        dimension_value: Its value; `all` for the total.
    """

    metric_id: str
    grain: str
    period_start: date
    dimension: str = "all"
    dimension_value: str = "all"


@dataclass(frozen=True)
class Change:
    """One row of the ledger.

    Args:
        version: Version with which the change was published.
        previous_version: Version that readers saw before it.
        cause: `all` for the whole change, or one of `CAUSES`.
        previous_value: Before; None where the number was absent or had no value.
        value: After; None where the number is absent or has no value.
        difference: After less before; None where one of them is None.
    """

    version: int
    previous_version: int
    cause: str
    previous_value: float | None
    value: float | None
    difference: Decimal | None


@dataclass(frozen=True)
class _Step:
    """A cause, and the variables of the build in which it has taken effect.

    Args:
        cause: One of `CAUSES`.
        is_possible: Whether anything happened that it could be the cause of.
        variables: dbt variables of that build.
    """

    cause: str
    is_possible: bool
    variables: Mapping[str, Any]


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> Iterator[None]:
    connection.execute(f"attach {literal(file)} as {name} (read_only)")
    try:
        yield
    finally:
        connection.execute(f"detach {name}")


def project_files(project: Path) -> dict[str, bytes]:
    """Read the files of a dbt project that decide what its tables hold.

    Args:
        project: Root of the project.

    Returns:
        Path relative to the root (posix) to content.
    """
    definition = project / "dbt_project.yml"
    paths = yaml.safe_load(definition.read_text(encoding="utf-8"))
    folders = [project / name for key in _PROJECT_PATHS for name in paths[key]]
    files = [definition, project / "profiles.yml"]
    for folder in folders:
        files += [path for path in folder.rglob("*") if path.suffix in _PROJECT_SUFFIXES]
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in sorted(files)}


def keep_project(folder: Path) -> None:
    """Keep the project's files of now beside a version, to build it again with.

    Args:
        folder: Folder of the version.
    """
    with zipfile.ZipFile(folder / PROJECT_FILE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in project_files(PROJECT_DIR).items():
            archive.writestr(name, content)


def _kept_project(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as kept:
        return {name: kept.read(name) for name in kept.namelist()}


def record(
    workspace: Workspace,
    later: Edition,
    earlier: Edition | None,
    newest: Edition | None,
    with_causes: bool = True,
) -> None:
    """Write the ledger into a version that is about to be published.

    A number counts as restated if its period was closed in the earlier version and its value,
    numerator or denominator is another now, to the last bit. A number that appears counts where
    its metric, grain and dimension were published before and its period was closed.

    Args:
        workspace: The workspace, locked by the caller, with the build of the later version.
        later: The version; its file holds the marts already.
        earlier: The version that readers see until then; None if there is nothing to compare with.
        newest: The version with the highest number, whose ledger is the longest.
        with_causes: Whether to split the changes of headline totals by cause.

    Raises:
        RestatementError: If a counterfactual build failed.
    """
    with closing(duckdb.connect(str(later.file))) as connection:
        connection.execute("set TimeZone = 'UTC'")
        _create_ledger(connection)
        if earlier is None or newest is None:
            return
        with _attached(connection, newest.file, "newest"):
            _take_over(connection, "newest", f"version > {earlier.number}", "true")
        with _attached(connection, earlier.file, "earlier"):
            _take_over(connection, "earlier", "true", "is_withdrawn")
            _compare(connection, earlier, later)
            _choose_headlines(connection, workspace.build_file, with_causes)
            _stage(workspace, connection, earlier, later, workspace.build_file)
        _add_changes(connection, earlier, later)


def history(file: Path, cell: Cell) -> tuple[Change, ...]:
    """Read what the ledger says of one number.

    Args:
        file: A published DuckDB file.
        cell: The number.

    Returns:
        Its changes that led to the file's number, the oldest version first; in each the whole
        change, then the causes if the ledger has them.
    """
    with closing(duckdb.connect(str(file), read_only=True)) as connection:
        found = connection.execute(
            f"""
            select version, previous_version, cause, previous_value, value, difference
            from marts.{LEDGER}
            where not is_withdrawn and ({", ".join(_CELL)}) = (?, ?, ?, ?, ?)
            order by version, list_position(?, cause)
            """,
            [*astuple(cell), ["all", *CAUSES]],
        ).fetchall()
    return tuple(Change(*row) for row in found)


def check_cell(file: Path, cell: Cell) -> None:
    """Refuse a number that a version never published.

    Args:
        file: The published file of the version.
        cell: The number.

    Raises:
        RestatementError: If there is no such number; the message names what there is instead.
    """
    asked = {
        "metric_id": cell.metric_id,
        "grain": cell.grain,
        "period_start": cell.period_start.isoformat(),
        "dimension": cell.dimension,
        "dimension_value": cell.dimension_value,
    }
    with duckdb.connect(str(file), read_only=True) as connection:
        taken = "true"
        for name, value in asked.items():
            found = connection.execute(
                f"select distinct cast({name} as varchar) from marts.kpi_values where {taken}"
                " order by 1"
            ).fetchall()
            if (value,) not in found:
                shown = [one for (one,) in found]
                if len(shown) > _SHOWN_VALUES:
                    shown[:-_SHOWN_VALUES] = ["…"]
                raise RestatementError(
                    f"no such number: {name} {value}; there are: {', '.join(shown)}"
                )
            taken += f" and cast({name} as varchar) = {literal(value)}"


def explain(
    workspace: Workspace, cell: Cell, earlier: Edition, later: Edition
) -> tuple[Change, ...]:
    """Split the change of any number by cause, with counterfactual builds.

    Args:
        workspace: The workspace; it is locked meanwhile.
        cell: The number.
        earlier: The version before the change.
        later: The version with it.

    Returns:
        One change per cause, in the order of `CAUSES`.

    Raises:
        RestatementError: If a counterfactual build failed, or people were erased since the later
            version: what they had done is not known any more.
        fugou.workspace.WorkspaceBusyError: If another process is writing to the workspace.
    """
    with (
        workspace.lock(),
        closing(duckdb.connect(str(later.file), read_only=True)) as connection,
        _attached(connection, earlier.file, "earlier"),
    ):
        connection.execute("set TimeZone = 'UTC'")
        if _erased_since(connection, workspace, later):
            raise RestatementError(
                f"people were erased since v{later.number:06d} was published: why its numbers"
                " changed can no longer be told"
            )
        connection.execute(
            "create temp table explained as "
            f"from (values (?, ?, ?, ?, ?)) as cells ({', '.join(_CELL)})",
            list(astuple(cell)),
        )
        _stage(workspace, connection, earlier, later, None)
        found = connection.execute(
            f"""
            select cause, previous_value, value, difference
            from ({_effects()})
            order by list_position(?, cause)
            """,
            [list(CAUSES)],
        ).fetchall()
    return tuple(Change(later.number, earlier.number, *row) for row in found)


def _create_ledger(connection: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(f"{name} {data_type}" for name, data_type, _ in _COLUMNS)
    connection.execute(
        f"""
        create table marts.{LEDGER} ({columns});
        comment on table marts.{LEDGER} is
            'One row per version, number that it restated, and cause.';
        """
    )
    for name, _, meaning in _COLUMNS:
        connection.execute(f"comment on column marts.{LEDGER}.{name} is {literal(meaning)}")


def _take_over(
    connection: duckdb.DuckDBPyConnection, catalog: str, condition: str, is_withdrawn: str
) -> None:
    connection.execute(
        f"""
        insert into marts.{LEDGER} by name
        select * replace ({is_withdrawn} as is_withdrawn)
        from {catalog}.marts.{LEDGER} where {condition}
        """
    )


def _cells(relation: str) -> str:
    return ", ".join(f"{relation}.{name}" for name in _CELL)


def _compare(connection: duckdb.DuckDBPyConnection, earlier: Edition, later: Edition) -> None:
    """Collect the restated numbers in the temporary table `changed`."""
    day = f"date {literal(earlier.clocks['as_of_date'])}"
    # A report of an earlier day takes nothing back: it does not reach the later periods.
    reaches = "true"
    if later.clocks["as_of_date"] < earlier.clocks["as_of_date"]:
        reaches = "coalesce(after.is_complete, false)"
    connection.execute(
        f"""
        create temp table changed as
        with published as (
            select distinct metric_id, grain, dimension from earlier.marts.kpi_values
        ),
        open_totals as (
            select metric_id, grain, period_start from earlier.marts.kpi_values
            where dimension = 'all' and not is_complete
        ),
        appearing as (
            select after.* from marts.kpi_values as after
            anti join earlier.marts.kpi_values using ({", ".join(_CELL)})
            anti join open_totals using (metric_id, grain, period_start)
            semi join published using (metric_id, grain, dimension)
            where
                after.is_complete
                and after.period_start + case after.grain
                    when 'day' then interval 1 day
                    when 'week' then interval 7 day
                    when 'month' then interval 1 month
                    when 'quarter' then interval 3 month
                    when 'year' then interval 1 year
                end <= {day} + interval 1 day
        )
        select
            {_cells("before")},
            case when after.metric_id is null then 'vanished' else 'changed' end as change,
            before.numerator as previous_numerator, after.numerator,
            before.denominator as previous_denominator, after.denominator,
            before.value as previous_value, after.value
        from earlier.marts.kpi_values as before
        left join marts.kpi_values as after using ({", ".join(_CELL)})
        where
            before.is_complete
            and {reaches}
            and (
                after.metric_id is null
                or before.value is distinct from after.value
                or before.numerator is distinct from after.numerator
                or before.denominator is distinct from after.denominator
            )
        union all
        select
            {_cells("appearing")}, 'appeared',
            null, numerator, null, denominator, null, value
        from appearing
        """
    )


def _add_changes(connection: duckdb.DuckDBPyConnection, earlier: Edition, later: Edition) -> None:
    """Turn `changed` and `stages` into rows of the ledger."""
    same = " and ".join(f"ledger.{name} = changes.{name}" for name in _CELL)
    connection.execute(
        f"""
        create temp table entries as
        with first_published as (
            select {", ".join(_CELL)}, any_value(first_published_value) as value
            from marts.{LEDGER}
            where cause = 'all' and not is_withdrawn
            group by all
        ),
        changes as (
            select *, 'all' as cause, {_difference("value", "previous_value")} as difference
            from changed
            union all by name
            select effects.*, change from ({_effects()}) as effects
            inner join changed using ({", ".join(_CELL)})
        )
        select
            {later.number} as version,
            {earlier.number} as previous_version,
            timestamp {literal(later.published_at)} as published_at,
            changes.*,
            case when ledger.metric_id is null then whole.previous_value else ledger.value end
                as first_published_value,
            false as is_withdrawn,
            date {literal(later.clocks["as_of_date"])} as as_of_date
        from changes
        inner join changed as whole on ({_cells("whole")}) = ({_cells("changes")})
        left join first_published as ledger on {same}
        """
    )
    names = ", ".join(name for name, _, _ in _COLUMNS)
    connection.execute(
        f"insert into marts.{LEDGER} by name select {names} from entries order by all"
    )


def _difference(value: str, previous: str) -> str:
    # By way of the shortest text, so that 0.1 is 0.1.
    exact, previous_exact = (
        f"cast(cast({one} as varchar) as decimal(38, 12))" for one in (value, previous)
    )
    return f"{exact} - {previous_exact}"


def _effects() -> str:
    """Give the query of what each cause did to each number of `stages`."""
    cell = _cells("after")
    return f"""
        select
            {cell}, after.cause,
            before.numerator as previous_numerator, after.numerator,
            before.denominator as previous_denominator, after.denominator,
            before.value as previous_value, after.value,
            case
                when bool_and(before.value is not null and after.value is not null)
                    over (partition by {cell})
                    then {_difference("after.value", "before.value")}
            end as difference
        from stages as after
        inner join stages as before
            on before.stage = after.stage - 1 and ({_cells("before")}) = ({cell})
    """


def _choose_headlines(
    connection: duckdb.DuckDBPyConnection, build_file: Path, with_causes: bool
) -> None:
    """Choose what is split by cause: the restated totals of the metrics that a seed lists."""
    with _attached(connection, build_file, "build"):
        connection.execute(
            f"""
            create temp table explained as
            select {", ".join(_CELL)}
            from changed
            semi join build.rules.headline_metrics using (metric_id)
            where dimension = 'all' and ?
            """,
            [with_causes],
        )


def _stage(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    earlier: Edition,
    later: Edition,
    build_file: Path | None,
) -> None:
    """Collect in `stages` the numbers of `explained` before and after each cause."""
    numbers = f"{_cells('explained')}, cells.numerator, cells.denominator, cells.value"
    using = f"using ({', '.join(_CELL)})"
    connection.execute(
        f"""
        create temp table stages as
        select 0 as stage, cast(null as varchar) as cause, {numbers}
        from explained left join earlier.marts.kpi_values as cells {using}
        """
    )
    if connection.execute("select count(*) from explained").fetchone() == (0,):
        return
    steps = _steps(
        earlier, later, _possible_causes(connection, workspace, earlier, later, build_file)
    )
    last = max(number for number, step in enumerate(steps, 1) if step.is_possible)
    areas = _areas_of(connection)
    with _laboratory(workspace, earlier) as build:
        for number, step in enumerate(steps, 1):
            insert = f"insert into stages select {number}, {literal(step.cause)}, {numbers} "
            insert += "from explained left join"
            if not step.is_possible:
                connection.execute(
                    f"{insert} (from stages where stage = {number - 1}) as cells {using}"
                )
            elif number == last:
                connection.execute(f"{insert} marts.kpi_values as cells {using}")
            else:
                file = build({**step.variables, **areas})
                with _attached(connection, file, "counterfactual"):
                    connection.execute(f"{insert} counterfactual.marts.kpi_values as cells {using}")


def _areas_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Limit a build to the areas whose metrics are explained, as a dbt variable."""
    found = connection.execute(
        "select distinct area from earlier.marts.kpi_definitions"
        " semi join explained using (metric_id) order by area"
    ).fetchall()
    return {"kpi_areas": [area for (area,) in found]} if found else {}


def _steps(earlier: Edition, later: Edition, possible: set[str]) -> tuple[_Step, ...]:
    """Order the causes as they are built; see the docstring of the module."""
    before, now = earlier.clocks["known_at"], later.clocks["known_at"]
    own = {cause: dict.fromkeys(entities, before) for cause, entities in _ENTITIES.items()}
    knowledge: dict[str, tuple[str, Mapping[str, str]]] = {
        "late_order": (now, {**own["refund"], **own["identity_merge"]}),
        "refund": (now, own["identity_merge"]),
        "identity_merge": (now, {}),
        "erasure": (before, {}),
        "rule_change": (now, {}),
    }
    rules = {name: earlier.clocks[name] for name in _RULES}
    return tuple(
        _Step(
            cause,
            cause in possible,
            {
                **rules,
                "sources": rules["sources"].split(","),
                "as_of_date": later.clocks["as_of_date"],
                "known_at": knowledge[cause][0],
                "known_at_of": knowledge[cause][1],
            },
        )
        for cause in sorted(CAUSES, key=lambda cause: cause != "erasure" or cause not in possible)
    )


def _possible_causes(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    earlier: Edition,
    later: Edition,
    build_file: Path | None,
) -> set[str]:
    """Say of what anything happened between two versions, so that no build is made in vain."""
    possible = set()
    if _erased_since(connection, workspace, earlier):
        possible.add("erasure")
    if _loaded_between(connection, workspace, earlier, later):
        possible |= {"late_order", *_ENTITIES}
        if build_file is not None:
            possible -= _idle_causes(connection, build_file, earlier, later)
    if any(earlier.clocks[name] != later.clocks[name] for name in _RULES) or (
        _kept_project(earlier.project) != _kept_project(later.project)
    ):
        possible.add("rule_change")
    # A load that was dated back leaves no other trace: what it brought was late.
    return possible or {"late_order"}


def _erased_since(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, edition: Edition
) -> bool:
    if not any(workspace.erasures.glob("*.parquet")):
        return False
    found = connection.execute(
        "select count(*) > 0 from read_parquet(?) where erased_at >= ?::timestamp",
        [str(workspace.erasures / "*.parquet"), edition.published_at],
    ).fetchone()
    return found == (True,)


def _loaded_between(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    earlier: Edition,
    later: Edition,
) -> bool:
    if not any(workspace.loads.glob("*.parquet")):
        return False
    first, last = sorted([earlier.clocks["known_at"], later.clocks["known_at"]])
    found = connection.execute(
        """
        select count(*) > 0 from read_parquet(?, union_by_name = true)
        where _loaded_at > ?::timestamp and _loaded_at <= ?::timestamp and rows_loaded > 0
        """,
        [str(workspace.loads / "*.parquet"), first, last],
    ).fetchone()
    return found == (True,)


def _idle_causes(
    connection: duckdb.DuckDBPyConnection, build_file: Path, earlier: Edition, later: Edition
) -> set[str]:
    """List the causes with entities of their own of which the build has no row that is new."""
    if later.clocks["known_at"] < earlier.clocks["known_at"]:
        return set()
    # Views of a build name its catalog, which is the stem of its file.
    with _attached(connection, build_file, build_file.stem):
        return {
            cause
            for cause, entities in _ENTITIES.items()
            if not any(
                connection.execute(
                    f"select 1 from {build_file.stem}.user_facts.int_{entity}_united "
                    "where _loaded_at > ?::timestamp limit 1",
                    [earlier.clocks["known_at"]],
                ).fetchone()
                for entity in entities
            )
        }


@contextmanager
def _laboratory(
    workspace: Workspace, edition: Edition
) -> Iterator[Callable[[Mapping[str, Any]], Path]]:
    """Set up a workspace with the bronze of another and the project of a version.

    It lies in the build folder while it lasts; what a killed process left there goes first.

    Args:
        workspace: The workspace whose bronze is read.
        edition: The version whose project files are used.

    Yields:
        Builds `kpi_values` from nothing with some dbt variables, and says in which file.
    """
    scratch = Workspace(workspace.build / ".counterfactual")
    wait_until_free(scratch.build_file, _SECONDS_FOR_ORPHANS)
    if scratch.home.exists():
        shutil.rmtree(scratch.home)
    scratch.build.mkdir(parents=True)
    scratch.bronze.symlink_to(workspace.bronze.resolve(), target_is_directory=True)
    project = scratch.home / "project"
    with zipfile.ZipFile(edition.project) as archive:
        archive.extractall(project)

    def build(variables: Mapping[str, Any]) -> Path:
        scratch.build_file.unlink(missing_ok=True)
        done = run_dbt(
            scratch,
            "build",
            dict(variables),
            *("--select", "+kpi_values", "--exclude-resource-type", "test", "unit_test"),
            project=project,
        )
        if done.returncode:
            shown = "\n".join(done.stdout.splitlines()[-_SHOWN_LINES:])
            raise RestatementError(
                f"the numbers of v{edition.number:06d} could not be built again, so what changed"
                " since cannot be split by cause; `fugou publish --without-causes` publishes"
                f" without that\n{shown}"
            )
        return scratch.build_file

    try:
        yield build
    finally:
        shutil.rmtree(scratch.home)
