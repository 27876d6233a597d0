"""Small builders of Arrow columns from NumPy arrays.

Belongs here: identifiers, instants, nulls, labels. Does not belong here: what the rows mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SHANGHAI_SECONDS = 8 * 3600  # no daylight saving since 1991
DAY_SECONDS = 86_400
ALPHABET = np.frombuffer(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", dtype=np.uint8
)
# Four digits in ASCII for each number below 10,000; as integers, that are faster to look up.
FOUR_DIGITS = np.array([f"{n:04}" for n in range(10_000)], dtype="S4").view(np.uint32)

Integers = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]


def numbers(prefix: str, values: Integers, width: int = 8) -> pa.Array:
    """Write numbers as identifiers: numbers('M', [7], 8) -> 'M00000007'.

    Args:
        prefix: ASCII text before the digits.
        values: Integers below 10 ** width; negative ones give null.
        width: Digits.

    Returns:
        String array of the same length.
    """
    values = np.asarray(values, dtype=np.int64)
    is_null = values < 0
    rest = np.where(is_null, 0, values)
    start = len(prefix)
    text = np.empty((len(values), start + -(-width // 4) * 4), dtype=np.uint8)
    for end in range(text.shape[1], start, -4):
        above = rest // 10_000
        fours = FOUR_DIGITS[rest - above * 10_000]
        text[:, end - 4 : end] = fours.view(np.uint8).reshape(-1, 4)
        rest = above
    text = text[:, text.shape[1] - start - width :]
    text[:, :start] = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    return nulled(_fixed_text(text), is_null)


def coded(prefix: str, values: Integers, width: int = 8) -> pa.Array:
    """Write numbers as identifiers, fast where few of many are different.

    Args:
        prefix: Text before the digits.
        values: Small integers; -1 gives null.
        width: Digits.

    Returns:
        String array of the same length, as `numbers` gives it.
    """
    top = int(values.max(initial=-1)) + 1
    names = numbers(prefix, np.arange(top), width)
    return names.take(pa.array(np.asarray(values, dtype=np.int64), mask=values < 0))


def tokens(generator: np.random.Generator, prefix: str, count: int, length: int) -> pa.Array:
    """Draw identifiers as WeChat gives them: letters and digits behind a prefix.

    Args:
        generator: Source of randomness.
        prefix: Text before the letters.
        count: How many.
        length: Letters and digits.

    Returns:
        String array; two equal ones are as likely as 62 ** -length.
    """
    letters = ALPHABET[generator.integers(0, len(ALPHABET), (count, length), dtype=np.uint8)]
    return pc.binary_join_element_wise(pa.scalar(prefix), _fixed_text(letters), pa.scalar(""))


def _fixed_text(letters: NDArray[np.uint8]) -> pa.Array:
    """Give texts of one length, shape (texts, letters), as a string array."""
    count, length = letters.shape
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(length)
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(letters.tobytes()))


def nulled(values: pa.Array, is_null: Bools) -> pa.Array:
    """Blank some values of an array.

    Args:
        values: Array.
        is_null: True where null is wanted.

    Returns:
        Array of the same type and length.
    """
    if not is_null.any():
        return values
    return pc.if_else(pa.array(is_null), pa.scalar(None, values.type), values)


def taken(values: pa.Array, indexes: Integers, is_null: Bools) -> pa.Array:
    """Take values, or null.

    Args:
        values: Array.
        indexes: Places in it; any where null is wanted.
        is_null: True where null is wanted.

    Returns:
        Array of the type of values and the length of indexes.
    """
    return values.take(pa.array(indexes, mask=is_null))


def labels(names: Sequence[str | None], codes: Integers) -> pa.Array:
    """Write codes as their names; -1 gives null.

    Args:
        names: Names by code.
        codes: Integers in [-1, len(names)).

    Returns:
        String array of the same length.
    """
    codes = np.asarray(codes)
    return pa.array(names, pa.string()).take(pa.array(codes.astype(np.int64), mask=codes < 0))


class Clock:
    """Turns day indexes and local seconds into instants.

    Args:
        first_day: Business day 0.
    """

    def __init__(self, first_day: date) -> None:
        self.first_day = first_day
        self._epoch = (first_day - date(1970, 1, 1)).days

    def instants(self, day: Any, second: Any, is_null: Bools | None = None) -> pa.Array:
        """Give UTC instants.

        Args:
            day: Day indexes, a number or an array.
            second: Seconds since local midnight (may exceed a day); number or array.
            is_null: True where null is wanted.

        Returns:
            Array of `timestamp[s]` without zone.
        """
        seconds = (
            (np.asarray(day, dtype=np.int64) + self._epoch) * DAY_SECONDS
            + np.asarray(second, dtype=np.int64)
            - SHANGHAI_SECONDS
        )
        return pa.array(np.atleast_1d(seconds), mask=is_null).cast(pa.timestamp("s"))

    def dates(self, day: Any, is_null: Bools | None = None) -> pa.Array:
        """Give business days.

        Args:
            day: Day indexes, a number or an array.
            is_null: True where null is wanted.

        Returns:
            Array of `date32`.
        """
        days = np.atleast_1d(np.asarray(day, dtype=np.int32) + np.int32(self._epoch))
        return pa.array(days, mask=is_null).cast(pa.date32())


def table(count: int, **columns: Any) -> pa.Table:
    """Build a table; a scalar stands for a column of it.

    Args:
        count: Rows.
        **columns: Arrow arrays, NumPy arrays, or scalars (text, number, None).

    Returns:
        The table, columns in the order given.
    """
    built = {}
    for name, value in columns.items():
        if isinstance(value, pa.Array | pa.ChunkedArray):
            built[name] = value
        elif isinstance(value, np.ndarray):
            built[name] = pa.array(value)
        elif value is None:
            built[name] = pa.nulls(count, pa.string())
        else:
            built[name] = pa.repeat(pa.scalar(value), count)
    return pa.table(built)
