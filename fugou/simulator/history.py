"""What the simulator remembers of its own doing, for the truth.

Belongs here: columns of events as they were decided, clean of any dirt. Does not belong here:
metrics (truth) and landing files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]

# Columns that are long and narrow, whatever table they are in; others keep the type they come in.
# Fen of orders and refunds stay 64 bits wide: sums and products of them are taken.
_NARROW: Mapping[type[np.signedinteger[Any]], str] = {
    np.int8: "kind system channel hour step variant is_again nps satisfaction agrees reason level",
    np.int16: "day start_day end_day opened_day resolved_day requested_day completed_day"
    " ordered_day delivered_day wait_days campaign kept_categories",
    np.int32: "person order second coupon content group staff points discount face opened_second"
    " reply_seconds resolve_seconds open_seconds",
}
COLUMN_TYPES = {name: width for width, names in _NARROW.items() for name in names.split()}


BLOCK_ROWS = 1 << 20


class History:
    """Append-only columns by table name, and the days on which each person was active, logged in.

    Args:
        people: Number of people.
        days: Number of days.
    """

    def __init__(self, people: int, days: int) -> None:
        self._parts: dict[str, list[Columns]] = {}
        self._loose: Counter[str] = Counter()
        self._blocks: dict[str, list[Columns]] = {}
        self._is_active = np.zeros((days, (people + 7) // 8), dtype=np.uint8)
        self._is_logged_in = np.zeros_like(self._is_active)
        self.people = people
        self.days = days

    def add(self, name: str, **columns: Any) -> None:
        """Remember some rows.

        Args:
            name: Table.
            **columns: Arrays of equal length, or scalars; always the same names for one table.
        """
        arrays = np.broadcast_arrays(*(np.atleast_1d(value) for value in columns.values()))
        if not arrays[0].size:
            return
        parts = self._parts.setdefault(name, [])
        parts.append(
            {
                # A copy in any case: who adds goes on working with its arrays.
                key: array.astype(COLUMN_TYPES.get(key, array.dtype))
                for key, array in zip(columns, arrays, strict=True)
            }
        )
        self._loose[name] += arrays[0].size
        if self._loose[name] >= BLOCK_ROWS:
            # Small arrays that all live to the end leave holes that nobody can use.
            self._blocks.setdefault(name, []).append(_joined(parts))
            self._loose[name] = 0
            parts.clear()

    def table(self, name: str) -> Columns:
        """Give a table.

        Args:
            name: Table.

        Returns:
            Its columns in order of remembering.

        Raises:
            KeyError: If nothing of that name was ever remembered.
        """
        parts = [*self._blocks.pop(name, ()), *self._parts[name]]
        self._parts[name] = [parts[0] if len(parts) == 1 else _joined(parts)]
        return self._parts[name][0]

    def mark_active(self, day: int, people: NDArray[np.integer[Any]]) -> None:
        """Remember who interacted on a day.

        Args:
            day: Day index.
            people: Person indexes, repeats allowed.
        """
        _mark(self._is_active[day], people)

    def active_on(self, day: int) -> NDArray[np.bool_]:
        """Tell who interacted on a day.

        Args:
            day: Day index.

        Returns:
            One flag per person.
        """
        return np.unpackbits(self._is_active[day], count=self.people).astype(bool)

    def mark_logged_in(self, day: int, people: NDArray[np.integer[Any]]) -> None:
        """Remember who logged in on a day.

        Args:
            day: Day index.
            people: Person indexes, repeats allowed.
        """
        _mark(self._is_logged_in[day], people)

    def logged_in_on(self, day: int) -> NDArray[np.bool_]:
        """Tell who logged in on a day.

        Args:
            day: Day index.

        Returns:
            One flag per person.
        """
        return np.unpackbits(self._is_logged_in[day], count=self.people).astype(bool)


def _mark(packed: NDArray[np.uint8], people: NDArray[np.integer[Any]]) -> None:
    flags = np.zeros(len(packed) * 8, dtype=bool)
    flags[people] = True
    packed |= np.packbits(flags)


def _joined(parts: list[Columns]) -> Columns:
    """Join parts; those of a column go before the next one is joined, which may be long."""
    return {key: np.concatenate([part.pop(key) for part in parts]) for key in list(parts[0])}
