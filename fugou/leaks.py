"""Values in marts that look like direct identifiers.

Belongs here: what phones, e-mails, WeChat ids, pseudonyms and names look like. Does not belong
here: what follows from finding one (audit, publish).

Values are looked at, not the names of columns. A Chinese name cannot be told from a city or a
product, so Chinese text is allowed only in columns whose yml says `meta: {chinese_text: true}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import duckdb
import yaml

from fugou.settings import PROJECT_DIR

_WORD_BEFORE, _WORD_AFTER = "(?:^|[^0-9A-Za-z_-])", "(?:$|[^0-9A-Za-z_-])"
# Ids of WeChat mix capitals and digits, which tells them from words of the same length.
_IS_MIXED = "and regexp_matches({0}, '[0-9]') and regexp_matches({0}, '[A-Z]')"
_HAN = r"[\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}]"
# In C, five times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBERS_THAT_HIDE_PHONES = ("BIGINT", "UBIGINT", "HUGEINT", "VARCHAR")


@dataclass(frozen=True)
class _Look:
    name: str
    pattern: str
    also: str = ""


_LOOKS = (
    # Numbers 12x are nobody's: the demo brand uses them.
    _Look(
        "a mobile number",
        r"(?:^|[^0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?1[2-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}"
        r"(?:$|[^0-9A-Za-z])",
    ),
    _Look("an e-mail address", r"[0-9A-Za-z._%+-]+@[0-9A-Za-z-]+\.[A-Za-z]{2,}"),
    _Look(
        "an identity number",
        r"(?:^|[^0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx](?:$|[^0-9A-Za-z])",
    ),
    _Look("a unionid or openid", f"{_WORD_BEFORE}o[0-9A-Za-z_-]{{27}}{_WORD_AFTER}", _IS_MIXED),
    _Look("an external_userid", f"{_WORD_BEFORE}w[mo][0-9A-Za-z_-]{{30}}{_WORD_AFTER}", _IS_MIXED),
    _Look("a pseudonym", "[0-9a-f]{64}"),
)
_CHINESE = _Look("Chinese text in a column not declared for it, such as a name", _HAN)


@dataclass(frozen=True)
class Leak:
    """Values of one column that look like identifiers.

    Args:
        table: Name of the table.
        column: Name of the column.
        looks_like: What they look like.
        values: How many.
    """

    table: str
    column: str
    looks_like: str
    values: int

    def describe(self) -> str:
        """Say where and what, without quoting a value."""
        return f"column {self.column}: {self.values:,} values look like {self.looks_like}"


@cache
def columns_with_chinese_text() -> frozenset[tuple[str, str]]:
    """Read from the project which columns are declared to hold Chinese text.

    Returns:
        Pairs of table and column whose yml says `config: {meta: {chinese_text: true}}`.
    """
    declared: set[tuple[str, str]] = set()
    for folder in ("models", "seeds"):
        for path in (PROJECT_DIR / folder).rglob("*.yml"):
            content = yaml.load(path.read_text(encoding="utf-8"), _LOADER) or {}
            tables = [
                *content.get(folder, []),
                *(table for source in content.get("sources", []) for table in source["tables"]),
            ]
            for table in tables:
                for column in table.get("columns", []):
                    if column.get("config", {}).get("meta", {}).get("chinese_text"):
                        declared.add((table["name"], column["name"]))
    # The ledger, which no yml describes, repeats the dimension values of the numbers.
    if ("kpi_values", "dimension_value") in declared:
        declared.add(("restated_values", "dimension_value"))
    return frozenset(declared)


def find_leaks(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, tuple[Leak, ...]]:
    """Look at every value of a schema that can hold text or a phone.

    Args:
        connection: An open database, which is the only one attached.
        schema: The schema.

    Returns:
        Every table of the schema, with what was found in it.
    """
    found = connection.execute(
        """
        select table_name, column_name, data_type
        from duckdb_columns()
        where schema_name = ? and not internal
        order by table_name, column_index
        """,
        [schema],
    ).fetchall()
    leaks: dict[str, tuple[Leak, ...]] = {}
    for table, column, data_type in found:
        leaks.setdefault(table, ())
        if data_type in _NUMBERS_THAT_HIDE_PHONES or "VARCHAR" in data_type:
            leaks[table] += _leaks_of(connection, schema, table, column)
    return leaks


def _leaks_of(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, column: str
) -> tuple[Leak, ...]:
    is_declared = (table, column) in columns_with_chinese_text()
    looks = _LOOKS if is_declared else (*_LOOKS, _CHINESE)
    counts = ", ".join(
        f"sum(occurrences) filter (regexp_matches(content, '{look.pattern}') "
        f"{look.also.format(_extract(look))})"
        for look in looks
    )
    row = connection.execute(
        f"""
        with contents as (
            select "{column}"::varchar as content, count(*) as occurrences
            from "{schema}"."{table}" group by all
        )
        select {counts} from contents
        """
    ).fetchone()
    return tuple(
        Leak(table, column, look.name, int(values))
        for look, values in zip(looks, row or (), strict=True)
        if values
    )


def _extract(look: _Look) -> str:
    return f"regexp_extract(content, '{look.pattern}')"
