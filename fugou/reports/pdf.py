"""The report as PDF: the HTML page, printed by a headless Chromium.

Belongs here: finding the browser and asking it. Does not belong here: any content.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from fugou.reports.reading import ReportError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 180


def browser() -> str:
    """Find the browser.

    Returns:
        The path of the first of `PROGRAMS` that is installed.

    Raises:
        fugou.reports.reading.ReportError: If none is; the message says what to install.
    """
    for program in PROGRAMS:
        found = shutil.which(program)
        if found:
            return found
    raise ReportError(
        f"PDF needs one of {', '.join(PROGRAMS)} on the PATH; install Chromium, for example:"
        " apt-get install chromium fonts-noto-cjk; or ask for --format html and print that"
    )


def as_pdf(page: str, program: str) -> bytes:
    """Print a page.

    Args:
        page: HTML that needs nothing else.
        program: The browser.

    Returns:
        The PDF.

    Raises:
        fugou.reports.reading.ReportError: If the browser failed; with what it said.
    """
    # Debian's Chromium may not see /tmp of others; a folder of our own is always readable.
    with TemporaryDirectory(prefix="fugou-report-") as folder:
        source, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            program,
            "--headless=new",
            "--no-sandbox",  # the page is our own and has no script; a container has no sandbox
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ReportError(f"{program} did not finish within {_SECONDS} seconds") from error
        if done.returncode or not target.exists():
            raise ReportError(f"{program} could not print the report: {done.stderr[-500:]}")
        return target.read_bytes()
