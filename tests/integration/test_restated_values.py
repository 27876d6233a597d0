"""What is published again with another number is in the ledger, with the reason, to the cent.

Five buyers of a shop have one order each in January 2025, which is over when it is first published:
Ada 200, Ben 100, Cem 80, Dan 50, and Eva 60 and a bag for 10; 500 in all. What can happen then:
- late order: Eva ordered for another 100 on the 28th, which makes her a repeat buyer;
- refund: Cem gets 30 back;
- merge: Ada and Ben turn out to have one unionid, so one person bought on two days;
- erasure: Dan is erased;
- rule: bags are no products any more.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from toy_build import make_build

import fugou.restatement
from fugou.audit import AuditReport, Check, audit_file, invocation_of, open_build, run_audit
from fugou.build import run_dbt
from fugou.ingest import ingest
from fugou.publish import Version, publish, restatements, versions
from fugou.restatement import CAUSES, LEDGER, Cell, history
from fugou.settings import PROJECT_DIR
from fugou.sources import read_sources
from fugou.workspace import Workspace

_BUILT = (
    "+kpi_values",
    "headline_metrics",
    *("+int_loads_selected", "+int_refunds_united"),
    *("+int_identities_united", "+int_members_united"),
)
_HEADERS = {
    "accounts": "buyer_id,unionid,registered_at,updated_at",
    "orders": "order_id,buyer_id,order_type,status,ordered_at,paid_at,updated_at",
    "order_items": "order_id,line_no,product_id,quantity,list_amount,paid_amount,updated_at",
    "refunds": "refund_id,order_id,line_no,amount,kind,requested_at,completed_at,updated_at",
}


def _account(buyer: str, unionid: str, updated_on: str) -> tuple[str, str]:
    return "accounts", f"{buyer},{unionid},2025-01-01 00:00:00,{updated_on} 00:00:00"


def _order(order: str, buyer: str, day: str, *lines: tuple[str, int]) -> list[tuple[str, str]]:
    at = f"{day} 04:00:00"
    return [
        ("orders", f"{order},{buyer},sale,paid,{at},{at},{at}"),
        *(
            ("order_items", f"{order},{number},{product},1,{amount},{amount},{at}")
            for number, (product, amount) in enumerate(lines, start=1)
        ),
    ]


_FIRST = [
    *(_account(buyer, "", "2025-01-01") for buyer in ("ada", "ben", "cem", "dan", "eva")),
    *_order("o1", "ada", "2025-01-05", ("tea", 200)),
    *_order("o2", "ben", "2025-01-12", ("tea", 100)),
    *_order("o3", "cem", "2025-01-15", ("tea", 80)),
    *_order("o4", "dan", "2025-01-20", ("tea", 50)),
    *_order("o5", "eva", "2025-01-25", ("tea", 60), ("bag", 10)),
]
_LATE_ORDER = _order("o6", "eva", "2025-01-28", ("tea", 100))
_REFUND = [
    (
        "refunds",
        "r1,o3,1,30,return,2025-04-02 00:00:00,2025-04-03 00:00:00,2025-04-03 00:00:00",
    )
]
_MERGE = [_account("ada", "union-1", "2025-04-04"), _account("ben", "union-1", "2025-04-04")]


@dataclass
class Brand:
    """A shop, its rules, and the loads it had.

    Args:
        workspace: Its workspace.
        project: A copy of the dbt project, whose rules may change.
        day: Business day up to which the next build tells.
    """

    workspace: Workspace
    project: Path
    day: date = date(2025, 3, 31)

    def load(self, at: datetime, *rows: tuple[str, str]) -> None:
        for table in {table for table, _ in rows}:
            file = self.workspace.landing / "shop" / table / f"{at:%Y-%m-%d}.csv"
            file.parent.mkdir(parents=True, exist_ok=True)
            lines = [_HEADERS[table], *(row for name, row in rows if name == table)]
            file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        ingest(self.workspace, read_sources(PROJECT_DIR), pseudonym_key=None, loaded_at=at)

    def erase_dan(self) -> None:
        """Take his rows out of bronze, and log it, as `fugou erase` does."""
        for table in ("accounts", "orders", "order_items"):
            key, value = ("order_id", "o4") if table == "order_items" else ("buyer_id", "dan")
            for file in (self.workspace.bronze / "shop" / table).glob("*.parquet"):
                with duckdb.connect() as connection:
                    connection.execute(
                        f"create table rows as from '{file}' where {key} <> '{value}'"
                    )
                    connection.execute(f"copy rows to '{file}' (format parquet)")
        with duckdb.connect() as connection:
            connection.execute(
                "copy (select now()::timestamp as erased_at, 3::bigint as rows_erased) "
                f"to '{self.workspace.erasures / 'request.parquet'}' (format parquet)"
            )

    def no_bags(self) -> None:
        """Change a rule: a bag is a fee."""
        with (self.project / "seeds" / "item_kinds.csv").open("a", encoding="utf-8") as rules:
            rules.write("shop,bag,fee\n")

    def publish(self) -> Version:
        """Build what the KPIs need, call it audited, and publish it."""
        built = run_dbt(
            self.workspace,
            "build",
            {
                "sources": ["shop"],
                "as_of_date": self.day.isoformat(),
                "kpi_areas": ["repurchase"],
            },
            *("--select", *_BUILT, "--exclude-resource-type", "test", "unit_test"),
            project=self.project,
        )
        assert built.returncode == 0, built.stdout
        with open_build(self.workspace.build_file) as connection:
            invocation_id = invocation_of(connection)
            clocks = connection.execute("select columns(*)::varchar from audit.clocks").fetchdf()
        report = AuditReport(
            invocation_id,
            clocks.drop(columns="invocation_id").iloc[0].to_dict(),
            (Check("model", "kpi_values", "success"),),
        )
        audit_file(self.workspace).write_text(json.dumps(report.to_json()), encoding="utf-8")
        return publish(self.workspace, keep_versions=9)


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Brand:
    project = tmp_path / "project"
    for name in ("models", "macros", "seeds", "tests"):
        shutil.copytree(PROJECT_DIR / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copyfile(PROJECT_DIR / name, project / name)
    monkeypatch.setattr(fugou.restatement, "PROJECT_DIR", project)
    workspace = Workspace(tmp_path / "home")
    workspace.create()
    made = Brand(workspace, project)
    made.load(datetime(2025, 4, 1, 1), *_FIRST)
    return made


def _january(metric: str) -> Cell:
    return Cell(metric, "month", date(2025, 1, 1))


def _causes(version: Version, metric: str) -> Mapping[str, Decimal | None]:
    """Difference by cause, causes without effect left out."""
    return {
        one.cause: one.difference
        for one in history(version.file, _january(metric))
        if one.version == version.number and one.difference != 0
    }


def _headlines_that_do_not_add_up(version: Version) -> list[tuple[object, ...]]:
    """Totals whose causes neither add up nor are all null, as no value on the way makes them."""
    with duckdb.connect(str(version.file), read_only=True) as connection:
        return connection.execute(
            f"""
            select metric_id, grain, period_start from marts.{LEDGER}
            where dimension = 'all'
            group by version, metric_id, grain, period_start
            having
                count(*) > 1
                and sum(difference) filter (cause <> 'all')
                    is distinct from any_value(difference) filter (cause = 'all')
                and (count(difference) filter (cause <> 'all') > 0 or bool_and(value is not null))
            """
        ).fetchall()


@pytest.mark.full
def test_all_at_once_is_told_apart(brand: Brand) -> None:
    """500 - 50 erased + 100 late - 30 refunded - 10 of bags = 510.

    Repeat buyers: 0 of 5; of 4 without Dan; Eva of 4; Eva and Ada, who is Ben, of 3.
    """
    first = brand.publish()
    assert history(first.file, _january("net_revenue")) == ()
    brand.load(datetime(2025, 5, 1, 1), *_LATE_ORDER, *_REFUND, *_MERGE)
    brand.erase_dan()
    brand.no_bags()
    brand.day = date(2025, 4, 30)
    second = brand.publish()

    assert _causes(second, "net_revenue") == {
        "all": 10,
        "late_order": 100,
        "refund": -30,
        "erasure": -50,
        "rule_change": -10,
    }
    assert _causes(second, "orders") == {}, "one more and one less: 5 before and after"
    assert _causes(second, "buyers") == {"all": -2, "identity_merge": -1, "erasure": -1}
    assert _causes(second, "repurchase_rate") == {
        "all": Decimal("0.666666666667"),
        "late_order": Decimal("0.25"),
        "identity_merge": Decimal("0.416666666667"),
    }
    assert _headlines_that_do_not_add_up(second) == []
    assert not (brand.workspace.build / ".counterfactual").exists()

    changes, causes = restatements(brand.workspace, _january("net_revenue"))
    assert [(one.previous_value, one.value) for one in changes] == [(500.0, 510.0)]
    assert [one.cause for one in causes] == list(CAUSES)


@pytest.mark.full
def test_each_alone_is_named(brand: Brand) -> None:
    brand.publish()

    brand.load(datetime(2025, 5, 1, 1), *_LATE_ORDER)
    late = brand.publish()
    assert _causes(late, "net_revenue") == {"all": 100, "late_order": 100}
    assert _causes(late, "repurchase_rate") == {
        "all": Decimal("0.2"),
        "late_order": Decimal("0.2"),
    }

    brand.load(datetime(2025, 5, 2, 1), *_REFUND)
    refunded = brand.publish()
    assert _causes(refunded, "net_revenue") == {"all": -30, "refund": -30}
    assert _causes(refunded, "repurchase_rate") == {}
    changes, causes = restatements(brand.workspace, _january("net_revenue_per_buyer"))
    assert [(one.previous_value, one.value) for one in changes] == [(100.0, 120.0), (120.0, 114.0)]
    assert [one.difference for one in causes] == [0, -6, 0, 0, 0]

    brand.load(datetime(2025, 5, 3, 1), *_MERGE)
    merged = brand.publish()
    assert _causes(merged, "buyers") == {"all": -1, "identity_merge": -1}
    assert _causes(merged, "repurchase_rate") == {
        "all": Decimal("0.3"),
        "identity_merge": Decimal("0.3"),
    }

    brand.erase_dan()
    erased = brand.publish()
    assert _causes(erased, "net_revenue") == {"all": -50, "erasure": -50}

    brand.no_bags()
    ruled = brand.publish()
    assert _causes(ruled, "net_revenue") == {"all": -10, "rule_change": -10}
    assert _headlines_that_do_not_add_up(ruled) == []
    wholes = [one for one in history(ruled.file, _january("net_revenue")) if one.cause == "all"]
    assert [one.value for one in wholes] == [600.0, 570.0, 520.0, 510.0]


def make_toy(workspace: Workspace, number: int) -> None:
    """Make and audit a build whose only KPI, the net revenue of January, is a number.

    Args:
        workspace: Where to.
        number: The net revenue; another one each time makes each version restate the one before.
    """
    make_build(workspace, f"run {number}")
    with duckdb.connect(str(workspace.build_file)) as build:
        build.execute(
            f"""
            create table marts.kpi_values as
            select
                'net_revenue' as metric_id, 'month' as grain, date '2025-01-01' as period_start,
                true as is_complete, 'all' as dimension, 'all' as dimension_value,
                null::double as numerator, null::double as denominator, {number}::double as value;
            create schema rules;
            create table rules.headline_metrics as select 'net_revenue' as metric_id;
            """
        )
    run_audit(workspace, suites=())


_KILLED = """
import sys
from itertools import count
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_restated_values import make_toy
from fugou.publish import publish
from fugou.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
for number in count(int(sys.argv[3])):
    make_toy(workspace, number)
    print(number, flush=True)
    publish(workspace, keep_versions=3)
"""


def _has_its_entry(version: Version) -> bool:
    """Whether it has its own rows, none of later versions, and they lead to its number."""
    with duckdb.connect(str(version.file), read_only=True) as connection:
        found = connection.execute(
            f"""
            select
                count(*) filter (version = $1),
                count(*) filter (version > $1),
                coalesce(
                    min(first_published_value) filter (not is_withdrawn and cause = 'all')
                    + sum(difference) filter (not is_withdrawn and cause = 'all'),
                    any_value(number)
                ) = any_value(number)
            from (select value as number from marts.kpi_values)
            left join marts.{LEDGER} on true
            """,
            [version.number],
        ).fetchall()
    return found == [(0 if version.number == 1 else 1 + len(CAUSES), 0, True)]


@pytest.mark.full
@pytest.mark.parametrize("times", [30])
def test_a_publish_killed_at_any_instant_leaves_each_version_with_its_entry(
    tmp_path: Path, times: int
) -> None:
    workspace = Workspace(tmp_path / "home")
    started = time.monotonic()
    make_toy(workspace, 1)
    publish(workspace, keep_versions=3)
    seconds = time.monotonic() - started
    for attempt in range(times):
        first = str(100 * (attempt + 1))
        words = [sys.executable, "-c", _KILLED, str(workspace.home), str(Path(__file__).parent)]
        process = subprocess.Popen([*words, first], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == f"{first}\n".encode()
        time.sleep(seconds * (0.2 + (attempt * 1.37) % 3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert all(_has_its_entry(one) for one in versions(workspace))
    make_toy(workspace, 0)
    publish(workspace, keep_versions=3)
    assert all(_has_its_entry(one) for one in versions(workspace))
