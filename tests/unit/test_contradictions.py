"""Stated numbers that cannot hold together are found; those that merely look odd are not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from fugou.cli import app
from fugou.contradictions import (
    Contradiction,
    find_contradictions,
    read_rules,
)
from fugou.settings import PROJECT_DIR
from fugou.statements import (
    Range,
    StatementsError,
    read_names,
    read_statements,
)

_SEEDS = PROJECT_DIR / "seeds"
_NAMES = read_names(_SEEDS, ())
_FIGURES = Path(__file__).with_name("field_figures.csv")


def check(tmp_path: Path, *rows: str) -> list[Contradiction]:
    """Check rows of metric, period, dimension, its value, value, numerator, denominator."""
    file = tmp_path / "report.csv"
    header = "metric,period,dimension,dimension_value,value,numerator,denominator"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    return check_file(file)


def check_file(file: Path) -> list[Contradiction]:
    rules = read_rules(_SEEDS)
    others = [name for one in rules.relations for name in one.metrics]
    statements, aside = read_statements(file, read_names(_SEEDS, others))
    assert aside == []
    return find_contradictions(statements, rules)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("42%", 0.415, 0.425),
        ("40.7%", 0.4065, 0.4075),
        ("0.42", 0.415, 0.425),
        ("2100", 2100, 2100),
        ("128,000", 128_000, 128_000),
        ("12.8万", 127_500, 128_500),
        ("1.2 m", 1_150_000, 1_250_000),
        ("-12%", -0.125, -0.115),
        ("12.8万人", 127_500, 128_500),
        ("2100 元", 2100, 2100),
        ("1,204,000.5", 1_204_000.45, 1_204_000.55),
        # As programs write small doubles
        ("8.6e-06", 0.000_008_55, 0.000_008_65),
    ],
)
def test_a_printed_number_is_what_rounds_to_it(text: str, low: float, high: float) -> None:
    found = Range.parse(text)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize("text", ["42,5", "0,425", "1,23,456", "12,8000", "12345,678", "1,204,5%"])
def test_a_comma_that_may_be_a_decimal_one_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number; a comma .* may be a decimal one"):
        Range.parse(text)


@pytest.mark.parametrize(
    ("rows", "check_name"),
    [
        (["repurchase_rate,2025,,,120%,,"], "bounds"),
        # 2,100 of 7,000 are 30 %, not 35 %: the base is 6,000
        (["repurchase_rate,2025,,,35%,2100,7000"], "base"),
        (["repurchase_rate,2025,,,100%,11,10"], "base"),
        (["buyers,2025,,,100,,", "buyers,2025,buyer_type,old,101,,"], "parts"),
        (
            [
                "new_user_source_share,2025,source,ads,60%,,",
                "new_user_source_share,2025,source,kol,45%,,",
            ],
            "parts",
        ),
        # 500 of nobody, and 1,000 of 10 orders are 100 each.
        (["repurchase_rate,2025,,,42%,500,0"], "base"),
        (["average_order_value,2025,,,300,1000,10"], "base"),
        (["old_buyer_revenue_share,2025,,,140%,,"], "bounds"),
        (
            [
                "net_revenue,2025,,,100,,",
                "net_revenue,2025,channel,online,80,,",
                "net_revenue,2025,渠道,store,50,,",
            ],
            "parts",
        ),
        (
            [
                "tier_revenue_share,2025,value_tier,core,60%,,",
                "tier_revenue_share,2025,value_tier,active,55%,,",
            ],
            "parts",
        ),
        # Between 31 % and 58 % there is no 60 %.
        (
            [
                "repurchase_rate,2025,,,60%,,",
                "repurchase_rate_old,2025,,,58%,,",
                "repurchase_rate_new,2025,,,31%,,",
            ],
            "mix",
        ),
        # 42, 58 and 31 imply that 40.7 % of buyers are old.
        (
            [
                "repurchase_rate,2025,,,42%,,",
                "repurchase_rate_old,2025,,,58%,,",
                "repurchase_rate_new,2025,,,31%,,",
                "returning_buyer_share,2025,,,55%,,",
            ],
            "mix",
        ),
        (
            [
                "repurchase_rate_within_30_days,2025-01,,,20%,,",
                "repurchase_rate_within_90_days,2025-01,,,18%,,",
            ],
            "rises",
        ),
        (
            [
                "user_retention_on_or_after_30,2025-01,,,40%,,",
                "user_retention_on_or_after_90,2025-01,,,45%,,",
            ],
            "falls",
        ),
        (["buyers,2025,,,50,,", "new_buyers,2025,,,60,,"], "at_most"),
        # 1,000 orders of 280 are 280,000.
        (
            [
                "orders,2025,,,1000,,",
                "average_order_value,2025,,,280,,",
                "net_revenue,2025,,,300000,,",
            ],
            "product",
        ),
        (["orders,2025,,,100,,", "orders,2025-Q1,,,60,,", "orders,2025-Q2,,,50,,"], "periods"),
        (
            ["orders,2025-11,,,100,,", "orders,2025-11-11,,,60,,", "orders,2025-11-12,,,50,,"],
            "periods",
        ),
        (
            [
                "net_revenue,2025-Q1,,,500,,",
                *(f"net_revenue,2025-{month},,,300,," for month in ("01", "02", "03")),
            ],
            "periods",
        ),
        (
            [
                "buyers,2025-Q1,,,9000,,",
                *(f"buyers,2025-{month},,,1000,," for month in ("01", "02", "03")),
            ],
            "periods",
        ),
        (["buyers,2025,,,50,,", "buyers,2025,,,60,,"], "twice"),
        # New and old buyers are all buyers, whatever their numbers.
        (
            [
                "repurchase_rate,2025,,,60%,,",
                "repurchase_rate,2025,buyer_type,new,20%,,",
                "repurchase_rate,2025,buyer_type,old,55%,,",
            ],
            "mix",
        ),
        (["buyers,2025,,,50,,", "buyers,2025-Q3,,,60,,"], "within"),
        (["buyers,2025-11,,,50,,", "buyers,2025-W47,,,60,,"], "within"),
        (["buyers,2025,,,50,,", "buyers,2025-Q3,,,60,,", "buyers,2025-Q3,,,60,,"], "within"),
        # Who buys online and in stores is in both parts, but nobody is in a part and not in all.
        (
            [
                "buyers,2025,,,100,,",
                "buyers,2025,channel,online,101,,",
                "buyers,2025,channel,store,70,,",
            ],
            "parts",
        ),
        (["orders,2025,,,100,,", "orders,2025,category,shoes,101,,"], "parts"),
        # 60 and 50 are 110 of 100, however often the 60 are told.
        (
            [
                "buyers,2025,,,100,,",
                "buyers,2025,buyer_type,old,60,,",
                "buyers,2025,buyer_type,old,60,,",
                "buyers,2025,buyer_type,new,50,,",
            ],
            "parts",
        ),
    ],
)
def test_what_cannot_hold_together_is_found(
    tmp_path: Path, rows: list[str], check_name: str
) -> None:
    (found,) = check(tmp_path, *rows)
    assert found.check == check_name
    assert found.why_zh
    assert found.why_en


@pytest.mark.parametrize(
    "rows",
    [
        # A quarter may lie above its year in the window form.
        ["repurchase_rate,2024,,,42%,,", "repurchase_rate,2024-Q4,,,48%,,"],
        ["repurchase_rate,2025,,,35%,2100,6000"],
        # 33.3 % and 66.7 % and 0.1 % may be 100 % before rounding; so may three times 33.4 %.
        [f"new_user_source_share,2025,source,{name},33.3%,," for name in ("ads", "kol", "other")],
        # Fewer are mature for 90 days: another base, another rate.
        [
            "repurchase_rate_within_30_days,2025-01,,,20%,20,100",
            "repurchase_rate_within_90_days,2025-01,,,18%,9,50",
        ],
        [
            "repurchase_rate,2025,,,42%,,",
            "repurchase_rate_old,2025,,,58%,,",
            "repurchase_rate_new,2025,,,31%,,",
            "returning_buyer_share,2025,,,41%,,",
        ],
        ["orders,2025,,,110,,", "orders,2025-Q1,,,60,,", "orders,2025-Q2,,,50,,"],
        ["buyers,2024,,,50,,", "new_buyers,2025,,,60,,"],
        # Of two channels a third may be left out.
        [
            "repurchase_rate,2025,,,60%,,",
            "repurchase_rate,2025,source,ads,20%,,",
            "repurchase_rate,2025,source,kol,55%,,",
        ],
        # The week of New Year's Eve lies in two years.
        ["buyers,2025,,,50,,", "buyers,2026-W01,,,60,,"],
        # People with a live relationship may be fewer at the end of the year than in summer.
        ["total_users,2025,,,50,,", "total_users,2025-Q3,,,60,,"],
        # 60 old and 40 new buyers are 100, however often the 60 are told.
        [
            "buyers,2025,,,100,,",
            "buyers,2025,buyer_type,old,60,,",
            "buyers,2025,buyer_type,old,60,,",
            "buyers,2025,buyer_type,new,40,,",
        ],
        [
            "new_user_source_share,2025,source,ads,60%,,",
            "new_user_source_share,2025,source,ads,60%,,",
            "new_user_source_share,2025,source,kol,40%,,",
        ],
        # 50 of 100 buy online and in stores.
        [
            "buyers,2025,,,100,,",
            "buyers,2025,channel,online,80,,",
            "buyers,2025,channel,store,70,,",
        ],
        # Who is new in a store may be an old buyer of the brand.
        ["new_buyers,2025,,,100,,", "new_buyers,2025,store,S1,101,,"],
        # From -10,500 / 950 to -9,500 / 1,050, which is from -11.1 to -9.0.
        ["net_revenue_per_buyer,2025,,,-11,-1.0万,1.0k"],
    ],
)
def test_what_can_hold_together_is_left_alone(tmp_path: Path, rows: list[str]) -> None:
    assert check(tmp_path, *rows) == []


@pytest.mark.parametrize(
    ("row", "base"),
    [
        # 850 / 0.4255 is 1,997.65 and 850 / 0.4245 is 2,002.36.
        ("repurchase_rate,2025,,,42.5%,850,2100", "a base of 1,997.6–2,002.4"),
        # 0 % is less than half a percent, of which 500 are at least 100,000.
        ("repurchase_rate,2025,,,0%,500,1000", "a base of at least 100,000.0"),
        ("repurchase_rate,2025,,,0,500,1000", "no base"),
        ("repurchase_rate,2025,,,5%,0,1000", "no base"),
        ("net_revenue_per_buyer,2025,,,-5,-1000,100", "a base of 200.0"),
    ],
)
def test_the_base_that_a_ratio_implies_is_what_its_rounding_allows(
    tmp_path: Path, row: str, base: str
) -> None:
    (found,) = check(tmp_path, row)
    assert found.why_en.endswith(f"the stated ratio implies {base}")
    assert "nan" not in found.why_zh


def test_of_the_published_field_figures_the_top_tenth_cannot_bring_more_than_the_top_fifth() -> (
    None
):
    (found,) = check_file(_FIGURES)
    assert {one.metric_id for one in found.statements} == {
        "top_decile_revenue_share",
        "top_quintile_revenue_share",
    }


def test_a_report_may_be_saved_as_gb18030(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_bytes("指标,数值\n复购率,120%\n".encode("gb18030"))
    assert [one.check for one in check_file(file)] == ["bounds"]


def test_an_unknown_dimension_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text("metric,dimension,dimension_value,value\nbuyers,nonsense,x,1\n")
    statements, aside = read_statements(file, _NAMES)
    assert (statements, [one.reason for one in aside]) == ([], ["'nonsense' is no known dimension"])


def test_rows_that_say_nothing_are_set_aside_with_line_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text(
        "指标,数值,周期,维度\n"
        "复购率,四成,2025,\n"
        "没有的指标,1,2025,\n"
        "复购率,42%,去年,\n"
        "复购率,42%,2025,channel\n"
        "复购率,42%,2025,\n"
        '复购率,"42,5%",2025,\n'
        "复购率,1,204,2025,\n",
        encoding="utf-8",
    )
    answer = CliRunner().invoke(app, ["audit-report", str(file)])
    assert answer.exit_code == 0
    for line, reason in [
        (2, "'四成' is no number"),
        (3, "'没有的指标' is no known metric"),
        (4, "names no period"),
        (5, "a dimension and its value go together"),
        (7, "'42,5%' is no number"),
        (8, "more fields than columns"),
    ]:
        assert f"line {line} set aside" in answer.output
        assert reason in answer.output
    assert "7 rows: 1 checked, 6 set aside" in answer.output


def test_a_file_without_the_needed_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text("name,number\na,1\n", encoding="utf-8")
    with pytest.raises(StatementsError, match="has no column metric_id or metric or 指标"):
        read_statements(file, _NAMES)


def test_of_many_rows_that_were_set_aside_the_first_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text("metric,value\nbuyers,1\n" + "buyers,\n" * 23, encoding="utf-8")
    answer = CliRunner().invoke(app, ["audit-report", str(file)])
    assert answer.output.count("is no number") == 20
    assert "… and 3 more set aside" in answer.output


@pytest.mark.parametrize("header", ["metric,value,dimension_name,note", "metric,metric_id,value"])
def test_columns_that_are_not_known_are_refused_and_named(tmp_path: Path, header: str) -> None:
    file = tmp_path / "report.csv"
    file.write_text(f"{header}\nbuyers,1,channel,x\n", encoding="utf-8")
    with pytest.raises(StatementsError, match=r"cannot be read: (dimension_name, note|metric);.*"):
        read_statements(file, _NAMES)


def export(tmp_path: Path, *rows: str) -> Path:
    """Write rows of metric, grain, start, dimension, its value, value as the mart is exported."""
    described = yaml.safe_load((PROJECT_DIR / "models/kpis/kpi_values.yml").read_text("utf-8"))
    columns = [column["name"] for column in described["models"][0]["columns"]]
    told = ("metric_id", "grain", "period_start", "dimension", "dimension_value", "value")
    file = tmp_path / "kpi_values.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns)
        writer.writeheader()
        writer.writerows(dict(zip(told, row.split(","), strict=True)) for row in rows)
    return file


def test_an_export_of_the_mart_is_read_by_its_own_columns(tmp_path: Path) -> None:
    """Of three periods that begin on one day, the quarter has fewer buyers than its month."""
    file = export(
        tmp_path,
        "buyers,year,2025-01-01,all,all,100",
        "buyers,quarter,2025-01-01,all,all,50",
        "buyers,month,2025-01-01 00:00:00,all,all,60",
        "buyers,month,2025-01-01,buyer_type,old,60",
    )
    (found,) = check_file(file)
    assert [str(one.period) for one in found.statements] == ["2025-Q1", "2025-01"]


def test_a_start_that_is_none_of_its_grain_is_set_aside(tmp_path: Path) -> None:
    file = export(
        tmp_path,
        "buyers,month,2025-01-05,all,all,1",
        "buyers,decade,2020-01-01,all,all,1",
        "buyers,month,,all,all,1",
    )
    statements, aside = read_statements(file, _NAMES)
    assert statements == []
    assert [one.reason for one in aside] == [
        "no month starts on 2025-01-05",
        "no decade starts on 2020-01-01",
        "a period is told by its name, or by grain and period_start",
    ]


def test_a_contradiction_ends_the_command_with_1_and_says_which_lines() -> None:
    answer = CliRunner().invoke(app, ["audit-report", str(_FIGURES)])
    assert answer.exit_code == 1
    assert "top_decile_revenue_share" in answer.output
    assert "line 13" in answer.output


def test_values_and_periods_may_be_stated_in_chinese(tmp_path: Path) -> None:
    """40 % of store buyers beside 10 % of them, in full-width digits, is one number told twice."""
    file = tmp_path / "report.csv"
    file.write_text(
        "指标,周期,维度,维度值,数值\n复购率,2025年,渠道,门店,４０％\n复购率,2025,channel,store,10%\n",
        encoding="utf-8",
    )
    (found,) = check_file(file)
    assert {(one.dimension_value, str(one.period)) for one in found.statements} == {
        ("store", "2025")
    }


@pytest.mark.parametrize("rows", ["", "没有的指标,1\n"])
def test_a_report_of_which_nothing_can_be_checked_is_no_good_report(
    tmp_path: Path, rows: str
) -> None:
    file = tmp_path / "report.csv"
    file.write_text(f"指标,数值\n{rows}", encoding="utf-8")
    answer = CliRunner().invoke(app, ["audit-report", str(file)])
    assert answer.exit_code == 1
    assert "nothing was checked" in answer.output
