"""The command line.

Belongs here: words for people, progress, exit codes. Does not belong here: any work. Heavy modules
are imported inside the commands, so that `fugou --help` answers at once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from fugou.settings import PROJECT_DIR, Settings, settings
from fugou.workspace import Workspace, WorkspaceBusyError

if TYPE_CHECKING:
    from fugou.audit import AuditReport, Check
    from fugou.contradictions import Contradiction
    from fugou.explaining import Explanation
    from fugou.restatement import Change
    from fugou.statements import SetAside
    from fugou.status import Status

app = typer.Typer(
    name="fugou",
    help="Land, ingest, build, audit and publish a retention and repurchase warehouse.",
    epilog="Start with: fugou run --source demo_brand",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
out = Console()
err = Console(stderr=True)

_SHOWN_FAILURES = 20
_Metric = Annotated[str, typer.Argument(help="Metric, by its id or name, as in kpi_definitions.")]
_NamedPeriod = Annotated[
    str, typer.Argument(metavar="PERIOD", help="2025, 2025-Q3, 2025-03, 2025-W27 or 2025-03-14.")
]
_Dimension = Annotated[
    str | None,
    typer.Argument(metavar="[DIMENSION=VALUE]", help="Part of the number; the total by default."),
]


def _workspace() -> Workspace:
    return Workspace(settings().home)


def _user_errors() -> tuple[type[Exception], ...]:
    from pydantic import ValidationError

    from expectations import SuiteError
    from fugou.audit import NothingToAuditError
    from fugou.erasure import ErasureIncompleteError, ErasureRefusedError
    from fugou.keys import KeyChangedError
    from fugou.outreach import OutreachRefusedError
    from fugou.periods import PeriodError
    from fugou.publish import NoSuchVersionError, PublishRefusedError
    from fugou.reports.reading import ReportError
    from fugou.restatement import RestatementError
    from fugou.samples import SampleError
    from fugou.simulator import SimulationError
    from fugou.sources import DeclarationError
    from fugou.spark import SparkMissingError
    from fugou.statements import StatementsError
    from fugou.vault import SealBrokenError

    return (
        DeclarationError,
        ErasureIncompleteError,
        ErasureRefusedError,
        KeyChangedError,
        NoSuchVersionError,
        NothingToAuditError,
        OSError,
        OutreachRefusedError,
        PeriodError,
        PublishRefusedError,
        ReportError,
        RestatementError,
        SampleError,
        SealBrokenError,
        SimulationError,
        SparkMissingError,
        StatementsError,
        SuiteError,
        ValidationError,
        WorkspaceBusyError,
    )


@contextmanager
def _explained() -> Iterator[None]:
    """End with a message instead of a traceback where it is for the user to act."""
    logging.basicConfig(
        level=logging.WARNING,
        format="%(message)s",
        handlers=[RichHandler(console=err, show_time=False, show_path=False)],
    )
    try:
        yield
    except Exception as error:
        # Which classes these are is only asked when something went wrong: it costs imports.
        if not isinstance(error, _user_errors()):
            raise
        _fail(_plain(error))


def _plain(error: Exception) -> str:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        f"FUGOU_{str(one['loc'][0]).upper()} is {one['input']!r}: {one['msg']}"
        for one in error.errors()
    )


def _fail(message: str) -> None:
    err.print(f"[bold red]Error:[/] {_escape(message)}", highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def _escape(text: str) -> str:
    return text.replace("[", r"\[")


def _progress(amount: ProgressColumn) -> Progress:
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=30),
        amount,
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[detail]}"),
        console=out,
    )


@app.command()
def init() -> None:
    """Create the folders of the workspace and the empty bronze tables.

    [bold]Examples[/]

        fugou init

        FUGOU_HOME=/srv/fugou fugou init
    """
    from fugou.ingest import ensure_bronze
    from fugou.sources import read_sources

    with _explained():
        workspace = _workspace()
        workspace.create()
        sources = read_sources(PROJECT_DIR)
        ensure_bronze(workspace, sources)
        for source in sources.values():
            for table in source.tables:
                (workspace.landing / source.name / table).mkdir(parents=True, exist_ok=True)
        out.print(f"Workspace [bold]{workspace.home}[/] is ready. Drop files into:")
        for source in sources.values():
            for table in source.tables:
                out.print(f"  landing/{source.name}/{table}/")


@app.command()
def land(
    source: Annotated[
        str | None, typer.Argument(help="Sample data set; lists them if left out.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Its file, where no package carries it.", show_default=False)
    ] = None,
) -> None:
    """Drop the files of a sample data set into landing, as an exporter would.

    [bold]Examples[/]

        fugou land

        fugou land demo_brand

        fugou land online_retail --data online_retail.xlsx
    """
    from fugou import samples

    with _explained():
        if source is None:
            for name, one in samples.SAMPLES.items():
                out.print(f"[bold]{name}[/]  {one.title}")
            return
        workspace = _workspace()
        workspace.create()
        _land(workspace, source, data)
        out.print(f"Landed in {workspace.landing}", soft_wrap=True)


def _land(workspace: Workspace, source: str, data: Path | None) -> None:
    from fugou import samples

    with _progress(MofNCompleteColumn()) as progress:
        samples.land(workspace, source, data, _bar(progress, "land"))


def _bar(progress: Progress, step: str) -> Callable[[int, int], None]:
    """Give a listener that draws a bar from its first call on."""
    bars: list[Any] = []

    def show(done: int, total: int) -> None:
        if not bars:
            bars.append(progress.add_task(step, total=total, detail=""))
        progress.update(bars[0], completed=done, total=total)

    return show


@app.command()
def simulate(
    people: Annotated[int, typer.Option(min=1, help="How many join within the days.")] = 20_000,
    days: Annotated[
        int, typer.Option(min=1, max=5000, help="How many days, the last is --as-of.")
    ] = 731,
    seed: Annotated[
        int, typer.Option(min=0, max=2**63 - 1, help="Equal seeds give equal files.")
    ] = 1,
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Last business day.")
    ] = datetime(2025, 12, 31),
    profile: Annotated[
        str, typer.Option(help="Behaviour of the brand: field_report or plain.")
    ] = "field_report",
    without: Annotated[
        list[str] | None,
        typer.Option(help="Kind of dirt to leave out; `all` for clean files. Can be repeated."),
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option(help="Rate of a kind of dirt, as KIND=SHARE. Can be repeated."),
    ] = None,
) -> None:
    """Simulate a brand: ten source systems' files in landing, and the truth about them beside it.

    Load them with [bold]fugou ingest --replay[/]: each file then counts as loaded when its system
    dropped it.

    [bold]Examples[/]

        fugou simulate

        fugou simulate --people 1000000 --profile plain --seed 7

        fugou simulate --without all

        fugou simulate --without late --rate broken_lines=0.01
    """
    from fugou.simulator import simulate as simulator

    with _explained():
        workspace = _workspace()
        workspace.create()
        wanted = simulator.Simulation(
            people=people,
            days=days,
            seed=seed,
            as_of=as_of.date(),
            profile=profile,
            dirt=simulator.chosen_dirt(without or (), rate or ()),
        )
        with _progress(MofNCompleteColumn()) as progress:
            simulator.simulate(
                wanted, workspace.landing, workspace.truth, _bar(progress, "simulate")
            )
        out.print(f"Landed in {workspace.landing}", soft_wrap=True)
        out.print(f"Truth in  {workspace.truth}", soft_wrap=True)
        out.print("Next: fugou ingest --replay")


@app.command()
def ingest(
    loaded_at: Annotated[
        datetime | None,
        typer.Option(help="UTC instant to write down as the time of loading; now by default."),
    ] = None,
    replay: Annotated[
        bool,
        typer.Option(
            "--replay",
            help="Write down for each file the time at which it was last modified, and load the "
            "oldest first: a history of drops becomes known step by step, as FUGOU_KNOWN_AT sees "
            "it. Files loaded before keep their time.",
        ),
    ] = False,
) -> None:
    """Load every landed file once into bronze; rows that cannot be read are set aside.

    [bold]Examples[/]

        fugou ingest

        fugou ingest --loaded-at 2026-11-22T03:00:00

        fugou ingest --replay
    """
    from fugou.ingest import ingest as load_landed_files
    from fugou.sources import read_sources

    if loaded_at and replay:
        raise typer.BadParameter("--loaded-at and --replay exclude each other")
    with _explained(), _progress(DownloadColumn()) as progress:
        # One bar, of the file at hand: drawing a bar per file costs the square of their number.
        bar = progress.add_task("ingest", total=None, detail="")

        def show(file: str, done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total, detail=file)

        report = load_landed_files(
            _workspace(),
            read_sources(PROJECT_DIR),
            pseudonym_key=settings().pseudonym_key,
            vault_key=settings().vault_key,
            loaded_at=loaded_at,
            replay=replay,
            on_progress=show,
        )
    _show_ingest(json.loads(report.to_json()))


def _show_ingest(report: Mapping[str, Any]) -> None:
    totals = report["totals"]
    out.print(
        f"{len(report['loaded'])} files loaded with {totals['rows_loaded']:,} rows, "
        f"{totals['rows_quarantined']:,} rows set aside, "
        f"{len(report['already_loaded'])} files known already."
    )
    for rejected in report["rejected"]:
        err.print(
            f"[red]rejected[/] {_escape(rejected['file'])}: {_escape(rejected['reason'])}",
            soft_wrap=True,
        )
    for file in report["unknown"]:
        err.print(
            f"[yellow]unknown[/] {_escape(file)}: no such source table is declared; "
            f"there are: {', '.join(report['known_folders'])}",
            soft_wrap=True,
        )


@app.command()
def build() -> None:
    """Build the warehouse from bronze with dbt, run its tests, and cluster people.

    [bold]Examples[/]

        fugou build

        FUGOU_AS_OF_DATE=2025-06-30 fugou build
    """
    from fugou.build import ONLY_DATA, dbt_vars, run_dbt
    from fugou.clusters import write_clusters

    with _explained():
        workspace = _workspace()
        with workspace.lock():
            with out.status("dbt build"):
                finished = run_dbt(workspace, "build", dbt_vars(settings()), *ONLY_DATA)
            if finished.returncode:
                err.print(finished.stdout, markup=False, highlight=False)
                _fail("dbt build failed; the published version is untouched")
            with out.status("clusters"):
                write_clusters(workspace)
        out.print("Built. Next: fugou audit")


@app.command()
def audit() -> None:
    """Check the build: dbt's results and the expectations. Ends with 1 if it is red.

    [bold]Examples[/]

        fugou audit
    """
    from fugou.audit import run_audit

    with _explained():
        with out.status("audit"):
            report = run_audit(_workspace())
        _show_audit(report)
        if not report.is_green:
            raise typer.Exit(1)


def _show_audit(report: AuditReport) -> None:
    from fugou.audit import CONSEQUENCES

    for kind, counts in report.counts.items():
        text = ", ".join(f"{count} {status}" for status, count in counts.items())
        out.print(f"  {kind:<12} {text}", highlight=False)
    causes = [check for check in report.failing if check.status not in CONSEQUENCES]
    for check in causes[:_SHOWN_FAILURES]:
        _show_failure(check)
    hidden = len(report.failing) - len(causes[:_SHOWN_FAILURES])
    if hidden > 0:
        err.print(f"… and {hidden} more, most of which waited for these: build/audit.json")
    verdict = "[bold green]green[/]" if report.is_green else "[bold red]red[/]"
    out.print(f"Audit is {verdict}: {len(report.failing)} of {len(report.checks)} checks failed.")


def _show_failure(check: Check) -> None:
    err.print(f"[red]✗[/] {_escape(check.describe())}", highlight=False, soft_wrap=True)
    for line in check.message.splitlines()[1:]:
        err.print(f"    {_escape(line)}", highlight=False, soft_wrap=True)
    if check.samples:
        rows = Table(*(str(name) for name in check.samples[0]), padding=(0, 1))
        for sample in check.samples:
            rows.add_row(*("null" if one is None else _escape(str(one)) for one in sample.values()))
        err.print(rows)


@app.command()
def publish(
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to an earlier version.")
    ] = False,
    version: Annotated[
        str | None,
        typer.Argument(help="With --rollback: the version; the one before the current by default."),
    ] = None,
    without_causes: Annotated[
        bool,
        typer.Option(
            "--without-causes",
            help="Do not find out why published numbers of closed periods changed.",
        ),
    ] = False,
) -> None:
    """Make the audited build what readers open; or go back to an earlier version.

    [bold]Examples[/]

        fugou publish

        fugou publish --rollback

        fugou publish --rollback v000003
    """
    from fugou import publish as publishing
    from fugou.spark import wait_for_metastore

    if version and not rollback:
        raise typer.BadParameter("a version is given with --rollback only")
    with _explained():
        workspace = _workspace()
        if settings().engine == "spark":
            # Before the pointer moves: a version is shown to readers of both, or to none.
            wait_for_metastore(workspace)
        if rollback:
            chosen = publishing.rollback(workspace, version)
            if settings().engine == "spark":
                publishing.show_on_spark(workspace)
            day = chosen.clocks["as_of_date"]
            out.print(f"Readers see [bold]{chosen.name}[/] again (as of {day}).")
            return
        with out.status("publish"):
            new = publishing.publish(
                workspace, settings().keep_versions, with_causes=not without_causes
            )
            if settings().engine == "spark":
                publishing.show_on_spark(workspace)
        out.print(f"Published [bold]{new.name}[/]: {workspace.published_file}", soft_wrap=True)


@app.command()
def restate(
    metric: _Metric,
    period: _NamedPeriod,
    dimension: _Dimension = None,
    version: Annotated[
        str | None, typer.Option(help="Whose change is split by cause; the last by default.")
    ] = None,
) -> None:
    """Tell how a published number of a closed period changed later, and why.

    Headline totals are split by cause when they are published; for any other number the warehouse
    is built again, once per cause.

    [bold]Examples[/]

        fugou restate net_revenue 2025-03

        fugou restate buyers 2025-03 buyer_type=old
    """
    from fugou.explaining import cell_of
    from fugou.publish import restatements

    with _explained():
        workspace = _workspace()
        cell = cell_of(workspace.published_file, metric, period, dimension)
        with out.status("restate"):
            changes, causes = restatements(workspace, cell, version)
        if not changes:
            out.print(
                "The ledger has no such number: it never changed after its period was closed."
            )
            return
        _show_changes("published", {f"v{one.version:06d}": one for one in changes})
        # People are erased for every build, so that effect was measured before the others.
        causes = tuple(sorted(causes, key=lambda one: one.cause != "erasure" or not one.difference))
        _show_changes(f"v{causes[0].version:06d} by cause", {one.cause: one for one in causes})


def _show_changes(head: str, changes: Mapping[str, Change]) -> None:
    rows = Table(head, "before", "after", "difference", padding=(0, 1))
    for name, one in changes.items():
        numbers = (one.previous_value, one.value, one.difference)
        rows.add_row(name, *("null" if number is None else f"{number:,.6f}" for number in numbers))
    out.print(rows)


@app.command("explain")
def explain_number(
    metric: _Metric,
    period: _NamedPeriod,
    dimension: _Dimension = None,
) -> None:
    """Tell everything about one published number: meaning, value, base, origin, restatements.

    [bold]Examples[/]

        fugou explain repurchase_rate 2025-Q3

        fugou explain repurchase_rate 2025-Q3 channel=store
    """
    from fugou.explaining import cell_of, explain

    with _explained():
        file = _workspace().published_file
        _show_explanation(explain(file, cell_of(file, metric, period, dimension)))


def _show_explanation(found: Explanation) -> None:
    from fugou.explaining import comparison_lines, number_lines

    definition, cell = found.definition, found.cell
    split = "" if cell.dimension == "all" else f" · {cell.dimension} = {cell.dimension_value}"
    out.print(
        f"[bold]{definition['name_zh']}  {definition['name_en']}[/]"
        f" · {found.period} ({cell.grain}){_escape(split)}"
    )
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    # A definition is never cut: Chinese has no spaces to break at.
    facts.add_column(overflow="fold")
    facts.add_row("口径 definition", _escape(definition["formula_zh"]))
    facts.add_row("", _escape(definition["formula_en"]))
    for name, text in (*number_lines(found), *comparison_lines(found)):
        facts.add_row(name, _escape(text))
    facts.add_row("负责 owner", definition["owner"])
    facts.add_row("计算 measured by", ", ".join(found.lineage.measured_by))
    facts.add_row("规则 rules", ", ".join(found.lineage.seeds) or "none")
    facts.add_row("来源 sources", ", ".join(found.lineage.sources))
    # Of more than a hundred models those are named that people know: facts and dimensions.
    known = [one for one in found.lineage.models if one.startswith(("fct_", "dim_"))]
    facts.add_row("事实 facts", ", ".join(known))
    facts.add_row("", f"and {len(found.lineage.models) - len(known)} models between")
    out.print(facts)
    if not found.restatements:
        out.print("重述 restatements: none since its period was closed.")
        return
    _show_changes(
        "重述 restated in",
        {
            f"v{one.version:06d}{'' if one.cause == 'all' else ' ' + one.cause}": one
            for one in found.restatements
        },
    )


@app.command("report")
def write_report(
    period: Annotated[str, typer.Option(help="2025, 2025-Q4, 2025-11, 2025-W47 or 2025-11-21.")],
    lang: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    format_: Annotated[str, typer.Option("--format", help="html, docx or pdf.")] = "html",
    file: Annotated[
        Path | None,
        typer.Option("--out", help="File to write; named after the period by default."),
    ] = None,
) -> None:
    """Write the report of a period: text, tables and charts of the published numbers.

    A year gets the annual report, a quarter or month the work report, a week the weekly review, a
    day one page.

    [bold]Examples[/]

        fugou report --period 2025

        fugou report --period 2025-W47 --lang en --format pdf --out week.pdf
    """
    from fugou.periods import Period
    from fugou.reports.writing import write

    with _explained():
        target = file or Path(f"fugou-report-{period}-{lang}.{format_}")
        write(_workspace().published_file, Period.parse(period), lang, format_, target)
        out.print(f"Written: {target}", soft_wrap=True, highlight=False)


@app.command("audit-report")
def audit_report(
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV: metric, value; period, dimension … where told; or kpi_values."),
    ] = None,
    own: Annotated[bool, typer.Option("--own", help="Our own published numbers.")] = False,
) -> None:
    """Find stated numbers that cannot hold together; ends with 1 if there are some.

    Parts against the whole, numerators against denominators, cohort curves that fall, mixes outside
    their bounds, periods against the year. Rounding alone is no contradiction. Rows that cannot be
    read without a guess are set aside; a file with columns that are not known is refused.

    [bold]Examples[/]

        fugou audit-report report.csv

        fugou audit-report --own
    """
    from fugou.contradictions import find_contradictions, read_rules
    from fugou.statements import own_statements, read_names, read_statements

    if (file is None) != own:
        raise typer.BadParameter("give a file, or --own")
    with _explained():
        seeds = PROJECT_DIR / "seeds"
        rules = read_rules(seeds)
        aside: list[SetAside] = []
        if file is None:
            stated = list(own_statements(_workspace().published_file))
        else:
            others = [name for one in rules.relations for name in one.metrics if "N" not in name]
            stated, aside = read_statements(file, read_names(seeds, others))
        found = find_contradictions(stated, rules)
    for one in aside[:_SHOWN_FAILURES]:
        out.print(f"[yellow]line {one.line} set aside[/]: {_escape(one.reason)}", soft_wrap=True)
    if len(aside) > _SHOWN_FAILURES:
        out.print(f"… and {len(aside) - _SHOWN_FAILURES:,} more set aside")
    for contradiction in found[:_SHOWN_FAILURES]:
        _show_contradiction(contradiction)
    if len(found) > _SHOWN_FAILURES:
        out.print(f"… and {len(found) - _SHOWN_FAILURES:,} more")
    out.print(
        f"{len(stated) + len(aside):,} rows: {len(stated):,} checked, {len(aside):,} set aside;"
        f" 矛盾 contradictions: {len(found):,}"
    )
    if not stated:
        err.print("[bold red]Error:[/] nothing was checked")
    if found or not stated:
        raise typer.Exit(1)


def _show_contradiction(found: Contradiction) -> None:
    out.print(f"[bold red]矛盾[/] {_escape(found.why_zh)}", highlight=False, soft_wrap=True)
    out.print(f"     {_escape(found.why_en)}", highlight=False, soft_wrap=True)
    for one in found.statements[:_SHOWN_FAILURES]:
        where = f"line {one.line}: " if one.line else ""
        report = f" (report {one.report})" if one.report else ""
        out.print(
            f"     [dim]{where}{_escape(one.label)} = {one.value.text}{report}[/]",
            highlight=False,
            soft_wrap=True,
        )


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Tell what readers see, how fresh it is, and how the last audit went.

    [bold]Examples[/]

        fugou status

        fugou status --json
    """
    from fugou.status import status as read_status

    with _explained():
        found = read_status(_workspace())
        if as_json:
            typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2, default=str))
        else:
            _show_status(found)


def _show_status(found: Status) -> None:
    facts = Table.grid(padding=(0, 2))
    current = found.current
    if current is None:
        facts.add_row("published", "nothing yet; run: fugou run")
    else:
        facts.add_row("published", f"[bold]{current.name}[/] at {current.published_at} UTC")
        facts.add_row("file", str(found.home / "published" / "current" / current.file.name))
        for name, value in current.clocks.items():
            facts.add_row(name, value)
        facts.add_row("commit", current.commit)
        facts.add_row("versions", ", ".join(found.kept))
    if found.is_erasure_interrupted:
        facts.add_row("erasure", "[bold red]interrupted[/]; finish it: fugou erase")
    if found.audit is None:
        facts.add_row("last audit", "none")
    else:
        verdict = "[green]green[/]" if found.audit.is_green else "[bold red]red[/]"
        which = "the published build" if found.is_audit_of_current else "a build not published"
        facts.add_row("last audit", f"{verdict}, of {which}, {len(found.audit.checks)} checks")
    out.print(facts)
    if found.freshness:
        loads = Table("source", "table", "last loaded (UTC)", "rows", padding=(0, 1))
        for one in found.freshness:
            loads.add_row(
                one.source_system, one.source_table, one.last_loaded_at[:19], f"{one.rows:,}"
            )
        out.print(loads)
    if found.audit is not None:
        for check in found.audit.failing[:_SHOWN_FAILURES]:
            _show_failure(check)
    if found.ingest is not None:
        out.print("[bold]last ingest[/]")
        _show_ingest(found.ingest)


@app.command("export-list")
def export_list(
    wanted: Annotated[
        str,
        typer.Option(
            "--list", help="CSV file with a column user_id, or a query of the marts that gives one."
        ),
    ],
    channel: Annotated[str, typer.Option(help="wecom, sms or openid.")],
    target: Annotated[Path, typer.Option("--out", help="CSV file to write, for its owner only.")],
) -> None:
    """Write an outreach list: user_id and contact id of those who consent to marketing.

    Reading the vault is logged: who, when, for which list, how many.

    [bold]Examples[/]

        fugou export-list --list winback.csv --channel sms --out winback_sms.csv

        fugou export-list --list "select user_id from marts.koc_users" \\
        --channel wecom --out best.csv
    """
    from fugou import outreach
    from fugou.vault import Vault, log_file

    with _explained():
        workspace = _workspace()
        vault = Vault(workspace, settings().vault_key)
        report = outreach.export_list(workspace, vault, wanted, channel, target)
        out.print(f"{report.handed_out:,} of {report.asked_for:,} people are in {target}.")
        for reason, people in report.left_out.items():
            out.print(f"  left out, {reason}: {people:,}")
        out.print(f"The access is in {log_file(workspace)}", soft_wrap=True)


@app.command("retire-landing")
def retire_landing(
    restore: Annotated[
        bool,
        typer.Option("--restore", help="Put the archived files back, to load bronze anew."),
    ] = False,
) -> None:
    """Encrypt or remove landed files some days after they were loaded; fugou run does it, too.

    FUGOU_LANDING_DAYS says after how many days, FUGOU_LANDING_POLICY whether they are encrypted
    into archive/ or removed.

    [bold]Examples[/]

        fugou retire-landing

        FUGOU_LANDING_DAYS=0 FUGOU_LANDING_POLICY=remove fugou retire-landing

        fugou retire-landing --restore
    """
    from fugou.retention import restore_landing
    from fugou.vault import Vault

    with _explained():
        workspace = _workspace()
        if restore:
            vault = Vault(workspace, settings().vault_key)
            files = restore_landing(workspace, vault, "restore landing")
            out.print(f"{files} files are back in {workspace.landing}.", soft_wrap=True)
            return
        _retire(settings(), workspace)


@app.command()
def erase(
    request: Annotated[
        Path,
        typer.Option(
            help="CSV or JSON with request_id and user_id, or identifier_type and identifier."
        ),
    ],
) -> None:
    """Erase people from landing, bronze, vault, build and every published version, and prove it.

    An erasure that was interrupted is finished first. docs/privacy.md states what becomes of
    orders and published totals.

    [bold]Examples[/]

        fugou erase --request requests.csv
    """
    from fugou import erasure
    from fugou.sources import read_sources
    from fugou.vault import Vault

    with _explained():
        workspace = _workspace()
        with out.status("erase"):
            proofs = erasure.erase(
                workspace,
                read_sources(PROJECT_DIR),
                erasure.read_requests(request),
                Vault(workspace, settings().vault_key),
                settings().pseudonym_key,
            )
        for proof in proofs:
            out.print(
                f"Request [bold]{proof.request_id}[/]: erased; nothing found in "
                f"{sum(proof.files_searched.values()):,} files. Proof: "
                f"{erasure.proof_file(workspace, proof.request_id)}",
                soft_wrap=True,
            )
        if proofs:
            out.print("The build is gone. Next: fugou run")
        else:
            out.print("All requests of this file were done before.")


@app.command()
def run(
    source: Annotated[
        str | None, typer.Option(help="Sample data set to land first; fugou land lists them.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Its file, where no package carries it.")
    ] = None,
    as_of_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Business day of the numbers.")
    ] = None,
    known_at: Annotated[
        datetime | None, typer.Option(help="UTC instant; later loads do not count.")
    ] = None,
) -> None:
    """Do everything: ingest, build, audit, publish; then show a summary.

    Without --source it runs on the sources of dbt_project.yml; with it, a sample is landed first.

    [bold]Examples[/]

        fugou run

        fugou run --source demo_brand

        fugou run --source online_retail --data online_retail.xlsx

        fugou run --as-of-date 2025-06-30
    """
    with _explained():
        environment = _with_options(source, as_of_date, known_at)
        workspace = Workspace(environment.home)
        workspace.create()
        if environment.source:
            _land(workspace, environment.source, data)
        if not _refresh(environment, workspace):
            raise typer.Exit(1)
        _show_summary(workspace)


def _retire(environment: Settings, workspace: Workspace) -> None:
    from fugou.retention import retire_landing as retire
    from fugou.vault import Vault

    days = environment.landing_days
    retired = retire(
        workspace, Vault(workspace, environment.vault_key), environment.landing_policy, days
    )
    if retired.encrypted or retired.removed:
        out.print(
            f"Landed files loaded {days} days ago or more: {retired.encrypted} encrypted into "
            f"{workspace.archive}, {retired.removed} removed.",
            soft_wrap=True,
        )


def _with_options(
    source: str | None, as_of_date: datetime | None, known_at: datetime | None
) -> Settings:
    day: date | None = as_of_date.date() if as_of_date else None
    options = {"source": source, "as_of_date": day, "known_at": known_at}
    return settings().model_copy(
        update={name: value for name, value in options.items() if value is not None}
    )


def _refresh(environment: Settings, workspace: Workspace) -> bool:
    """Run the job `refresh` in this process, drawing its progress."""
    from fugou.ingest import report_file
    from orchestration.headless import refresh

    with _progress(MofNCompleteColumn()) as progress:
        bars: dict[str, Any] = {}

        def show(step: str, done: int, total: int, detail: str) -> None:
            if step not in bars:
                bars[step] = progress.add_task(step, total=total, detail="")
            progress.update(bars[step], completed=done, total=total, detail=detail)

        failures = refresh(environment, show)
    if "ingest" not in failures and report_file(workspace).exists():
        _show_ingest(json.loads(report_file(workspace).read_text(encoding="utf-8")))
    if failures:
        _show_why(workspace, failures)
    return not failures


def _show_why(workspace: Workspace, failures: dict[str, str]) -> None:
    from fugou.audit import NothingToAuditError, run_audit

    step, message = next(iter(failures.items()))
    if step == "dbt_build":
        # dbt says little in an exception; what it found is in the build.
        try:
            _show_audit(run_audit(workspace))
        except (NothingToAuditError, WorkspaceBusyError):
            err.print(_escape(message), highlight=False, soft_wrap=True)
    else:
        err.print(_escape(message), highlight=False, soft_wrap=True)
    readers = (
        "readers see what was just published"
        if step == "retired_landing"
        else "nothing was published, readers see what they saw before"
    )
    err.print(
        f"[bold red]Error:[/] the step {step} failed; {readers}. "
        f"Details: {workspace.build / 'run.log'}",
        soft_wrap=True,
    )


def _show_summary(workspace: Workspace) -> None:
    from fugou.audit import last_audit
    from fugou.publish import current_version
    from fugou.summary import summarise

    summary = summarise(workspace)
    version = current_version(workspace)
    report = last_audit(workspace)
    heads = [f"{one.label}{'' if one.is_over else ' (in progress)'}" for one in summary.periods]
    numbers = Table(box=None, padding=(0, 1), header_style="bold")
    numbers.add_column(min_width=38)
    for head in heads:
        numbers.add_column(head)
    for headline in summary.headlines:
        numbers.add_row(f"{headline.name_zh}\n[dim]{headline.name_en}[/]", *headline.cells)
    for month, active, users in summary.retention:
        share = f"{active / users:.1%}\n{active:,}/{users:,}" if users else "–"
        numbers.add_row(f"第{month}月购买留存率\n[dim]Purchase retention, month {month}[/]", share)
    out.print()
    out.print(
        f"[bold]{summary.people:,}[/] people 用户, "
        f"[bold]{summary.buyers_ever:,}[/] of them bought 买家"
    )
    out.print(numbers)
    out.print(
        "[dim]In brackets the 95 % interval. Below 90日复购率: people observed in full / people. "
        "Below retention: people who bought / people of all cohorts whose month is over.[/]"
    )
    if version is not None and report is not None:
        clocks = version.clocks
        out.print(
            f"\nAudit [bold green]green[/]: {len(report.checks)} checks. Published "
            f"[bold]{version.name}[/], as of {clocks['as_of_date']}, "
            f"known at {clocks['known_at'][:19]} UTC:"
        )
        out.print(f"  {workspace.published_file}", soft_wrap=True, highlight=False)
    out.print(
        "Next: open its schema [bold]marts[/] with any DuckDB client; README.md lists the marts.\n"
        "      [bold]fugou status[/] tells freshness and versions, [bold]make dev[/] opens Dagster."
    )
