"""Declarations are read as written, and a wrong one says where and what is valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from fugou.sources import Column, DeclarationError, Table, read_sources

GOOD = """
version: 2
sources:
  - name: crm
    config: {meta: {external_location: "bronze/{name}/*.parquet"}}
    tables:
      - name: members
        config: {meta: {delimiter: ";", encoding: gb18030}}
        columns:
          - name: member_id
            config: {meta: {required: true}}
          - name: phone
            description: Mobile phone.
            config: {meta: {identifier: phone, headers: ["手机号"]}}
  - name: fugou_bronze
    config: {meta: {internal: true}}
    tables:
      - name: _loads
"""


def declare(project: Path, text: str, folder: str = "crm") -> Path:
    path = project / "models" / "staging" / folder / "_sources.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return project


def test_a_declaration_is_read_whole_and_internal_sources_are_left_out(tmp_path: Path) -> None:
    sources = read_sources(declare(tmp_path, GOOD))
    assert list(sources) == ["crm"]
    columns = (Column("member_id", required=True), Column("phone", ("手机号",), False, "phone"))
    assert sources["crm"].tables == {"members": Table("members", columns, ";", "gb18030")}


def test_columns_say_whose_numbers_they_hold_and_which_rows_they_belong_to(tmp_path: Path) -> None:
    lines = """
      - name: visits
        columns:
          - name: member_id
            config: {meta: {part_of: members, member_of: crm}}
  - name: fugou_bronze"""
    text = GOOD.replace("\n  - name: fugou_bronze", lines)
    [column] = read_sources(declare(tmp_path, text))["crm"].tables["visits"].columns
    assert (column.part_of, column.member_of) == ("members", "crm")


def test_a_project_without_declarations_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path) == {}


@pytest.mark.parametrize("header", ["Phone", " phone ", "手机号", "PHONE"])
def test_headers_match_by_name_or_alias_without_case_and_spaces(header: str) -> None:
    table = Table("members", (Column("phone", ("手机号",)),))
    assert table.column_of(header) == "phone"
    assert table.column_of("telephone") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("identifier: phone", "identifer: phone", "unknown meta identifer; known: headers, id"),
        ("identifier: phone", "identifier: fon", "unknown identifier 'fon'; known: address"),
        ("encoding: gb18030", "encoding: utf-16", "unknown encoding 'utf-16'; known: utf-8"),
        ("required: true", "required: maybe", "required must be true or false, not 'maybe'"),
        ('delimiter: ";"', 'delimiter: "||"', "delimiter must be one character"),
        ('headers: ["手机号"]', "headers: 手机号", "headers must be a list"),
        ('headers: ["手机号"]', "headers: [MEMBER_ID]", "belongs to two columns"),
        ("name: phone", "name: Member_ID", "belongs to two columns"),
        ("name: phone", "name: member_id", "member_id is declared twice"),
        ("name: phone", "name: _row", "name must match"),
        ("name: members", "name: Members", "name must match"),
        ("config: {meta: {required: true}}", "meta: {required: true}", "write meta below config"),
        ("    tables:\n      - name: members", "    tables: []\n    x:\n      - name: m", "tables"),
        ("internal: true", "intern: true", "known: external_location, internal"),
        ("name: fugou_bronze\n    config: {meta: {internal: true}}", "name: x", "name must match"),
        ("required: true", "member_of: CRM shop", "member_of must match"),
        ("required: true", "part_of: orders", "part_of must name a table with a column member_id"),
        ("sources:", "sources: [}", "is not YAML"),
        ("sources:", "source:", "sources must be a list"),
    ],
)
def test_a_wrong_declaration_says_where_and_what_is_valid(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    project = declare(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(DeclarationError, match=r"models/staging/crm/_sources\.yml") as wrong:
        read_sources(project)
    assert message in str(wrong.value)


def test_one_source_in_two_folders_is_refused(tmp_path: Path) -> None:
    declare(declare(tmp_path, GOOD), GOOD, "crm_again")
    with pytest.raises(DeclarationError, match="crm: declared twice"):
        read_sources(tmp_path)
