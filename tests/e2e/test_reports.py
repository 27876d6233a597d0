"""Every number that a report of the demo brand prints is the published one; nothing is missing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from math import isclose
from pathlib import Path

import docx
import duckdb
import pytest
from command_line import FUGOU, environment, fugou
from warehouse import Warehouse

from fugou.reports.charts import chinese_font
from fugou.reports.pdf import PROGRAMS
from fugou.reports.wording import Language
from fugou.settings import PROJECT_DIR

_PERIODS = ("2025", "2025-Q3", "2025-11", "2025-W47", "2025-12-30")
_REQUIRED = "FUGOU_REQUIRE_CHROMIUM"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Page:
    """What a page holds, as a reader of the HTML sees it.

    Args:
        figures: Attributes and text of every printed number.
        ids: Metrics whose definition the appendix gives.
        chapters: Titles of the chapters.
        words: All text, without any space.
        addresses: What the page asks others for.
    """

    figures: list[tuple[dict[str, str], str]]
    ids: list[str]
    chapters: list[str]
    words: str
    addresses: list[str]


def _zh(text: str) -> str:
    """Give Chinese the punctuation of its print, so that these tests can be typed."""
    return Language("zh", "CNY").pick(text, "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page([], [], [], "", [])
        self._open: list[str] = []
        self._figure: dict[str, str] | None = None
        self._texts: list[str] = []
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        for name in ("src", "href"):
            if name in facts and not facts[name].startswith(("#", "data:")):
                self.page.addresses.append(facts[name])
        if tag == "span" and facts.get("class") == "figure":
            self._figure = facts
        if tag == "h2":
            self._is_title = facts.get("class") == "chapter"
            self.page.chapters += [""] if self._is_title else []
        if tag == "tr" and "id" in facts:
            self.page.ids.append(facts["id"])

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "span":
            self._figure = None
        if tag == "h2":
            self._is_title = False

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self._texts.append(data)
        if self._figure is not None:
            self.page.figures.append((self._figure, data))
        if self._is_title:
            self.page.chapters[-1] += data

    def read(self, html: str) -> Page:
        self.feed(html)
        self.page.words = "".join("".join(self._texts).split())
        return self.page


@pytest.fixture(scope="module")
def pages(demo_brand: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The reports of a year, quarter, month, week and day, in Chinese; of the year in English."""
    folder = tmp_path_factory.mktemp("reports")
    home = demo_brand.workspace.home
    found = {}
    for period, lang in (*((one, "zh") for one in _PERIODS), ("2025", "en")):
        file = folder / f"{period}-{lang}.html"
        fugou(home, "report", "--period", period, "--lang", lang, "--out", str(file))
        found[f"{period} {lang}"] = _Reader().read(file.read_text(encoding="utf-8"))
    return found


def _sql(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _test(name: str, value: object) -> str:
    if value is None:
        return f"{name} is null"
    if isinstance(value, list):
        return f"{name} between {_sql(value[0])} and {_sql(value[1])}"
    return f"{name} = {_sql(value)}"


@dataclass
class Published:
    """What the published file says, looked up as a doubting reader would.

    Args:
        connection: To the published file.
        cells: Values of the tables with one row per metric, by what names them; filled on demand.
    """

    connection: duckdb.DuckDBPyConnection
    cells: dict[tuple[str, ...], dict[tuple[str, ...], list[float | None]]]

    def values(self, facts: dict[str, str]) -> list[float | None]:
        """Give the values that stand where a printed number says it stands: one, if it is right."""
        table, measure = facts["data-table"], facts["data-measure"]
        if "data-metric" not in facts or not measure.isidentifier():
            key = _key(facts)
            where = " and ".join(_test(name, value) for name, value in key.items()) or "true"
            query = f"select ({measure})::double from {table} where {where}"
            return [value for (value,) in self.connection.execute(query).fetchall()]
        of = (table, measure, facts["data-grain"], facts["data-period"])
        dimension = "dimension || '=' || dimension_value" if "data-dimension" in facts else "''"
        if of not in self.cells:
            found: dict[tuple[str, ...], list[float | None]] = {}
            rows = self.connection.execute(
                f"select metric_id, {dimension}, {measure}::double from {table}"
                f" where grain = '{of[2]}' and period_start = '{of[3]}'"
            )
            for metric, part, value in rows.fetchall():
                found.setdefault((metric, part), []).append(value)
            self.cells[of] = found
        return self.cells[of].get((facts["data-metric"], facts.get("data-dimension", "")), [])


def _key(facts: dict[str, str]) -> dict[str, object]:
    if "data-metric" not in facts:
        key: dict[str, object] = json.loads(facts["data-key"])
        return key
    dimension, _, value = facts["data-dimension"].partition("=")
    return {
        "metric_id": facts["data-metric"],
        "grain": facts["data-grain"],
        "period_start": facts["data-period"],
        "dimension": dimension,
        "dimension_value": value,
    }


@pytest.fixture(scope="module")
def published(demo_brand: Warehouse) -> Iterator[Published]:
    file = demo_brand.workspace.published_file.resolve()
    with duckdb.connect(str(file), read_only=True) as connection:
        yield Published(connection, {})


@pytest.mark.parametrize("report", [*(f"{one} zh" for one in _PERIODS), "2025 en"])
def test_every_printed_number_is_the_published_one(
    published: Published, pages: dict[str, Page], report: str
) -> None:
    figures = pages[report].figures
    assert figures, "a report without numbers"
    wrong = []
    for facts, text in figures:
        stated = None if facts["data-value"] == "null" else float(facts["data-value"])
        found = published.values(facts)
        is_right = len(found) == 1 and (
            found[0] is stated is None
            or (found[0] is not None and stated is not None and isclose(found[0], stated))
        )
        if not is_right or (stated is None) != (text == "–"):
            wrong.append((facts, text, found))
    assert wrong == []


def test_every_metric_of_the_catalogue_with_an_annual_figure_is_printed(
    demo_brand: Warehouse, pages: dict[str, Page]
) -> None:
    with (PROJECT_DIR / "tests" / "unit" / "metric_catalogue.csv").open(encoding="utf-8") as file:
        catalogue = {row["metric_id"] for row in csv.DictReader(file)}
    rows = demo_brand.rows(
        "select distinct catalogue_id, metric_id from fugou.marts.kpi_values"
        " join fugou.marts.kpi_definitions using (metric_id)"
        " where kpi_values.value is not null"
        " and period_start between date '2025-01-01' and date '2025-12-31'"
    )
    printed = {
        facts["data-metric"] for facts, _ in pages["2025 zh"].figures if "data-metric" in facts
    }
    assert {one for one, _ in rows} <= catalogue
    assert {metric_id for _, metric_id in rows} - printed == set()
    elsewhere = demo_brand.rows(
        "select metric_id from fugou.marts.kpi_definitions where metric_id = catalogue_id"
    )
    assert {one for (one,) in elsewhere} - set(pages["2025 zh"].ids) == set()


def test_the_appendix_defines_what_the_body_prints_and_nothing_else(pages: dict[str, Page]) -> None:
    for page in pages.values():
        printed = {facts["data-metric"] for facts, _ in page.figures if "data-metric" in facts}
        assert printed <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))


def test_the_chapters_are_those_that_the_field_writes(pages: dict[str, Page]) -> None:
    titles = [title.split("、", 1)[1] for title in pages["2025 zh"].chapters]
    assert titles == [
        "用户沉淀成果",
        "用户画像",
        "策略执行",
        "复购深度",
        "驱动因素",
        "策略成果",
        "留存与流失",
        "渠道与裂变",
        "目标与基准",
        "展望与行动",
        "数据质量",
    ]
    for period in _PERIODS[1:]:
        assert pages[f"{period} zh"].chapters[0].endswith(_zh("什么变了,为什么"))


def test_a_page_needs_nothing_from_elsewhere(pages: dict[str, Page]) -> None:
    assert [address for page in pages.values() for address in page.addresses] == []


def test_what_is_not_published_or_not_mature_is_said_in_words(pages: dict[str, Page]) -> None:
    words = pages["2025 zh"].words
    assert "LTV预测" in words
    assert "未发布" in words
    assert "尚未满期" in words
    assert _zh("相关,并非因果") in words
    assert _zh("无对照组,不可估计") in words
    assert "association,notcause" in pages["2025 en"].words


def test_the_same_version_gives_the_same_report(demo_brand: Warehouse, tmp_path: Path) -> None:
    files = [tmp_path / "one.html", tmp_path / "two.html"]
    for file in files:
        fugou(demo_brand.workspace.home, "report", "--period", "2025-W47", "--out", str(file))
    assert files[0].read_bytes() == files[1].read_bytes()


def _missing(what: str) -> None:
    if os.environ.get(_REQUIRED):
        pytest.fail(f"{_REQUIRED} is set, but this machine lacks {what}")
    pytest.skip(f"this machine lacks {what}; {_REQUIRED}=1 makes this fail")


def test_word_says_what_the_page_says(
    demo_brand: Warehouse, pages: dict[str, Page], tmp_path: Path
) -> None:
    if chinese_font() is None:
        _missing("a font with Chinese characters")
    file = tmp_path / "report.docx"
    words = ("--period", "2025", "--format", "docx", "--out", str(file))
    fugou(demo_brand.workspace.home, "report", *words)
    document = docx.Document(io.BytesIO(file.read_bytes()))
    # Each number stands in a run of its own, in the order of the page.
    runs = [text.text for text in document.element.body.iter() if text.tag.endswith("}t")]
    remaining = iter(runs)
    missing = [text for _, text in pages["2025 zh"].figures if text not in remaining]
    assert missing == []
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[:-1] == pages["2025 zh"].chapters
    assert len(document.tables) > 20
    assert len(document.inline_shapes) > 20
    fonts = document.styles["Normal"].element.rPr.rFonts.attrib
    assert any(name.endswith("}eastAsia") and value for name, value in fonts.items())


def _pages_of(file: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))


def test_chromium_prints_pages_with_chinese_text(demo_brand: Warehouse, tmp_path: Path) -> None:
    if not any(shutil.which(one) for one in PROGRAMS):
        _missing(f"one of {', '.join(PROGRAMS)}")
    if chinese_font() is None:
        _missing("a font with Chinese characters")
    file = tmp_path / "report.pdf"
    words = ("--period", "2025-W47", "--format", "pdf", "--out", str(file))
    fugou(demo_brand.workspace.home, "report", *words)
    assert file.read_bytes().startswith(b"%PDF-")
    assert _pages_of(file) >= 3
    daily = tmp_path / "daily.pdf"
    words = ("--period", "2025-11-12", "--format", "pdf", "--out", str(daily))
    fugou(demo_brand.workspace.home, "report", *words)
    assert _pages_of(daily) == 2  # one page, and the definitions
    if shutil.which("pdftotext"):
        told = subprocess.run(
            ["pdftotext", str(file), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert "周复盘" in told
        assert len(_CHINESE.findall(told)) > 500


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--period", "yesterday"], "names no period"),
        (["--period", "2031"], "lies after the last business day published"),
        (["--period", "1999-Q1"], "there are those of"),
        (
            ["--period", "2025", "--format", "odt"],
            "no such format: odt; there are: html, docx, pdf",
        ),
        (["--period", "2025", "--lang", "fr"], "no such language: fr; there are: zh, en"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused_in_words(
    demo_brand: Warehouse, words: list[str], message: str
) -> None:
    with pytest.raises(AssertionError, match=message):
        fugou(demo_brand.workspace.home, "report", *words)


def test_nothing_published_is_said_in_words(tmp_path: Path) -> None:
    done = subprocess.run(
        [FUGOU, "report", "--period", "2025"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "nothing was published yet" in done.stderr


def test_pdf_without_a_browser_names_what_to_install(demo_brand: Warehouse, tmp_path: Path) -> None:
    done = subprocess.run(
        [FUGOU, "report", "--period", "2025", "--format", "pdf", "--out", str(tmp_path / "a.pdf")],
        env=environment(demo_brand.workspace.home, PATH=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "install Chromium" in " ".join(done.stderr.split())


def test_a_brand_with_orders_only_like_cdnow_gets_an_annual_report(
    cdnow: Warehouse, tmp_path: Path
) -> None:
    [(last,)] = cdnow.rows(
        "select max(period_start) from fugou.marts.kpi_values where grain = 'year'"
    )
    assert isinstance(last, date)
    file = tmp_path / "report.html"
    fugou(cdnow.workspace.home, "report", "--period", str(last.year), "--out", str(file))
    page = _Reader().read(file.read_text(encoding="utf-8"))
    assert len(page.chapters) == 11
    assert "本期没有本章所需的数据" in page.words
    assert any(facts.get("data-metric") == "repurchase_rate" for facts, _ in page.figures)
