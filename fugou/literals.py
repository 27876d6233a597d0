"""Values in SQL text, where a statement takes no parameters.

Belongs here: quoting. Does not belong here: any statement.
"""

from __future__ import annotations

from pathlib import Path


def literal(text: str | Path) -> str:
    """Write a text as a literal of SQL.

    Args:
        text: The text, or a path.

    Returns:
        It in single quotes, those inside of it doubled.
    """
    return "'" + str(text).replace("'", "''") + "'"
