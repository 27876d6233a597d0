"""Times the query of every chart on a published file or a build.

    python benchmarks/dashboards.py /a/workspace/published/current/fugou.duckdb

Each chart's query is composed as the dashboards compose it, with the choices they open with, and
asked five times with two threads and one gigabyte, as `bi/assets/databases/fugou.yaml` sets them.
Charts of tables that the file lacks are named and left out.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import duckdb

sys.path.append(str(Path(__file__).parents[1] / "tests" / "e2e"))

import dashboard_assets

_TIMES = 5


def main(file: Path) -> None:
    """Print the median of each chart, slowest first, and the 95th percentile of all.

    Args:
        file: A published DuckDB file, or a build with the same schemas.
    """
    assets = dashboard_assets.read()
    seconds: dict[str, float] = {}
    with duckdb.connect(
        str(file), read_only=True, config={"threads": 2, "memory_limit": "1GB"}
    ) as connection:
        for slug, dashboard in assets.dashboards.items():
            chosen = dashboard_assets.defaults(dashboard)
            for chart in assets.charts_of(slug):
                name = f"{slug}: {chart['slice_name']}"
                sql = dashboard_assets.query(chart, assets.dataset_of(chart), chosen)
                taken = []
                try:
                    for _ in range(_TIMES):
                        started = time.perf_counter()
                        connection.execute(sql).fetchall()
                        taken.append(time.perf_counter() - started)
                except duckdb.CatalogException as error:
                    sys.stdout.write(f"left out {name}: {str(error).splitlines()[0]}\n")
                    continue
                seconds[name] = statistics.median(taken)
    for name, median in sorted(seconds.items(), key=lambda one: -one[1]):
        sys.stdout.write(f"{median * 1000:8.1f} ms  {name}\n")
    ordered = sorted(seconds.values())
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    sys.stdout.write(
        f"{len(ordered)} charts, p95 {p95 * 1000:.1f} ms, max {ordered[-1] * 1000:.1f} ms\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
