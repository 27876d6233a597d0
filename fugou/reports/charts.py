"""Charts, drawn as SVG for the page and as PNG for Word.

Belongs here: how a chart looks. Does not belong here: what it shows. Colours are those of Okabe and
Ito (2008), which the colour-blind tell apart; lines also differ by their markers. Chinese needs a
font with Chinese characters: the first of `FONTS` that is installed. Without one an SVG leaves its
letters to the fonts of whoever reads it, and a PNG is refused, for empty boxes say nothing.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from warnings import catch_warnings, filterwarnings

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter

from fugou.reports.document import Chart, Series
from fugou.reports.figures import Number
from fugou.reports.reading import ReportError
from fugou.reports.wording import Language

FONTS = (
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans CJK JP",
    "WenQuanYi Micro Hei",
    "SimHei",
)
_LATIN = "DejaVu Sans"
_STACK = ", ".join(f"'{font}'" for font in FONTS) + ", sans-serif"
_NO_FONT = (
    "Word and PDF need a font with Chinese characters for their charts; install one, for example:"
    " apt-get install fonts-noto-cjk; or ask for --format html"
)
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_GREY = "#666666"
_WIDTH, _HEIGHT = 4.9, 2.7
_DOTS_PER_INCH = 200
_MOST_TICKS = 10


@cache
def chinese_font() -> str | None:
    """Find the font for Chinese.

    Returns:
        The first of `FONTS` that matplotlib knows; None where there is none.
    """
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((font for font in FONTS if font in known), None)


def draw(chart: Chart, language: Language, form: str) -> bytes:
    """Draw a chart.

    Args:
        chart: What it shows.
        language: The language of its numbers.
        form: `svg` or `png`.

    Returns:
        The picture; the same bytes for the same chart.

    Raises:
        fugou.reports.reading.ReportError: If a PNG is wanted and there is no font for Chinese.
    """
    font = chinese_font()
    if font is None and form != "svg":
        raise ReportError(_NO_FONT)
    style: dict[Any, Any] = {
        "font.family": [font or _LATIN],
        "svg.fonttype": "path" if font else "none",
        "font.size": 8.5,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": _GREY,
        "axes.axisbelow": True,
        "svg.hashsalt": "fugou",
    }
    with matplotlib.rc_context(style):
        height = _HEIGHT
        if chart.kind == "bars":
            height = max(1.5, 0.8 + 0.27 * len(chart.places) * max(1, len(chart.series) * 0.75))
        canvas = Canvas(figsize=(_WIDTH, min(height, 5.5)), layout="constrained")
        axes = canvas.add_subplot()
        axes.set_title(chart.title, loc="left", fontsize=9.5, fontweight="bold")
        _DRAWN[chart.kind](axes, chart, language)
        if sum(1 for one in chart.series if one.label) > 1 or chart.rule is not None:
            canvas.legend(frameon=False, fontsize=7.5, ncols=3, loc="outside lower center")
        picture = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        with catch_warnings():
            if font is None:
                # Letters that the reader's font will draw need no glyph here.
                filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
            canvas.savefig(picture, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    drawn = picture.getvalue()
    return drawn if font else drawn.replace(f"'{_LATIN}'".encode(), _STACK.encode())


def need_chinese_font() -> None:
    """Refuse to go on without a font for Chinese.

    Raises:
        fugou.reports.reading.ReportError: If there is none; the message says what to install.
    """
    if chinese_font() is None:
        raise ReportError(_NO_FONT)


def _lines(axes: Axes, chart: Chart, language: Language) -> None:
    places = range(len(chart.places))
    for index, one in enumerate(chart.series):
        colour = _COLOURS[index % len(_COLOURS)]
        known = [place for place in places if one.values[place] is not None]
        values = [one.values[place] or 0.0 for place in known]
        axes.plot(known, values, color=colour, linewidth=1.6, label=one.label or None)
        for place, value in zip(known, values, strict=True):
            is_open = bool(one.is_open) and one.is_open[place]
            axes.plot(
                [place],
                [value],
                marker=_MARKERS[index % len(_MARKERS)],
                markersize=4.5,
                color=colour,
                markerfacecolor="white" if is_open else colour,
            )
        _band(axes, known, one, colour)
    step = max(1, -(-len(chart.places) // _MOST_TICKS))
    axes.set_xticks(list(places)[::-1][::step], list(chart.places)[::-1][::step])
    axes.margins(x=0.03)
    _values_on(axes, chart, language, "y")
    bottom, top = axes.get_ylim()
    axes.set_ylim(min(0.0, bottom), top + 0.06 * abs(top))
    if chart.axis:
        axes.set_xlabel(chart.axis)
    if chart.rule is not None:
        axes.axhline(
            chart.rule, color=_COLOURS[4], linestyle="--", linewidth=1.2, label=chart.rule_label
        )


def _band(axes: Axes, known: list[int], one: Series, colour: str) -> None:
    if not one.lows:
        return
    bounded = [
        (place, one.lows[place], one.highs[place])
        for place in known
        if one.lows[place] is not None and one.highs[place] is not None
    ]
    if bounded:
        places, lows, highs = zip(*bounded, strict=True)
        axes.fill_between(places, lows, highs, color=colour, alpha=0.15, linewidth=0)


def _bars(axes: Axes, chart: Chart, language: Language) -> None:
    count = len(chart.places)
    thickness = 0.78 / len(chart.series)
    for index, one in enumerate(chart.series):
        colour = _COLOURS[index % len(_COLOURS)]
        heights = [count - 1 - place + 0.39 - thickness * (index + 0.5) for place in range(count)]
        values = [0.0 if value is None else value for value in one.values]
        axes.barh(heights, values, thickness * 0.92, color=colour, label=one.label or None)
        ends = list(values)
        if one.lows:
            for place, height in enumerate(heights):
                low, high = one.lows[place], one.highs[place]
                if low is not None and high is not None:
                    axes.plot([low, high], [height, height], color="#222222", linewidth=1)
                    ends[place] = max(values[place], high)
        for place, height in enumerate(heights):
            value = one.values[place]
            text = language.word(Number(value, chart.unit, "", "", ()), with_unit=False)
            axes.annotate(
                text,
                (max(ends[place], 0.0), height),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
            )
    axes.set_yticks([count - 1 - place for place in range(count)], list(chart.places))
    axes.margins(x=0.14)
    _values_on(axes, chart, language, "x")
    if chart.rule is not None:
        axes.axvline(
            chart.rule, color=_COLOURS[4], linestyle="--", linewidth=1.2, label=chart.rule_label
        )


def _steps(axes: Axes, chart: Chart, language: Language) -> None:
    days = [float(place) for place in chart.places]
    for index, one in enumerate(chart.series):
        colour = _COLOURS[index % len(_COLOURS)]
        known = [place for place, value in enumerate(one.values) if value is not None]
        axes.step(
            [days[place] for place in known],
            [one.values[place] or 0.0 for place in known],
            where="post",
            color=colour,
            linewidth=1.5,
            label=one.label or None,
        )
        if one.lows:
            axes.fill_between(
                [days[place] for place in known],
                [one.lows[place] or 0.0 for place in known],
                [one.highs[place] or 0.0 for place in known],
                step="post",
                color=colour,
                alpha=0.15,
                linewidth=0,
            )
    _values_on(axes, chart, language, "y")
    axes.set_ylim(bottom=0)
    axes.set_xlabel(chart.axis)


def _values_on(axes: Axes, chart: Chart, language: Language, side: str) -> None:
    axis = axes.xaxis if side == "x" else axes.yaxis
    axes.grid(axis="x" if side == "x" else "y", color="#e2e2e2", linewidth=0.7)

    def worded(value: float, _: int | None = None) -> str:
        if chart.unit == "ratio":
            return f"{value * 100:.3g}%"
        return language.word(Number(value, chart.unit, "", "", ()), with_unit=False)

    axis.set_major_formatter(FuncFormatter(worded))
    axis.set_tick_params(length=0, labelsize=7.5)
    if side == "x":
        axes.locator_params(axis="x", nbins=5)


_DRAWN = {"line": _lines, "bars": _bars, "steps": _steps}
