"""Thirty orders of five people, and a second file that corrects and completes them.

Order k (1 to 30) is placed every fifth day from 2011-01-03 at 10:00 in London by customer 101 to
105 in turn: k pieces at 2.00. All five first buy in January, and each comes back every 25 days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from fugou.workspace import Workspace

FIRST_FILE = "online_retail/invoice_lines/2011-06-01.csv"
SECOND_FILE = "online_retail/invoice_lines/2011-06-02.csv"

_HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def _line(number: str, quantity: str, at: datetime, customer: str) -> str:
    return f"{number},{20000},TEA POT,{quantity},{at:%Y-%m-%d %H:%M:%S},2.00,{customer},France"


def _order(number: int, pieces: int) -> str:
    at = datetime(2011, 1, 3, 10) + timedelta(days=5 * (number - 1))
    return _line(str(1000 + number), str(pieces), at, str(101 + (number - 1) % 5))


def _write(workspace: Workspace, file: str, lines: list[str]) -> Path:
    path = workspace.landing / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([_HEADER, *lines, ""]), encoding="utf-8")
    return path


def land_first_file(workspace: Workspace) -> Path:
    """Drop the thirty orders: 2.00 x (1 + ... + 30) = 930.00.

    Args:
        workspace: Where to.

    Returns:
        The file.
    """
    return _write(workspace, FIRST_FILE, [_order(number, number) for number in range(1, 31)])


def land_second_file(workspace: Workspace) -> Path:
    """Drop what came to be known a day later; net revenue becomes 1,044.00.

    Line 2 sends order 1007 again with 70 pieces instead of 7 (+126.00). Line 3 is a guest's order
    of 4 pieces in May (+8.00). Line 4 has a quantity that nobody can read. Line 5 cancels the 10
    pieces of order 1010 (-20.00), which customer 105 bought on 2011-02-17.

    Args:
        workspace: Where to.

    Returns:
        The file.
    """
    return _write(
        workspace,
        SECOND_FILE,
        [
            _order(7, 70),
            _line("1031", "4", datetime(2011, 5, 30, 12), ""),
            _line("1032", "many", datetime(2011, 5, 30, 13), "101"),
            _line("C1033", "-10", datetime(2011, 5, 30, 14), "105"),
        ],
    )
