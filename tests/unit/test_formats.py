"""Every format and encoding gives the same text, and what cannot be read is named, not guessed."""

from __future__ import annotations

import json
import tempfile
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugou.formats import (
    LINE_BYTES,
    Batch,
    RejectedFileError,
    inspect_file,
    read_records,
    to_text,
)
from fugou.sources import Column, Table

TABLE = Table("people", (Column("id", required=True), Column("name", ("姓名",)), Column("note")))

Rows = list[tuple[int, str | None, str | None, str | None]]


def read(path: Path, table: Table = TABLE) -> tuple[Rows, dict[int, str], list[Batch]]:
    """Read a file.

    Returns:
        Good rows as (row, id, name, note), reasons by bad row, and the batches.
    """
    batches = list(read_records(path, table, inspect_file(path, table)))
    rows: Rows = []
    bad: dict[int, str] = {}
    for batch in batches:
        nothing = [None] * len(batch.rows)
        columns = [
            batch.columns[name].to_pylist() if name in batch.columns else nothing
            for name in ("id", "name", "note")
        ]
        rows += zip(batch.rows.to_pylist(), *columns, strict=True)
        bad |= {row.row: row.reason for row in batch.bad_rows}
    assert sum(batch.records for batch in batches) == len(rows) + len(bad)
    return rows, bad, batches


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def csv_rows(tmp_path: Path, content: str | bytes) -> tuple[Rows, dict[int, str]]:
    rows, bad, _ = read(written(tmp_path / "people.csv", content))
    return rows, bad


CHINESE = "id,姓名,note\n1,王小明,你好\n2,李女士,\n"
CHINESE_ROWS: Rows = [(2, "1", "王小明", "你好"), (3, "2", "李女士", None)]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_chinese_reads_the_same_in_every_encoding(
    tmp_path: Path, encoding: str, found: str
) -> None:
    path = written(tmp_path / "people.csv", CHINESE, encoding)
    assert inspect_file(path, TABLE).encoding == found
    assert read(path)[:2] == (CHINESE_ROWS, {})


def test_a_declared_encoding_is_followed(tmp_path: Path) -> None:
    table = Table("people", TABLE.columns, encoding="big5")
    path = written(tmp_path / "people.csv", "id,name\n1,陳\n", "big5")
    assert read(path, table)[0] == [(2, "1", "陳", None)]


def test_four_byte_characters_of_gb18030_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", "id,name\n1,㐀𠀀王小明\n", "gb18030")
    assert read(path)[0] == [(2, "1", "㐀𠀀王小明", None)]


def test_one_broken_byte_in_utf8_costs_its_row_and_nothing_else(tmp_path: Path) -> None:
    content = "id,name\n1,王小明\n2,李女士\n3,张\n".encode().replace("女".encode(), b"\xe5\xa5")
    assert csv_rows(tmp_path, content) == (
        [(2, "1", "王小明", None), (4, "3", "张", None)],
        {3: "not utf-8"},
    )


def test_a_broken_byte_in_the_only_chinese_line_makes_no_wrong_characters(tmp_path: Path) -> None:
    content = "id,name\n1,王小明的朋友\n".encode().replace("明".encode(), b"\xe6\x98")
    assert csv_rows(tmp_path, content) == ([], {2: "not utf-8"})


def test_a_broken_byte_in_gb18030_costs_its_row(tmp_path: Path) -> None:
    content = "id,name\n1,王小明\n2,李\n".encode("gb18030").replace(b"2,", b"2,\xff")
    assert csv_rows(tmp_path, content) == ([(2, "1", "王小明", None)], {3: "not gb18030"})


def test_a_utf8_line_among_gb18030_makes_no_wrong_characters(tmp_path: Path) -> None:
    content = "id,name\n1,中国人民\n2,你好朋友\n".encode("gb18030") + "3,张三\n".encode()
    assert "张三".encode().decode("gb18030") == "寮犱笁"
    rows, bad = csv_rows(tmp_path, content)
    assert [row[2] for row in rows] == ["中国人民", "你好朋友"]
    assert bad == {4: "UTF-8 in a file of GB18030"}


def test_a_gb18030_word_that_happens_to_be_utf8_is_read(tmp_path: Path) -> None:
    assert "女".encode("gb18030").decode() == "Ů"
    content = "id,name\n1,王小明\n2,女\n".encode("gb18030")
    assert csv_rows(tmp_path, content)[0][1] == (3, "2", "女", None)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_rejected_with_what_to_do(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(RejectedFileError, match="save it as UTF-8"):
        read(written(tmp_path / "people.csv", CHINESE, encoding))


def test_encoding_is_found_across_the_borders_of_chunks(tmp_path: Path) -> None:
    content = "id,name\n" + "".join(f"{i},王\n" for i in range(300_000))
    path = written(tmp_path / "people.csv", content)
    assert inspect_file(path, TABLE).encoding == "utf-8"
    rows, bad, batches = read(path)
    assert (len(rows), bad) == (300_000, {})
    assert rows[-1] == (300_001, "299999", "王", None)
    assert max(len(batch.rows) for batch in batches) == 65_536


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('1,12" ruler,x', '12" ruler'),
        ('1,"a ""b"" c",x', 'a "b" c'),
        ('1,"a,b",x', "a,b"),
        ('1,"a\nb\n\nc",x', "a\nb\n\nc"),
        ('1,"a\r\nb",x\r', "a\nb"),
        ("1, a ,x", " a "),
        ('1,"",x', None),
        ("1,,x", None),
    ],
)
def test_csv_values_are_read_as_meant(tmp_path: Path, line: str, name: str | None) -> None:
    rows, bad = csv_rows(tmp_path, f"id,name,note\n{line}\n2,b,y\n")
    assert rows == [(2, "1", name, "x"), (3 + line.count("\n"), "2", "b", "y")]
    assert bad == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,a", "2 values for 3 columns"),
        ("1,a,b,c", "4 values for 3 columns"),
        ('1,"a"b,c', "wrong quoting"),
        ('1,"a,c', "unclosed quote"),
        ("1,a\rb,c", "wrong quoting"),
        ('1,"a\nb"', "2 values for 3 columns"),
    ],
)
def test_a_bad_csv_record_goes_alone(tmp_path: Path, line: str, reason: str) -> None:
    rows, bad = csv_rows(tmp_path, f"id,name,note\n0,z,z\n{line}\n2,b,y\n")
    assert [row[1] for row in rows] == ["0", "2"]
    assert bad == {3: reason}


def test_a_stray_quote_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    lines = [f"{i},n{i},x" for i in range(1, 301)]
    lines[9] = '10,"n10,x'
    lines[299] = '300,"n,x'
    rows, bad = csv_rows(tmp_path, "id,name,note\n" + "\n".join(lines))
    assert bad == {11: "unclosed quote", 301: "unclosed quote"}
    assert [row[1] for row in rows] == [str(i) for i in range(1, 300) if i != 10]


def test_a_stray_quote_before_quoted_rows_costs_one_row(tmp_path: Path) -> None:
    rows, bad = csv_rows(tmp_path, 'id,name,note\n1,"a,x\n2,"b",y\n3,c,z\n')
    assert [row[1] for row in rows] == ["2", "3"]
    assert bad == {2: "wrong quoting"}


def test_a_value_may_span_a_hundred_lines_and_no_more(tmp_path: Path) -> None:
    value = "\n".join("x" * 100)
    assert csv_rows(tmp_path, f'id,name,note\n1,"{value}",y\n')[0] == [(2, "1", value, "y")]
    rows, bad = csv_rows(tmp_path, 'id,name,note\n1,"' + "x\n" * 200 + '",y\n')
    assert (rows, bad[2]) == ([], "unclosed quote")


def test_a_broken_byte_in_a_value_of_two_lines_costs_the_whole_record(tmp_path: Path) -> None:
    content = 'id,name,note\n1,"王\n小\n明",x\n2,李,y\n'.encode().replace("小".encode(), b"\xe5")
    assert csv_rows(tmp_path, content) == ([(5, "2", "李", "y")], {2: "not utf-8"})


def test_a_line_over_the_limit_is_set_aside(tmp_path: Path) -> None:
    content = b"id,name\n1," + b"x" * LINE_BYTES + b"\n2,b\n"
    assert csv_rows(tmp_path, content) == ([(3, "2", "b", None)], {2: "line over 16 MiB"})


def test_a_quoted_value_of_a_megabyte_is_read(tmp_path: Path) -> None:
    value = "x," * 500_000
    assert csv_rows(tmp_path, f'id,name\n1,"{value}"\n')[0] == [(2, "1", value, None)]


def test_blank_lines_are_no_rows_and_still_count_as_lines(tmp_path: Path) -> None:
    assert csv_rows(tmp_path, "\nid,name\n\n1,a\n\n\n2,b\n\n") == (
        [(4, "1", "a", None), (7, "2", "b", None)],
        {},
    )


@pytest.mark.parametrize("content", ["", "\n\n", "id,name,note", "id,name,note\n"])
def test_a_file_without_rows_is_read(tmp_path: Path, content: str) -> None:
    assert csv_rows(tmp_path, content) == ([], {})


def test_tabs_separate_tsv_and_the_declared_delimiter_separates_txt(tmp_path: Path) -> None:
    table = Table("people", TABLE.columns, delimiter="|")
    assert read(written(tmp_path / "a.tsv", "id\tname\n1\ta|b\n"))[0] == [(2, "1", "a|b", None)]
    # In GB18030 the second byte of this character is that of '|'.
    path = written(tmp_path / "a.txt", "id|name\n1|\u9f86\n2|王小明\n", "gb18030")
    assert read(path, table)[0] == [(2, "1", "\u9f86", None), (3, "2", "王小明", None)]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("id,name,NAME ", "same header"),
        ("id,x,x", "same header"),
        ("id,name,姓名", "two headers mean the column name"),
        ("name,note", "lacks the required column id"),
        ("a,b,c", "no declared column"),
        ('id,"name', "header cannot be read: unclosed quote"),
        ("id\rname", "header cannot be read"),
    ],
)
def test_a_wrong_header_rejects_the_file(tmp_path: Path, header: str, reason: str) -> None:
    with pytest.raises(RejectedFileError, match=reason):
        csv_rows(tmp_path, f"{header}\n1,2,3\n")


def test_a_header_that_does_not_decode_rejects_the_file(tmp_path: Path) -> None:
    with pytest.raises(RejectedFileError, match="header cannot be read: not utf-8"):
        csv_rows(tmp_path, b"id,name,n\xffote\n" + "1,王小明,x\n".encode())


def test_undeclared_columns_are_named_unless_the_name_looks_like_a_value(tmp_path: Path) -> None:
    content = "id,城市,13800138000,a@b.cn,,\n1,2,3,4,5,6\n"
    rows, _, batches = read(written(tmp_path / "people.csv", content))
    assert rows == [(2, "1", None, None)]
    assert batches[-1].undeclared == ("城市", "(withheld)", "(unnamed)")
    assert list(batches[-1].columns) == ["id"]


def json_rows(tmp_path: Path, *lines: str) -> tuple[Rows, dict[int, str]]:
    rows, bad, _ = read(written(tmp_path / "people.jsonl", "\n".join(lines)))
    return rows, bad


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"a"', "a"),
        ('""', ""),
        ("null", None),
        ("true", "true"),
        ("12.30", "12.30"),
        ("0.1000000000000000055", "0.1000000000000000055"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ('{"a": [1.50, "王", null, true]}', '{"a":[1.50,"王",null,true]}'),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_json_values_keep_every_digit(tmp_path: Path, value: str, text: str | None) -> None:
    assert json_rows(tmp_path, f'{{"id": 1, "name": {value}}}') == ([(1, "1", text, None)], {})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": 1', "not JSON"),
        ('{"id": NaN}', "NaN is no JSON number"),
        ('{"id": -Infinity}', "-Infinity is no JSON number"),
        ("[1]", "no JSON object"),
        ("7", "no JSON object"),
        ('{"id": 1, "id": 2}', "a key stands twice"),
        ('{"id": 1, "name": "a", "姓名": "b"}', "two keys mean the column name"),
        ('{"id": "\\ud800"}', "half of a surrogate pair"),
        ('{"id": ["\\ud800"]}', "half of a surrogate pair"),
        ('{"id": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_a_bad_json_line_goes_alone(tmp_path: Path, line: str, reason: str) -> None:
    rows, bad = json_rows(tmp_path, '{"id": 1}', line, "", '{"id": 2}')
    assert rows == [(1, "1", None, None), (4, "2", None, None)]
    assert list(bad) == [2]
    assert reason in bad[2]


def test_json_keys_may_differ_from_line_to_line(tmp_path: Path) -> None:
    rows, bad = json_rows(tmp_path, '{"id": 1, "note": "x"}', '{"姓名": "王", "id": 2, "z": 0}')
    assert rows == [(1, "1", None, "x"), (2, "2", "王", None)]
    assert bad == {}


def test_json_in_gb18030_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "people.ndjson", '{"id": 1, "姓名": "王小明"}\n', "gb18030")
    assert read(path)[0] == [(1, "1", "王小明", None)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [('[\n{"id": 1}\n]', "one object per line"), ('{"name": "a"}', "required column id")],
)
def test_json_that_is_no_table_is_rejected(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(RejectedFileError, match=reason):
        read(written(tmp_path / "people.json", content))


def as_text(values: list[Any], kind: pa.DataType) -> list[str | None]:
    text, faults = to_text(pa.array(values, kind))
    assert faults == {}
    texts: list[str | None] = text.to_pylist()
    return texts


MOMENT = datetime(2026, 11, 21, 17, 30)


@pytest.mark.parametrize(
    ("kind", "values", "texts"),
    [
        (pa.int64(), [1, -(2**63), None], ["1", "-9223372036854775808", None]),
        (
            pa.float64(),
            [13800138000.0, 0.1, 1e20, 1e-7, float("nan"), None],
            ["13800138000", "0.1", "100000000000000000000", "0.0000001", None, None],
        ),
        (pa.float32(), [0.1, 16777216.0], ["0.1", "16777216"]),
        (pa.float16(), [0.5], ["0.5"]),
        (pa.decimal128(20, 7), [Decimal("0.0000001"), Decimal("1.5")], ["0.0000001", "1.5000000"]),
        (pa.decimal128(9, -2), [Decimal("1200")], ["1200"]),
        (pa.bool_(), [True, False, None], ["true", "false", None]),
        (pa.date32(), [date(2026, 11, 22)], ["2026-11-22"]),
        (pa.date64(), [date(2026, 11, 22)], ["2026-11-22"]),
        (pa.timestamp("s"), [MOMENT], ["2026-11-21 17:30:00"]),
        (
            pa.timestamp("ns"),
            [MOMENT.replace(microsecond=500_000), MOMENT, None],
            ["2026-11-21 17:30:00.500000", "2026-11-21 17:30:00", None],
        ),
        (
            pa.timestamp("us", "Asia/Shanghai"),
            [MOMENT.replace(tzinfo=UTC), None],
            ["2026-11-21 17:30:00+00:00", None],
        ),
        (pa.timestamp("us"), [datetime(1960, 1, 2, 3, 4, 5, 1)], ["1960-01-02 03:04:05.000001"]),
        (pa.list_(pa.int64()), [[1, 2], None], ["[1,2]", None]),
        (pa.struct([("a", pa.string())]), [{"a": "王"}], ['{"a":"王"}']),
        (pa.dictionary(pa.int8(), pa.float64()), [1.0, None], ["1", None]),
        (pa.large_string(), ["王", None], ["王", None]),
        (pa.string_view(), ["王", None], ["王", None]),
        (pa.binary(), ["王".encode(), None], ["王", None]),
        (pa.binary(2), [b"ab"], ["ab"]),
        (pa.null(), [None], [None]),
        (pa.uuid(), [uuid.UUID(int=7).bytes], ["00000000-0000-0000-0000-000000000007"]),
    ],
)
def test_parquet_types_become_plain_text(
    kind: pa.DataType, values: list[Any], texts: list[str | None]
) -> None:
    assert as_text(values, kind) == texts


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
@settings(deadline=None)
def test_the_text_of_a_double_is_plain_and_reads_back_exactly(values: list[float]) -> None:
    for value, text in zip(values, as_text(values, pa.float64()), strict=True):
        assert text is not None
        assert "e" not in text
        assert float(text) == value


def test_parquet_rows_that_are_no_text_or_no_number_go_alone(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    raw = pa.array([b"a", b"\xff", None, b"d"], pa.binary())
    content = {"id": raw.view(pa.string()), "note": [1.0, 2.0, float("inf"), 4.5]}
    pq.write_table(pa.table(content), path)
    rows, bad, _ = read(path)
    assert rows == [(1, "a", None, "1"), (4, "d", None, "4.5")]
    assert bad == {2: "id: not utf-8", 3: "note: infinite number"}


def test_parquet_numbers_its_rows_across_groups(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table({"id": range(7), "z": range(7)}), path, row_group_size=3)
    rows, _, batches = read(path)
    assert rows == [(i + 1, str(i), None, None) for i in range(7)]
    assert batches[-1].undeclared == ("z",)


def test_parquet_without_rows_is_read(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": pa.array([], pa.int64())}), tmp_path / "people.parquet")
    assert read(tmp_path / "people.parquet")[0] == []


def workbook(path: Path, sheets: Mapping[str, Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_xlsx_cells_become_plain_text(tmp_path: Path) -> None:
    rows = [
        ["id", "姓名", "note"],
        [1, "王", 13800138000.0],
        [],
        [2, None, True],
        [3.5, datetime(2026, 11, 21, 17, 30), None, None],
        [4, date(2026, 11, 22), "x"],
        [None, None, None],
    ]
    assert read(workbook(tmp_path / "people.xlsx", {"a": rows}))[:2] == (
        [
            (2, "1", "王", "13800138000"),
            (4, "2", None, "true"),
            (5, "3.5", "2026-11-21 17:30:00", None),
            (6, "4", "2026-11-22 00:00:00", "x"),
        ],
        {},
    )


def test_bad_xlsx_rows_go_alone(tmp_path: Path) -> None:
    rows = [["id", "name"], [1, "a"], [2, "b", "c"], ["#N/A", "d"], [5, "e"]]
    good, bad, _ = read(workbook(tmp_path / "people.xlsx", {"a": rows}))
    assert good == [(2, "1", "a", None), (5, "5", "e", None)]
    assert bad == {3: "3 values for 2 columns", 4: "a cell shows an error"}


def test_every_sheet_of_a_workbook_is_read_under_its_name(tmp_path: Path) -> None:
    sheets = {"一": [["id"], [1]], "empty": [], "二": [["note", "id"], ["x", 2], ["y", 3, 4]]}
    _, _, batches = read(workbook(tmp_path / "people.xlsx", sheets))
    assert [(batch.sheet, batch.columns["id"].to_pylist()) for batch in batches] == [
        (None, ["1"]),
        ("二", ["2"]),
    ]
    assert [bad.sheet for bad in batches[1].bad_rows] == ["二"]


def test_an_empty_workbook_is_read(tmp_path: Path) -> None:
    assert read(workbook(tmp_path / "people.xlsx", {"a": []}))[0] == []


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    path = workbook(tmp_path / "whole.xlsx", {"a": [["id", "name"], [1, "a"], [2, "b"]]})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "lies.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B3"', b'ref="A1:A1"'))
    assert read(tmp_path / "lies.xlsx")[0] == [(2, "1", "a", None), (3, "2", "b", None)]


@pytest.mark.parametrize(("cell", "text"), [("7.0", "7"), ("1.38E+17", "138000000000000000")])
def test_whole_numbers_of_a_sheet_lose_point_and_exponent(
    tmp_path: Path, cell: str, text: str
) -> None:
    path = workbook(tmp_path / "whole.xlsx", {"a": [["id"], [77]]})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "people.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>77</v>", f"<v>{cell}</v>".encode()))
    assert read(tmp_path / "people.xlsx")[0] == [(2, text, None, None)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("people.parquet", b"PAR1 and then nothing", "not a readable Parquet file"),
        ("people.parquet", b"", "not a readable Parquet file"),
        ("people.xlsx", b"PK\x03\x04 and then nothing", "not a readable XLSX workbook"),
        ("people.xlsx", b"id,name\n1,a\n", "not a readable XLSX workbook"),
        ("people.xls", b"\xd0\xcf", "unknown format; known: .csv"),
        ("people", b"id\n1\n", "unknown format; known: .csv"),
    ],
)
def test_a_broken_container_is_rejected(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(RejectedFileError, match=reason):
        read(written(tmp_path / name, content))


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_truncated_containers_are_rejected(tmp_path: Path, kept: float) -> None:
    whole = tmp_path / "people.parquet"
    pq.write_table(pa.table({"id": range(1000)}), whole)
    book = workbook(tmp_path / "people.xlsx", {"a": [["id"], *([i] for i in range(1000))]})
    for path in (whole, book):
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * kept)])
        with pytest.raises(RejectedFileError, match="not a readable"):
            read(path)


def test_parquet_damaged_inside_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table({"id": [str(i) * 9 for i in range(9000)]}), path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[1000:3000] = b"\xff" * 2000
    path.write_bytes(content)
    with pytest.raises(RejectedFileError, match="not a readable Parquet file"):
        read(path)


SECRET = "13912345678"


def test_reasons_quote_no_value(tmp_path: Path) -> None:
    csv = f'id,name\n{SECRET}\n"{SECRET}"x,\n"{SECRET},\n'
    lines = [f'{{"id": "{SECRET}"', json.dumps({SECRET: {"a": SECRET}})[:-1], f'"{SECRET}"']
    reasons = [*csv_rows(tmp_path, csv)[1].values(), *json_rows(tmp_path, *lines)[1].values()]
    assert len(reasons) == 6
    assert SECRET not in "".join(reasons)


CELL = st.text(st.sampled_from('a",;\n\r王\\ '), max_size=6)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4).map(",".join), max_size=12))
@settings(deadline=None, max_examples=300)
def test_no_row_of_a_dirty_csv_is_lost(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "people.csv", "id,name,note\n" + "\n".join(lines))
        rows, bad, _ = read(path)
    numbers = sorted([*(row[0] for row in rows), *bad])
    assert len(numbers) == len(set(numbers))
    physical = enumerate("\n".join(lines).split("\n"), start=2)
    filled = [number for number, line in physical if line.removesuffix("\r")]
    assert numbers == filled if '"' not in "".join(lines) else set(numbers) <= set(filled)
