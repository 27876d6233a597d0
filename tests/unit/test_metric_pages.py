"""The metric pages of the docs are those of the definitions."""

from __future__ import annotations

from pathlib import Path

from fugou.metric_pages import PAGES, metric_pages, write_pages


def test_the_pages_are_written_from_the_definitions_of_today() -> None:
    told = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    assert told == metric_pages(), "write them anew: python -m fugou.metric_pages"


def test_a_metric_is_told_in_both_languages_with_its_unit_and_split() -> None:
    page = metric_pages()["repurchase.md"]
    assert "## 复购率 · Repurchase rate\n`repurchase_rate`\n" in page
    assert "新老客 `buyer_type`" in page


def test_a_page_of_an_area_that_is_no_more_goes(tmp_path: Path) -> None:
    (tmp_path / "yesterday.md").write_text("gone", encoding="utf-8")
    write_pages(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(metric_pages())
