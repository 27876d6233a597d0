"""Draws the pictures of demo_brand.md and fills in its tables of calibration and dirt.

    .venv/bin/python docs/draw_demo_brand.py

Belongs here: how the page shows the simulated brand. Does not belong here: what the brand does,
what is measured (both in fugou.simulator).

Simulates the brand with five seeds. Only the first one writes files, into a folder that is removed
again: they are needed to count the dirt.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pyarrow as pa
import typer
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, MonthLocator
from matplotlib.figure import Figure as Picture
from matplotlib.ticker import MultipleLocator, PercentFormatter
from numpy.typing import NDArray
from scipy.stats import binomtest

from fugou.simulator.exports.dirt import KINDS
from fugou.simulator.exports.landing import Counts, Landing
from fugou.simulator.interacting import FADING_DAYS
from fugou.simulator.life import live
from fugou.simulator.people import NEVER
from fugou.simulator.profiles import profile
from fugou.simulator.retail_calendar import SPRING_FESTIVALS
from fugou.simulator.simulate import DEMO_BRAND
from fugou.simulator.truth.activity import BRACKET
from fugou.simulator.truth.calibration import Figure, calibration
from fugou.simulator.truth.campaigns import CampaignLift, campaign_lifts
from fugou.simulator.truth.facts import YEAR_DAYS, Facts
from fugou.simulator.world import RowSink, World

PAGE = Path(__file__).with_name("demo_brand.md")
FOLDER = PAGE.with_suffix("")
SEEDS = range(1, 6)
# Of the palette of Okabe and Ito, which people with any colour vision can tell apart.
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#666666"
STYLE = {
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "legend.frameon": False,
}
LEAST_PEOPLE = 500  # fewer say too little
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# What the field calls the figure, and the note of the page that says why it gives way.
NAMES: Mapping[str, tuple[str, str]] = {
    "repurchase_rate": ("Repurchase rate 复购率, all", ""),
    "repurchase_rate_old": ("– of old buyers 老客", ""),
    "repurchase_rate_new": ("– of new buyers 新客", ""),
    "repurchase_cycle_days": ("Cycle 复购周期, median days", ""),
    "average_order_value": ("Average order value 客单价, CNY", ""),
    "user_retention_bracket_30": ("Retention 留存 D30 ± 3", ""),
    "user_retention_bracket_90": ("– D90 ± 3", ""),
    "user_retention_bracket_180": ("– D180 ± 3", ""),
    "omnichannel_repurchase_rate online_only": ("Repurchase, channel use online only", "a"),
    "omnichannel_repurchase_rate offline_only": ("– offline only", "a"),
    "omnichannel_repurchase_rate both": ("– both", "a"),
    "tier_revenue_share vip": ("Revenue share of tier VIP", ""),
    "churn_rate": ("Churn rate 流失率, 90 days", "b"),
    "referral_rate": ("Referral 老带新: inviters among users", ""),
    "referred_conversion": ("– referred people who buy", ""),
    "referred_repurchase_rate": ("– referred buyers who repurchase", ""),
    "win_back_rate_within_30_days": ("Win-back 流失召回 within 30 days", ""),
    "incentive_cost_ratio": ("Incentive cost / net revenue, at most", ""),
}


class NullLanding:
    """Takes rows and keeps none of them."""

    def append(self, source: str, table: str, rows: pa.Table, day: int) -> None:
        """Take rows.

        Args:
            source: Source system.
            table: Its table.
            rows: Any.
            day: Day index.
        """


def simulated(seed: int, landing: RowSink) -> World:
    """Let the demo brand live with a seed.

    Args:
        seed: Seed.
        landing: Where its rows go.

    Returns:
        The world on the evening of the last day.
    """
    return live(
        profile(DEMO_BRAND.profile),
        landing,
        people=DEMO_BRAND.people,
        days=DEMO_BRAND.days,
        seed=seed,
        as_of=DEMO_BRAND.as_of,
        dirt=DEMO_BRAND.dirt,
    )


def landed() -> tuple[World, Counts]:
    """Let the demo brand live as `make run` does, files included.

    Returns:
        The world, and the dirt in its files, which are gone.
    """
    with tempfile.TemporaryDirectory() as folder:
        landing = Landing(
            Path(folder),
            first_day=DEMO_BRAND.as_of - timedelta(days=DEMO_BRAND.days - 1),
            days=DEMO_BRAND.days,
            seed=DEMO_BRAND.seed,
            dirt=DEMO_BRAND.dirt,
        )
        world = simulated(DEMO_BRAND.seed, landing)
        return world, landing.close(world.dirt_rows)


def draw_season(facts: Facts) -> Picture:
    """Draw the kept orders of each day, with the dates that move them."""
    orders = np.bincount(facts.kept["day"], minlength=facts.days)
    first = facts.world.clock.first_day
    days = [first + timedelta(days=n) for n in range(facts.days)]
    picture, axes = plt.subplots(figsize=(9, 3.2))
    axes.plot(days, orders, color=BLUE, linewidth=0.8)
    for day, name, color in _dates_of_retail(days):
        axes.axvline(day, color=color, linestyle=":", linewidth=1.2, zorder=0)
        # Above the axes, where no line crosses it.
        axes.annotate(
            name,
            (day, 1.02),
            xycoords=axes.get_xaxis_transform(),
            ha="center",
            color=color,
            fontsize=9,
        )
    axes.xaxis.set_major_locator(MonthLocator(interval=2))
    axes.xaxis.set_major_formatter(DateFormatter("%Y-%m"))
    axes.set(ylabel="kept orders per day", xlim=(days[0], days[-1]))
    axes.set_ylim(bottom=0)
    return picture


def _dates_of_retail(days: Sequence[date]) -> list[tuple[date, str, str]]:
    years = sorted({day.year for day in days})
    known = set(days)
    dated = [(day, "Spring Festival", ORANGE) for day in SPRING_FESTIVALS]
    for year in years:
        dated += [(date(year, 6, 18), "618", GREEN), (date(year, 11, 11), "Double 11", PURPLE)]
    return [one for one in dated if one[0] in known]


def draw_retention(facts: Facts, figures: Sequence[Figure]) -> Picture:
    """Draw who is active around each day since joining, and who buys again after the first time."""
    picture, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), width_ratios=(3, 2))
    active = _active_days(facts)
    joined = facts.people.join_day
    ends = np.arange(7, 361)
    last_year = np.flatnonzero(joined >= facts.days - YEAR_DAYS)
    for who, name, color, style in (
        (np.arange(facts.count), "joined in two years", BLUE, "-"),
        (last_year, "joined in the last year", GREEN, "--"),
    ):
        mature = [int((joined[who] + n + BRACKET < facts.days).sum()) for n in ends]
        shown = ends[np.array(mature) >= LEAST_PEOPLE]
        shares = [_share_near(active, joined, who, int(n)) for n in shown]
        left.plot(shown, shares, color=color, linestyle=style, linewidth=1.5, label=name)
    targets = {one.name: one.target for one in figures}
    known = (30, 90, 180)
    values = [targets[f"user_retention_bracket_{n}"] for n in known]
    left.plot(known, values, "o", color=ORANGE, label="field report", zorder=3)
    left.legend()
    left.set(
        title="Active within 3 days of day N",
        xlabel="N, days since joining",
        ylabel="share of people",
        xticks=range(0, 361, 60),
    )
    months, shares = _purchase_retention(facts)
    right.bar(months, shares, color=BLUE)
    right.set(
        title="Buys in month k after the first purchase",
        xlabel="k, months of 30 days",
        ylabel="share of buyers",
        xticks=months,
    )
    for axes in (left, right):
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set_ylim(bottom=0)
    left.set_ylim(top=1)
    right.yaxis.set_major_locator(MultipleLocator(0.05))
    return picture


def _active_days(facts: Facts) -> NDArray[np.bool_]:
    """Give who interacted or bought; shape (days, people)."""
    active = np.stack([facts.world.history.active_on(day) for day in range(facts.days)])
    active[facts.purchases.day, facts.purchases.person] = True
    return active


def _share_near(
    active: NDArray[np.bool_], joined: NDArray[Any], who: NDArray[Any], n: int
) -> float:
    """Give the share of the mature that are active within BRACKET days of day N."""
    mature = who[joined[who] + n + BRACKET < len(active)]
    near = [active[joined[mature] + n + shift, mature] for shift in range(-BRACKET, BRACKET + 1)]
    return float(np.any(near, axis=0).mean())


def _purchase_retention(facts: Facts, months: int = 12) -> tuple[range, list[float]]:
    first = facts.purchases.first_day
    person, day = facts.purchases.person, facts.purchases.day
    since = day - first[person]
    shares = []
    for month in range(1, months + 1):
        low, high = 30 * (month - 1) + 1, 30 * month
        mature = first + high <= facts.as_of
        back = facts.flags(person[(since >= low) & (since <= high)])
        shares.append(float(back[mature].mean()))
    return range(1, months + 1), shares


def draw_fading(facts: Facts) -> Picture:
    """Draw how people look in less before they are gone."""
    weeks = np.arange(-12, 4)
    leavers, others = _leavers_and_others(facts)
    ends = facts.people.engaged_until[leavers]
    active = np.stack([facts.world.history.active_on(day) for day in range(facts.days)])
    picture, axes = plt.subplots(figsize=(6.4, 3.2))
    for who, name, color, style in (
        (others, "others: same join days, stay on", GREEN, "s--"),
        (leavers, "people whose engagement ends", BLUE, "o-"),
    ):
        shares = [
            sum(active[ends + 7 * week + day, who].mean() for day in range(7)) for week in weeks
        ]
        axes.plot(weeks, shares, style, color=color, markersize=4, label=name)
    axes.axvline(-0.5, color=GREY, linestyle=":", linewidth=1)
    axes.text(-0.3, 2.0, "latent end", color=GREY)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 0.1))
    axes.set(
        xlabel="week before (−) and after the latent end",
        ylabel="days with an interaction per week",
        xticks=weeks,
    )
    axes.set_ylim(bottom=0)
    return picture


def _leavers_and_others(facts: Facts) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pair each person whose engagement ends with one who joined then, too, and stays on.

    Both want to buy or neither does, so that the pairs differ in the end alone.
    """
    people, after = facts.people, 28 + FADING_DAYS
    joined, until = people.join_day, people.engaged_until
    wants = people.first_day < NEVER
    random = np.random.default_rng(0)
    pairs = []
    for one in np.flatnonzero((until - joined > 84 + 7) & (until + 28 < facts.days)):
        near = np.arange(*np.searchsorted(joined, (joined[one] - 3, joined[one] + 4)))
        near = near[(until[near] > until[one] + after) & (wants[near] == wants[one])]
        if near.size:
            pairs.append((one, random.choice(near)))
    leavers, others = np.array(pairs).T
    return leavers, others


def draw_cycles(facts: Facts) -> Picture:
    """Draw the days between purchases, and how first buyers come back."""
    picture, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4))
    own, caused = _gaps(facts)
    bins = np.arange(0, 185, 5)
    left.hist(
        [own, caused],
        bins=list(bins),
        stacked=True,
        color=[BLUE, ORANGE],
        label=["by themselves", "caused by a campaign"],
    )
    left.legend()
    left.set(
        title="Days between purchases",
        xlabel="days since the purchase before, by 5",
        ylabel="purchases in two years",
        xticks=range(0, 181, 30),
    )
    right.plot(np.arange(361), _not_back(facts)[:361], color=BLUE, drawstyle="steps-post")
    right.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    right.set(
        title="Not back yet (Kaplan-Meier)",
        xlabel="days since the first purchase",
        ylabel="share of buyers",
        ylim=(0, 1),
        xticks=range(0, 361, 60),
    )
    return picture


def _gaps(facts: Facts) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the days since the purchase day before, of own purchase days and of caused ones."""
    purchases, kept = facts.purchases, facts.kept
    is_extra = kept["is_extra"] & (kept["person"] >= 0)
    caused = kept["person"][is_extra].astype(np.int64) * facts.days + kept["day"][is_extra]
    keys = purchases.person.astype(np.int64) * facts.days + purchases.day
    is_caused, is_later = np.isin(keys, caused), purchases.before > 0
    return purchases.before[is_later & ~is_caused], purchases.before[is_later & is_caused]


def _not_back(facts: Facts) -> NDArray[np.float64]:
    """Give the Kaplan-Meier estimate by days since the first purchase day."""
    first = facts.purchases.number == 1
    after, day = facts.purchases.after[first], facts.purchases.day[first]
    is_back = after > 0
    returns = np.bincount(after[is_back], minlength=facts.days)
    observed = np.where(is_back, after, facts.as_of - day)
    at_risk = np.cumsum(np.bincount(observed, minlength=facts.days)[::-1])[::-1]
    return np.cumprod(1 - returns / np.maximum(at_risk, 1))


def draw_hours(facts: Facts) -> Picture:
    """Draw at which hour of which weekday people interact."""
    rows = facts.table("hours")
    weekday = (rows["day"] + facts.world.clock.first_day.weekday()) % 7
    events = np.zeros((7, 24))
    np.add.at(events, (weekday, rows["hour"]), rows["count"])
    picture, axes = plt.subplots(figsize=(8, 2.7))
    image = axes.imshow(100 * events / events.sum(), cmap="cividis", aspect="auto")
    axes.set(
        xlabel="hour of the business day (Asia/Shanghai)",
        xticks=range(24),
        yticks=range(7),
        yticklabels=WEEKDAYS,
    )
    axes.spines[:].set_visible(False)
    picture.colorbar(image, label="% of the week's events")
    return picture


def draw_lifts(lifts: Sequence[CampaignLift]) -> Picture:
    """Draw what an experiment measures of each campaign against what is true."""
    picture, panels = plt.subplots(1, 2, figsize=(9, 4))
    groups = (("win_back",), ("promotion", "reminder"))
    marks = {"win_back": (BLUE, "o"), "promotion": (GREEN, "s"), "reminder": (ORANGE, "^")}
    for axes, kinds in zip(panels, groups, strict=True):
        for kind in kinds:
            _dots(axes, [one for one in lifts if one.campaign_type == kind], kind, *marks[kind])
        axes.set(xlabel="known lift, points", ylabel="measured lift, points", xlim=axes.get_xlim())
        axes.set_ylim(axes.get_ylim())
        axes.axline((0, 0), slope=1, color=GREY, linewidth=1, linestyle=":", zorder=0)
        # Above the axes, where no interval crosses it.
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return picture


def _dots(axes: Axes, lifts: Sequence[CampaignLift], kind: str, color: str, mark: str) -> None:
    found = [(one, _measured(one)) for one in lifts if one.treated and one.control]
    known = [100 * (one.true_lift or 0.0) for one, _ in found]
    middle = np.array([100 * value for _, (_, value, _) in found])
    spread = np.array(
        [[100 * (value - low), 100 * (high - value)] for _, (low, value, high) in found]
    )
    axes.errorbar(
        known,
        middle,
        yerr=spread.T,
        fmt=mark,
        color=color,
        markersize=4,
        elinewidth=0.8,
        label=f"{kind.replace('_', '-')} ({len(found)})",
    )


def _measured(lift: CampaignLift) -> tuple[float, float, float]:
    """Give difference of the arms between its 95 % bounds (R. G. Newcombe 1998, method 10)."""
    treated, control = (
        binomtest(converted, number)
        for converted, number in (
            (lift.converted_treated, lift.treated),
            (lift.converted_control, lift.control),
        )
    )
    above, below = (one.proportion_ci(method="wilson") for one in (treated, control))
    up, down = treated.statistic, control.statistic
    low = np.hypot(up - above.low, below.high - down)
    high = np.hypot(above.high - up, down - below.low)
    return up - down - low, up - down, up - down + high


def calibration_table(by_seed: Sequence[Sequence[Figure]]) -> str:
    """Write the figures of all seeds beside those of the field report.

    Args:
        by_seed: Figures by seed; the first is the demo brand.

    Returns:
        Markdown.
    """
    lines = [
        f"| figure | field report | demo brand | seeds {SEEDS[0]} to {SEEDS[-1]} | within | note |",
        "|---|---|---|---|---|---|",
    ]
    for number, demo in enumerate(by_seed[0]):
        values = [figures[number].year for figures in by_seed]
        known = [value for value in values if value is not None]
        name, note = NAMES[demo.name]
        within = sum(figures[number].is_within for figures in by_seed)
        lines.append(
            f"| {name} | {_text(demo, demo.target)} | {_text(demo, demo.year)} "
            f"| {_text(demo, min(known))} to {_text(demo, max(known))} "
            f"| {within} of {len(by_seed)} | {f'[{note}](#{note})' if note else ''} |"
        )
    return "\n".join(lines)


def _text(figure: Figure, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}".replace("%", " %") if figure.target < 1 else f"{value:.0f}"


def dirt_table(counts: Counts) -> str:
    """Write what dirt lies in the files.

    Args:
        counts: Of the demo brand.

    Returns:
        Markdown.
    """
    rows: Counter[str] = Counter()
    for entry in counts.entries:
        rows[entry.kind] += entry.rows
    lines = [
        "| kind | what is in the files | tables | rate | in the demo | the warehouse shows it in |",
        "|---|---|---|---|---|---|",
    ]
    for kind in KINDS.values():
        tables = ", ".join(kind.tables)
        rate = f"{kind.rate:g} of {kind.unit}"
        found_in = kind.found_in.replace("*", r"\*")
        lines.append(
            f"| `{kind.name}` | {kind.meaning} | {tables} | {rate} | {rows[kind.name]:,} "
            f"| {found_in} |"
        )
    return "\n".join(lines)


def fill_in(page: str, name: str, text: str) -> str:
    """Replace what stands between two markers.

    Args:
        page: Markdown.
        name: Of the markers.
        text: What shall stand there.

    Returns:
        The page with it.

    Raises:
        ValueError: If the markers are not there.
    """
    begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"the page has no markers of {name}")
    return before + begin + text + end + after


def main() -> None:
    """Simulate the brand, draw all pictures, fill in the tables."""
    typer.echo(f"seed {DEMO_BRAND.seed}, with files")
    world, counts = landed()
    facts = Facts(world, [])
    figures = [calibration(world)]
    pictures = {
        "season": draw_season(facts),
        "retention": draw_retention(facts, figures[0]),
        "fading": draw_fading(facts),
        "cycles": draw_cycles(facts),
        "hours": draw_hours(facts),
        "lifts": draw_lifts(list(campaign_lifts(facts))),
    }
    for name, picture in pictures.items():
        # Without the version of the library, equal pictures are equal files.
        picture.savefig(FOLDER / f"{name}.png", metadata={"Software": None})
    for seed in SEEDS[1:]:
        typer.echo(f"seed {seed}")
        figures.append(calibration(simulated(seed, NullLanding())))
    page = PAGE.read_text(encoding="utf-8")
    page = fill_in(page, "calibration", calibration_table(figures))
    page = fill_in(page, "dirt", dirt_table(counts))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    matplotlib.use("agg")
    with matplotlib.rc_context(STYLE):
        typer.run(main)
