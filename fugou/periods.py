"""Calendar periods as people write them: 2025, 2025-Q3, 2025-03, 2025-W27, 2025-03-14.

In Chinese, too: 2025年, 2025年第三季度, 2025年3月, 2025年第27周, 2025年3月14日.

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
    r"(?P<year>[12]\d{3})"
    r"([-年]?(Q(?P<quarter>[1-4])|W(?P<week>\d{2}))|-(?P<month>\d{2})(-(?P<day>\d{2}))?)?"
)
_PATTERN_ZH = re.compile(
    r"(?P<year>[12]\d{3})年"
    r"(第?(?P<quarter>[1-4])季度|第?(?P<week>\d{1,2})周|(?P<month>\d{1,2})月((?P<day>\d{1,2})日)?)?"
)
_DIGITS_ZH = str.maketrans("一二三四", "1234")


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
        written = text.strip().upper().translate(_DIGITS_ZH)
        found = _PATTERN.fullmatch(written) or _PATTERN_ZH.fullmatch(written)
        if found is None:
            raise PeriodError(f"{text!r} names no period; write it as {_FORMS}")
        parts = {name: int(part) for name, part in found.groupdict().items() if part}
        try:
            return cls._of(**parts)
        except ValueError as error:
            raise PeriodError(f"{text!r} names no period: {error}") from error

    @classmethod
    def _of(
        cls,
        year: int,
        quarter: int | None = None,
        week: int | None = None,
        month: int | None = None,
        day: int | None = None,
    ) -> Period:
        if quarter is not None:
            return cls("quarter", date(year, quarter * 3 - 2, 1))
        if week is not None:
            return cls("week", date.fromisocalendar(year, week, 1))
        if month is None:
            return cls("year", date(year, 1, 1))
        if day is None:
            return cls("month", date(year, month, 1))
        return cls("day", date(year, month, day))

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
