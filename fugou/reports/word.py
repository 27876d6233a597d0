"""The report as a Word document: styles of headings, real tables, pictures.

Belongs here: the document as .docx. Does not belong here: what it says.
"""

from __future__ import annotations

import io
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from fugou.reports.charts import draw
from fugou.reports.document import (
    Block,
    Bullets,
    Cards,
    Charts,
    Document,
    Heading,
    Mark,
    Paragraph,
    Part,
    Parts,
    Reference,
    Table,
)
from fugou.reports.figures import Number
from fugou.reports.wording import Language

_LATIN, _EAST_ASIAN = "Arial", "Microsoft YaHei"
_TONES = {"good": "00664A", "bad": "A83F00", "fair": "7A5600", "quiet": "666677"}
_BLUE = "0B3D5C"
_WIDTH = Mm(182)
_CHART_WIDTH = Mm(85)
_CHARTS_IN_A_ROW = 2
_CARDS_IN_A_ROW = 4
_TABLE_STYLE = "Light Shading"
_STYLES = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption")


def as_docx(document: Document) -> bytes:
    """Draw a report as a Word document.

    Args:
        document: The report.

    Returns:
        The file.

    Raises:
        fugou.reports.reading.ReportError: If there is no font for its charts.
    """
    return _Writer(document).write()


class _Writer:
    """Draws one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.language = Language(document.language, document.currency)
        self.numbers = document.reference_numbers
        self.word: WordDocument = docx.Document()

    def write(self) -> bytes:
        self._set_up()
        self.word.add_paragraph(self.document.title, style="Title")
        self.word.add_paragraph(self.document.subtitle, style="Subtitle")
        facts = " · ".join(f"{label} {text}" for label, text in self.document.facts)
        self._small(facts)
        for block in self.document.blocks:
            self._block(block)
        self._appendix()
        written = io.BytesIO()
        self.word.save(written)
        return _without_clock(written.getvalue())

    def _set_up(self) -> None:
        section = self.word.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(14)
        section.top_margin = section.bottom_margin = Mm(16)
        for name in _STYLES:
            style = self.word.styles[name]
            assert isinstance(style, ParagraphStyle)
            style.font.name = _LATIN
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            fonts.set(qn("w:eastAsia"), _EAST_ASIAN)
            fonts.set(qn("w:hAnsi"), _LATIN)
            if name not in ("Normal", "List Bullet"):
                style.font.color.rgb = RGBColor.from_string(_BLUE)
        normal = self.word.styles["Normal"]
        assert isinstance(normal, ParagraphStyle)
        normal.font.size = Pt(10)
        normal.paragraph_format.space_after = Pt(4)
        # The file says nothing of when and by whom it was drawn: the same version, the same file.
        core = self.word.core_properties
        core.author, core.title = "fugou", f"{self.document.title} {self.document.subtitle}"
        core.created = core.modified = datetime(2000, 1, 1)
        self._number_pages()

    def _number_pages(self) -> None:
        paragraph = self.word.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)

    def _small(self, text: str) -> None:
        run = self.word.add_paragraph().add_run(text)
        run.font.size = Pt(8)
        run.font.color.rgb = RGBColor.from_string(_TONES["quiet"])

    def _block(self, block: Block) -> None:
        match block:
            case Heading(level, text):
                self.word.add_heading(text, level)
            case Paragraph(parts, style):
                paragraph = self.word.add_paragraph()
                self._parts(paragraph, parts, 8.5 if style == "note" else 10)
            case Bullets(items):
                for item in items:
                    self._parts(self.word.add_paragraph(style="List Bullet"), item, 10)
            case Cards():
                self._cards(block)
            case Table():
                self._table(block)
            case Charts(charts):
                frame = self.word.add_table(1, _CHARTS_IN_A_ROW)
                for cell, chart in zip(frame.rows[0].cells, charts, strict=False):
                    drawn = io.BytesIO(draw(chart, self.language, "png"))
                    run = _tight(cell.paragraphs[0]).add_run()
                    shape = run.add_picture(drawn, width=_CHART_WIDTH)
                    shape._inline.docPr.set("descr", chart.title)
                _keep_rows_whole(frame)

    def _parts(self, paragraph: WordParagraph, parts: Parts, size: float) -> None:
        for part in parts:
            self._part(paragraph, part, size)

    def _part(self, paragraph: WordParagraph, part: Part, size: float) -> None:
        match part:
            case Number():
                run = paragraph.add_run(self.language.word(part))
                run.font.bold = True if size > 9 else None
            case Mark(text, tone):
                run = paragraph.add_run(text)
                run.font.color.rgb = RGBColor.from_string(_TONES[tone])
            case Reference(metric_id, is_spelled_out):
                if is_spelled_out:
                    run = paragraph.add_run(f"\n{metric_id}")
                    size = 6
                else:
                    run = paragraph.add_run(f"[{self.numbers[metric_id]}]")
                    run.font.superscript = True
                run.font.color.rgb = RGBColor.from_string(_TONES["quiet"])
            case _:
                run = paragraph.add_run(part)
        run.font.size = Pt(size)

    def _cards(self, cards: Cards) -> None:
        count = -(-len(cards.items) // _CARDS_IN_A_ROW)
        table = self.word.add_table(count, _CARDS_IN_A_ROW, style="Table Grid")
        for place, card in enumerate(cards.items):
            cell = table.cell(place // _CARDS_IN_A_ROW, place % _CARDS_IN_A_ROW)
            self._parts(_tight(cell.paragraphs[0]), card.label, 8.5)
            self._part(_tight(cell.add_paragraph()), card.number, 15)
            for line in card.lines:
                self._parts(_tight(cell.add_paragraph()), line, 7.5)
        self.word.add_paragraph()

    def _table(self, table: Table) -> None:
        self.word.add_paragraph(table.title, style="Caption").paragraph_format.keep_with_next = True
        drawn = self.word.add_table(1, len(table.head), style=_TABLE_STYLE)
        drawn.autofit = False
        for place, (cell, head) in enumerate(zip(drawn.rows[0].cells, table.head, strict=True)):
            paragraph = _tight(cell.paragraphs[0])
            words, _, metric_id = head.partition("|")
            paragraph.add_run(words).font.size = Pt(7.5)
            if metric_id:
                paragraph.add_run(f"\n{metric_id}").font.size = Pt(6)
            if place >= table.words:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _repeat_head(drawn)
        for row in table.rows:
            cells = drawn.add_row().cells
            for place, (cell, parts) in enumerate(zip(cells, row, strict=True)):
                paragraph = _tight(cell.paragraphs[0])
                if place >= table.words:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._parts(paragraph, parts, 7.5)
        for place, column in enumerate(drawn.columns):
            # Names are longer than numbers: the first column is twice as wide.
            width = int(_WIDTH / (len(table.head) + 1)) * (2 if place == 0 else 1)
            for cell in column.cells:
                cell.width = Emu(width)
        _keep_rows_whole(drawn)
        self._small(table.note)

    def _appendix(self) -> None:
        say = self.language.pick
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self.word.add_heading(say("附录:指标口径", "Appendix: definitions"), 1)
        head = ("#", say("指标", "Metric"), say("口径", "Formula"), say("负责", "Owner"))
        drawn = self.word.add_table(1, len(head), style=_TABLE_STYLE)
        drawn.autofit = False
        widths = (Mm(10), Mm(55), Mm(92), Mm(25))
        rows = [head]
        rows += [
            (str(number), f"{name}\n{metric_id}", formula, owner)
            for number, metric_id, name, formula, owner in self.document.definitions
        ]
        for place, row in enumerate(rows):
            cells = drawn.rows[0].cells if place == 0 else drawn.add_row().cells
            for cell, text, width in zip(cells, row, widths, strict=True):
                cell.width = width
                run = _tight(cell.paragraphs[0]).add_run(text)
                run.font.size, run.font.bold = Pt(7.5), place == 0
        _repeat_head(drawn)
        _keep_rows_whole(drawn)


def _without_clock(written: bytes) -> bytes:
    """Pack the file anew without the time of packing: the same report is the same file."""
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(written)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()


def _tight(paragraph: WordParagraph) -> WordParagraph:
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _repeat_head(table: WordTable) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _keep_rows_whole(table: WordTable) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
