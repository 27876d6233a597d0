"""Calendar periods as people write them: 2025, 2025-Q3, 2025-03, 2025-W27, 2025-03-14.

Belongs here: reading and writing names of periods. Does not belong here: which periods have numbers
(the marts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

GRAINS = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_FORMS = "2025, 2025-Q3, 2025-03, 2025-W27 or 2025-03-14"
_PATTERN = re.compile(
    r"(?P<year>\d{4})(-(Q(?P<quarter>[1-4])|W(?P<week>\d{2})|(?P<month>\d{2})(-(?P<day>\d{2}))?))?"
)


class PeriodError(ValueError):
    """A text that names no period."""


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period.

    Args:
        grain: One of `GRAINS`.
        start: Its first day; of a week, a Monday.
    """

    grain: str
    start: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the name of a period.

        Args:
            text: A year, quarter, month, ISO week or day, as in the docstring of the module.

        Returns:
            The period.

        Raises:
            PeriodError: If the text names none; the message lists the forms.
        """
        found = _PATTERN.fullmatch(text.strip().upper())
        if found is None:
            raise PeriodError(f"{text!r} names no period; write it as {_FORMS}")
        parts = {name: int(part) for name, part in found.groupdict().items() if part}
        try:
            return cls._of(**parts)
        except ValueError as error:
            raise PeriodError(f"{text!r} names no period: {error}") from error

    @classmethod
    def _of(
        cls, year: int, quarter: int = 0, week: int = 0, month: int = 0, day: int = 0
    ) -> Period:
        if quarter:
            return cls("quarter", date(year, quarter * 3 - 2, 1))
        if week:
            return cls("week", date.fromisocalendar(year, week, 1))
        if day:
            return cls("day", date(year, month, day))
        return cls("month", date(year, month, 1)) if month else cls("year", date(year, 1, 1))

    @property
    def end(self) -> date:
        """Its last day."""
        if self.grain in _MONTHS:
            months = self.start.year * 12 + self.start.month - 1 + _MONTHS[self.grain]
            return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
        return self.start + timedelta(days=6 if self.grain == "week" else 0)

    def lies_within(self, other: Period) -> bool:
        """Tell whether another, longer period holds all its days.

        Args:
            other: The other one.

        Returns:
            Whether it does; a period does not lie within itself.
        """
        return self != other and other.start <= self.start and self.end <= other.end

    def __str__(self) -> str:
        """Write it as it is read."""
        if self.grain == "year":
            return f"{self.start:%Y}"
        if self.grain == "quarter":
            return f"{self.start:%Y}-Q{(self.start.month + 2) // 3}"
        if self.grain == "week":
            return f"{self.start:%G}-W{self.start:%V}"
        return f"{self.start:%Y-%m}" if self.grain == "month" else self.start.isoformat()
