"""The document that every format draws: headings, paragraphs, tables, charts.

Belongs here: what a document is made of. Does not belong here: how a format looks, what a report
says. As HTML, Word and PDF draw the same document, they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fugou.reports.figures import Number


@dataclass(frozen=True)
class Reference:
    """A pointer to the definition of a metric in the appendix.

    Args:
        metric_id: The metric.
        is_spelled_out: Whether the id itself is printed, or only its number in the appendix.
    """

    metric_id: str
    is_spelled_out: bool = False


@dataclass(frozen=True)
class Mark:
    """Words that mean good or bad: coloured, but readable without colour.

    Args:
        text: The words.
        tone: `good`, `bad`, `fair` or `quiet`.
    """

    text: str
    tone: str


Part = str | Number | Reference | Mark
Parts = tuple[Part, ...]


@dataclass(frozen=True)
class Heading:
    """A heading.

    Args:
        level: 1 of a chapter, 2 of a section.
        text: Its words.
    """

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Sentences.

    Args:
        parts: Words and numbers.
        style: `body`, `note` of small print, or `warning`.
    """

    parts: Parts
    style: str = "body"


@dataclass(frozen=True)
class Bullets:
    """A list of points.

    Args:
        items: Words and numbers of each.
    """

    items: tuple[Parts, ...]


@dataclass(frozen=True)
class Card:
    """A headline number of the first page.

    Args:
        label: The name of the metric.
        number: Its number.
        lines: What stands below it.
    """

    label: Parts
    number: Part
    lines: tuple[Parts, ...]


@dataclass(frozen=True)
class Cards:
    """Headline numbers side by side.

    Args:
        items: The cards.
    """

    items: tuple[Card, ...]


@dataclass(frozen=True)
class Table:
    """A table.

    Args:
        title: What it shows.
        head: Its columns.
        rows: Words and numbers of each cell.
        words: How many columns, from the left, hold words; the others hold numbers.
        note: Small print below.

    Raises:
        ValueError: If a row has more or fewer cells than there are columns.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Parts, ...], ...]
    words: int = 1
    note: str = ""

    def __post_init__(self) -> None:
        """Check the rows."""
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"{self.title}: a row does not fit the {len(self.head)} columns")


@dataclass(frozen=True)
class Series:
    """One line, or one set of bars, of a chart.

    Args:
        label: Its name in the legend; empty where there is only one.
        values: A value per place; None where there is none.
        lows: Lower bounds; empty where there are none.
        highs: Upper bounds.
        is_open: Per place, whether the number can still change.
    """

    label: str
    values: tuple[float | None, ...]
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()
    is_open: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart.

    Args:
        kind: `line`, `bars` or `steps`.
        title: What it shows, with its unit.
        places: Names along the axis; of `steps`, numbers.
        series: What is drawn.
        unit: The unit of the values, as in `Number`.
        axis: What the places are, where the title does not say it.
        rule: A value to be marked by a line, such as a target.
        rule_label: What the line means.
    """

    kind: str
    title: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    axis: str = ""
    rule: float | None = None
    rule_label: str = ""


@dataclass(frozen=True)
class Charts:
    """Charts side by side.

    Args:
        items: One or two.
    """

    items: tuple[Chart, ...]


Block = Heading | Paragraph | Bullets | Cards | Table | Charts


@dataclass(frozen=True)
class Document:
    """A report.

    Args:
        language: `zh` or `en`.
        currency: ISO code of its money.
        title: Its title.
        subtitle: The period in words.
        facts: What it was made of: label and text.
        blocks: Its content, without the title.
        definitions: The appendix: number, id, name, formula, owner of every metric printed.
        is_short: Whether it should fit on one page, the appendix aside.
    """

    language: str
    currency: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    definitions: tuple[tuple[int, str, str, str, str], ...] = ()
    is_short: bool = False

    @property
    def reference_numbers(self) -> dict[str, int]:
        """The number in the appendix by metric."""
        return {metric_id: number for number, metric_id, *_ in self.definitions}


def parts_of(blocks: tuple[Block, ...]) -> Iterator[Part]:
    """Give all words and numbers that are printed, in their order.

    Args:
        blocks: Content.

    Yields:
        Each of them.
    """
    for block in blocks:
        for parts in _groups(block):
            yield from parts


def _groups(block: Block) -> Iterator[Parts]:
    match block:
        case Paragraph(parts):
            yield parts
        case Bullets(items):
            yield from items
        case Cards(cards):
            for card in cards:
                yield (*card.label, card.number)
                yield from card.lines
        case Table(rows=rows):
            for row in rows:
                yield from row
        case Heading() | Charts():
            return
