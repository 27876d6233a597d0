"""Any published number can be explained, and our own numbers do not contradict each other."""

from __future__ import annotations

import re

import pytest
from command_line import fugou
from warehouse import Warehouse

from fugou.contradictions import find_contradictions, read_rules
from fugou.settings import PROJECT_DIR
from fugou.statements import own_statements


@pytest.fixture(scope="module")
def explained(demo_brand: Warehouse) -> str:
    return fugou(
        demo_brand.workspace.home, "explain", "repurchase_rate", "2025-Q3", "channel=store"
    )


def test_explain_tells_definition_value_base_interval_lineage_and_restatements(
    demo_brand: Warehouse, explained: str
) -> None:
    [(numerator, denominator, value, low, high)] = demo_brand.rows(
        "select numerator::int, denominator::int, value, interval_low, interval_high"
        " from fugou.marts.kpi_values where metric_id = 'repurchase_rate' and grain = 'quarter'"
        " and period_start = date '2025-07-01' and dimension = 'channel'"
        " and dimension_value = 'store'"
    )
    told = " ".join(explained.split())
    assert "复购率 Repurchase rate · 2025-Q3 (quarter) · channel = store" in told
    assert f"数值 value {value:.2%}" in told
    assert f"分子 numerator {numerator}" in told
    assert f"分母 denominator {denominator}" in told
    assert f"{low:.2%} to {high:.2%}" in told
    assert "环比 period before" in told
    assert "int_kpi_buyers" in told
    assert "restatements: none since its period was closed" in told


def test_a_number_is_called_by_its_chinese_names_too(demo_brand: Warehouse, explained: str) -> None:
    words = ("复购率", "2025-Q3", "渠道=门店")
    assert fugou(demo_brand.workspace.home, "explain", *words) == explained


def test_no_word_of_the_definition_is_cut(demo_brand: Warehouse, explained: str) -> None:
    [formulas] = demo_brand.rows(
        "select formula_zh, formula_en from fugou.marts.kpi_definitions"
        " where metric_id = 'repurchase_rate'"
    )
    told = "".join(explained.split())
    assert ["".join(formula.split()) in told for formula in formulas] == [True, True]


def test_the_lineage_ends_at_the_landed_tables_of_orders(explained: str) -> None:
    sources = " ".join(explained[explained.index("sources") :].split())
    assert {"shop.orders", "store.receipts"} <= set(re.findall(r"[a-z_]+\.[a-z_]+", sources))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["repurchase_rate", "yesterday"], "names no period"),
        (["repurchase_rate", "2025-Q3", "channel"], "is no dimension with its value"),
        (
            ["repurchase_rates", "2025-Q3"],
            "no such metric: repurchase_rates; near to it: repurchase",
        ),
        (["ltv_predicted", "2025-Q3"], "not published yet"),
        (["kpi_alert", "2025-Q3"], "it stands in kpi_alerts"),
        (["repurchase_rate", "2025-Q3", "channel=moon"], "there are: "),
    ],
)
def test_a_number_that_is_none_is_refused_with_what_there_is(
    demo_brand: Warehouse, words: list[str], message: str
) -> None:
    with pytest.raises(AssertionError, match=message):
        fugou(demo_brand.workspace.home, "explain", *words)


def test_what_is_published_does_not_contradict_itself(demo_brand: Warehouse) -> None:
    stated = own_statements(demo_brand.workspace.published_file)
    found = find_contradictions(stated, read_rules(PROJECT_DIR / "seeds"))
    assert [(one.check, [s.label for s in one.statements][:3], one.why_en) for one in found] == []
