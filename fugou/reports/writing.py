"""Writes a report to a file, in the format asked for.

Belongs here: choosing the renderer. Does not belong here: rendering.
"""

from __future__ import annotations

from pathlib import Path

from fugou.periods import Period
from fugou.reports.charts import need_chinese_font
from fugou.reports.composing import make_document
from fugou.reports.page import as_html
from fugou.reports.pdf import as_pdf, browser
from fugou.reports.reading import ReportError
from fugou.reports.word import as_docx
from fugou.reports.wording import LANGUAGES

FORMATS = ("html", "docx", "pdf")


def write(published_file: Path, period: Period, language: str, form: str, target: Path) -> None:
    """Write a report.

    Args:
        published_file: What readers open.
        period: The period reported.
        language: One of `LANGUAGES`.
        form: One of `FORMATS`.
        target: The file to write; an existing one is replaced.

    Raises:
        ReportError: If the language or format is none, nothing was published of the period, or a
            program or font is missing; the message says what to do.
        OSError: If the file cannot be written.
    """
    for value, known, what in ((language, LANGUAGES, "language"), (form, FORMATS, "format")):
        if value not in known:
            raise ReportError(f"no such {what}: {value}; there are: {', '.join(known)}")
    program = browser() if form == "pdf" else ""
    if form != "html":
        need_chinese_font()
    document = make_document(published_file, period, language)
    if form == "docx":
        target.write_bytes(as_docx(document))
    elif form == "pdf":
        target.write_bytes(as_pdf(as_html(document), program))
    else:
        target.write_text(as_html(document), encoding="utf-8")
