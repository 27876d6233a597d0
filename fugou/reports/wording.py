"""Numbers, names and periods in words, Chinese and English.

Belongs here: how one number, one name or one period is written. Does not belong here: sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fugou.periods import Period
from fugou.reports.figures import Number

LANGUAGES = ("zh", "en")
# Between two bounds: a line may break neither before nor after the dash.
RANGE = "\u00a0–\u2060\u00a0"
_SYMBOLS = {"CNY": "¥", "USD": "$", "GBP": "£", "EUR": "€"}
_TEN_THOUSAND, _HUNDRED_MILLION = 10_000, 100_000_000
_UNITS_ZH = {
    "users": "人",
    "groups": "个",
    "sessions": "场",
    "events": "场",
    "participants": "人次",
    "person-times": "人次",
    "views": "次",
    "items": "篇",
    "orders": "单",
    "requests": "件",
    "days": "天",
    "hours": "小时",
    "minutes": "分钟",
    "seconds": "秒",
    "interactions": "次",
    "multiple": "倍",
    "generations": "层",
    "points": "个百分点",
    "count": "个",
}
_UNITS_EN = {
    "multiple": "×",
    "points": " pp",
    "seconds": " s",
    "minutes": " min",
    "hours": " h",
    "days": " days",
}
_VALUES_ZH = {"unknown": "未知", "none": "无", "other": "其他"}
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FULL_WIDTH = str.maketrans(",;:()", "\uff0c\uff1b\uff1a\uff08\uff09")
_MINUS = "−"


@dataclass(frozen=True)
class Language:
    """How to write in one language.

    Args:
        code: `zh` or `en`.
        currency: ISO code of the money.
    """

    code: str
    currency: str

    def pick(self, zh: str, en: str) -> str:
        """Choose between two texts.

        Args:
            zh: Chinese.
            en: English.

        Returns:
            The one of this language; Chinese with the full-width punctuation of its print.
        """
        return zh.translate(_FULL_WIDTH) if self.code == "zh" else en

    def word(self, number: Number, *, with_unit: bool = True) -> str:
        """Write a number.

        Args:
            number: The number.
            with_unit: Whether the name of what is counted follows; signs such as % always do.

        Returns:
            Its words; a dash for null.
        """
        if number.value is None:
            return "–"
        value, unit = number.value, number.unit
        sign = ("+" if value > 0 else _MINUS if value < 0 else "±") if number.is_change else ""
        size = abs(value) if number.is_change else value
        return sign + self._sized(size, unit, with_unit).replace("-", _MINUS)

    def _sized(self, value: float, unit: str, with_unit: bool) -> str:
        if unit == "difference":
            return f"{value * 100:,.1f}{self._unit('points', True)}"
        if unit in ("ratio", "change"):
            return f"{value * 100:,.1f}%"
        if unit == "points":
            return f"{value:,.1f}{self._unit(unit, True)}"
        if unit == self.currency or unit == "currency":
            return self.money(value)
        if unit == "score":
            return f"{value * 100:,.1f}" + (self.pick("分", "") if with_unit else "")
        if unit in ("correlation", "lift"):
            return f"{value:,.2f}"
        if unit == "hour":
            return self.pick(f"{value:.0f}时", f"{value:.0f}:00")
        if unit == "balance":
            return self._plain(value) + self.pick("分" if with_unit else "", "")
        return self._plain(value) + self._unit(unit, with_unit)

    def _unit(self, unit: str, with_unit: bool) -> str:
        if self.code == "zh":
            return _UNITS_ZH.get(unit, "") if with_unit else ""
        return _UNITS_EN.get(unit, f" {unit}" if unit != "plain" and unit != "count" else "") * (
            with_unit or unit == "points"
        )

    def unit_name(self, unit: str) -> str:
        """Name a unit for the title of a chart.

        Args:
            unit: The unit.

        Returns:
            Its name.
        """
        if unit == "ratio":
            return "%"
        if unit in (self.currency, "currency"):
            return self.currency
        if unit == "count":
            return self.pick("个", "number")
        if self.code == "en":
            return unit
        return {"score": "分", "points": "分"}.get(unit, _UNITS_ZH.get(unit, unit))

    def money(self, value: float) -> str:
        """Write an amount of money.

        Args:
            value: In the brand's currency.

        Returns:
            Its words, with the currency.
        """
        symbol = _SYMBOLS.get(self.currency, f"{self.currency} ")
        sign = _MINUS if value < 0 else ""
        value = abs(value)
        if self.code == "zh" and value >= _TEN_THOUSAND:
            return sign + symbol + self._plain(value)
        digits = 0 if value >= 1000 else 2
        return f"{sign}{symbol}{value:,.{digits}f}"

    def _plain(self, value: float) -> str:
        if self.code == "zh":
            for size, name in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万")):
                if abs(value) >= size:
                    return f"{value / size:,.2f}{name}"
        if value == round(value):
            return f"{value:,.0f}"
        return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.1f}"

    def period(self, period: Period) -> str:
        """Write a period.

        Args:
            period: The period.

        Returns:
            2025年第4季度, 2025年11月 …; Q4 2025, November 2025 …
        """
        day = period.start
        match period.grain:
            case "year":
                return self.pick(f"{day.year}年", f"{day.year}")
            case "quarter":
                quarter = (day.month + 2) // 3
                return self.pick(f"{day.year}年第{quarter}季度", f"Q{quarter} {day.year}")
            case "month":
                return self.pick(
                    f"{day.year}年{day.month}月", f"{_MONTHS_EN[day.month - 1]} {day.year}"
                )
            case "week":
                span = f"{day:%m-%d} – {period.end:%m-%d}"
                return self.pick(f"{day:%G}年第{day:%V}周({span})", f"{day:%G}-W{day:%V} ({span})")
        weekday = self.pick("一二三四五六日"[day.weekday()], _WEEKDAYS_EN[day.weekday()])
        return self.pick(f"{day.year}年{day.month}月{day.day}日(周{weekday})", f"{day} ({weekday})")

    def short_period(self, period: Period) -> str:
        """Write a period for the axis of a chart.

        Args:
            period: The period.

        Returns:
            A few characters.
        """
        day = period.start
        match period.grain:
            case "year":
                return f"{day.year}"
            case "quarter":
                return f"{day:%y}Q{(day.month + 2) // 3}"
            case "month":
                return f"{day:%y-%m}"
            case "week":
                return f"W{day:%V}"
        return f"{day:%m-%d}"

    def in_sentence(self, name: str) -> str:
        """Write a name within a sentence: small, unless it begins with an abbreviation.

        Args:
            name: The name, as a title.

        Returns:
            The name.
        """
        return name if name[:2].isupper() else name[:1].lower() + name[1:]

    def dimension(self, rows: Mapping[str, Mapping[str, Any]], dimension: str) -> str:
        """Name a dimension.

        Args:
            rows: `kpi_dimensions`, by dimension.
            dimension: Its id.

        Returns:
            Its name.
        """
        return str(rows[dimension][f"name_{self.code}"]) if dimension in rows else dimension

    def dimension_value(
        self, rows: Mapping[str, Mapping[str, Any]], dimension: str, value: str
    ) -> str:
        """Name a value of a dimension.

        Args:
            rows: `kpi_dimensions`, by dimension.
            dimension: Its id.
            value: The value.

        Returns:
            Its name, or its id in words where `kpi_dimensions` has no name for it.
        """
        names = value_names(rows, dimension, self.code)
        other = _VALUES_ZH.get(value, value) if self.code == "zh" else value.replace("_", " ")
        return names.get(value, other)


def value_names(rows: Mapping[str, Mapping[str, Any]], dimension: str, code: str) -> dict[str, str]:
    """Read the names of the values of a dimension.

    Args:
        rows: `kpi_dimensions`, by dimension.
        dimension: Its id.
        code: `zh` or `en`.

    Returns:
        Names by value, in the order in which people list them.
    """
    listed = rows[dimension][f"values_{code}"] if dimension in rows else None
    pairs = (pair.partition("=") for pair in (listed or "").split(";") if pair)
    return {value: name for value, _, name in pairs}


def overlapping_values(rows: Mapping[str, Mapping[str, Any]], dimension: str) -> list[str]:
    """Read which values of a dimension overlap others, and so do not add up with them.

    Args:
        rows: `kpi_dimensions`, by dimension; one published before it told this tells of none.
        dimension: Its id.

    Returns:
        The values.
    """
    listed = rows[dimension].get("overlapping_values") if dimension in rows else None
    return (listed or "").split(";")


def full_day(day: date) -> str:
    """Write a day.

    Args:
        day: The day.

    Returns:
        2025-11-21.
    """
    return day.isoformat()
