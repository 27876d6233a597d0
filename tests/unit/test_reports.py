"""Sentences, verdicts and numbers of the reports, for small figures worked out by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zipfile import ZipFile

import docx
import duckdb
import pytest

from fugou.periods import Period
from fugou.reports import composing
from fugou.reports import outline as outlines
from fugou.reports.blocks import BLOCKS
from fugou.reports.charts import draw
from fugou.reports.document import (
    Bullets,
    Chart,
    Document,
    Heading,
    Mark,
    Paragraph,
    Part,
    Parts,
    Reference,
    Series,
    Table,
    parts_of,
)
from fugou.reports.figures import Definition, Figure, Number, difference_interval
from fugou.reports.outline import Bars, Split
from fugou.reports.page import as_html
from fugou.reports.parts import (
    Scene,
    bar_charts,
    metric_table,
    sentences,
    split_table,
    split_tables,
)
from fugou.reports.reading import Published, ReportError
from fugou.reports.sentences import importance, statement, why_null
from fugou.reports.word import as_docx
from fugou.reports.wording import Language
from fugou.settings import PROJECT_DIR

_ZH, _EN = Language("zh", "CNY"), Language("en", "CNY")
_NOVEMBER = Period("month", date(2025, 11, 1))
_RATE = Definition(
    metric_id="repurchase_rate",
    catalogue_id="repurchase_rate",
    area="repurchase",
    published_in=("kpi_values",),
    is_published=True,
    names={"zh": "复购率", "en": "Repurchase rate"},
    formulas={"zh": "两次", "en": "twice"},
    unit="ratio",
    kind="proportion",
    direction="up",
    owner="retention team",
    additive_dimensions=("source", "value_tier"),
)
_USERS = replace(
    _RATE,
    metric_id="new_users",
    catalogue_id="new_users",
    area="growth",
    names={"zh": "新增私域用户", "en": "New users"},
    unit="users",
    kind="count",
)
_REVENUE = replace(
    _RATE, metric_id="net_revenue", catalogue_id="net_revenue", unit="CNY", kind="amount"
)
_EMPTY = {
    "numerator": None,
    "denominator": None,
    "interval_low": None,
    "interval_high": None,
    "mature_count": 0,
    "total_count": 0,
    "change_unit": "points",
}


def _figure(definition: Definition, columns: Mapping[str, Any]) -> Figure:
    return Figure(definition, _NOVEMBER, "all", "all", {**_EMPTY, **columns})


def _rate(**columns: Any) -> Figure:
    """90 of 300, against 60 of 300 in the month before; Wilson intervals by hand."""
    return _figure(
        _RATE,
        {
            "value": 0.3,
            "numerator": 90,
            "denominator": 300,
            "interval_low": 0.251,
            "interval_high": 0.354,
            "mature_count": 300,
            "total_count": 300,
            "previous_period_start": date(2025, 10, 1),
            "previous_value": 0.2,
            "previous_interval_low": 0.159,
            "previous_interval_high": 0.249,
            "previous_denominator": 300,
            "previous_change": 10.0,
            **columns,
        },
    )


def _text(parts: Parts, language: Language) -> str:
    def worded(part: Part) -> str:
        match part:
            case Number():
                return language.word(part)
            case Reference(metric_id):
                return f"[{metric_id}]"
            case Mark(text):
                return text
        return part

    return "".join(worded(part) for part in parts).replace("\u00a0", " ").replace("\u2060", "")


def _zh(text: str) -> str:
    """Give Chinese its punctuation, so that these tests can be read and typed."""
    return _ZH.pick(text, "")


def test_a_certain_rise_is_told_with_base_interval_and_direction() -> None:
    assert _text(statement(_rate(), _EN), _EN) == (
        "Repurchase rate[repurchase_rate] is 30.0% (90 / 300, 95% interval 25.1% – 35.4%);"
        " up on the month before (20.0%): +10.0 pp, for the better."
    )
    assert _text(statement(_rate(), _ZH), _ZH) == (
        _zh("复购率")
        + "[repurchase_rate]"
        + _zh("为 30.0%(90 / 300,95% 区间 25.1% – 35.4%);较上月(20.0%)上升,+10.0个百分点,向好。")
    )


def test_a_change_inside_the_uncertainty_is_no_rise() -> None:
    """30 % against 27 % of 300 each: the difference may be anything from about −4 to +10 points."""
    figure = _rate(
        previous_value=0.27,
        previous_interval_low=0.223,
        previous_interval_high=0.323,
        previous_change=3.0,
    )
    assert figure.verdict("previous") == "uncertain"
    told = _text(statement(figure, _EN), _EN)
    assert "against the month before (27.0%): +3.0 pp, within the uncertainty" in told
    assert "up on" not in told


@pytest.mark.parametrize(
    ("columns", "verdict"),
    [
        ({}, "better"),
        ({"previous_denominator": 29}, "small"),
        ({"denominator": 29}, "small"),
        ({"is_previous_partial": True}, "partial"),
        ({"is_in_progress": True}, "in_progress"),
        ({"mature_count": 269}, "immature"),
        ({"mature_count": 270}, "better"),
        ({"previous_value": 0.3, "previous_change": 0.0}, "same"),
        ({"previous_interval_low": None}, "unbounded"),
    ],
)
def test_what_may_be_said_of_a_change(columns: dict[str, Any], verdict: str) -> None:
    assert _rate(**columns).verdict("previous") == verdict


def test_the_direction_of_the_metric_decides_what_is_good() -> None:
    columns = _rate().columns
    churn = _figure(replace(_RATE, direction="down"), columns)
    neutral = _figure(replace(_RATE, direction="none"), columns)
    assert (churn.verdict("previous"), neutral.verdict("previous")) == ("worse", "moved")


def test_old_and_new_are_not_compared_with_the_first_year_of_data() -> None:
    definition = replace(_RATE, catalogue_id="repurchase_rate_old")
    columns = {**_rate().columns, "history_start": date(2024, 10, 2)}
    assert _figure(definition, columns).verdict("previous") == "edge"
    columns["history_start"] = date(2024, 10, 1)
    assert _figure(definition, columns).verdict("previous") == "better"
    assert (
        _figure(_RATE, {**columns, "history_start": date(2025, 10, 1)}).verdict("previous")
        == "better"
    )


def test_who_joined_is_not_compared_with_the_first_year_of_data() -> None:
    """Half as many joined: the contacts of before stand in the first months of the data."""
    before = {
        "value": 100,
        "previous_value": 200,
        "previous_change": -0.5,
        "change_unit": "ratio",
        "previous_period_start": date(2025, 10, 1),
    }
    near = _figure(_USERS, {**before, "history_start": date(2024, 10, 2)})
    assert (near.verdict("previous"), importance(near, "previous")) == ("edge", 0.0)
    far = _figure(_USERS, {**before, "history_start": date(2024, 10, 1)})
    assert far.verdict("previous") == "worse"
    assert importance(far, "previous") > 0


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        ({}, "on the month before +10.0 pp ▲"),
        ({"previous_interval_high": 0.35}, "on the month before +10.0 pp ≈"),
        ({"previous_denominator": 29}, "on the month before +10.0 pp n"),
        ({"is_previous_partial": True}, "on the month before +10.0 pp †"),
        ({"is_in_progress": True}, "on the month before +10.0 pp …"),
    ],
)
def test_cards_judge_changes_by_the_signs_of_the_tables(columns: dict[str, Any], line: str) -> None:
    card = composing._card(_scene(_EN), _rate(**columns))
    assert _text(card.lines[-1], _EN) == line


def test_newcombes_interval_of_a_difference_is_the_published_one() -> None:
    """56/70 less 48/80 is 0.2, from 0.0524 to 0.3339: Newcombe 1998, table II, case a."""
    low, high = difference_interval((0.8, 0.6918, 0.8769), (0.6, 0.4905, 0.7003))
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=2e-3)


def test_counts_vary_by_their_root() -> None:
    """100 against 81: 1.96 × √181 = 26.4 is more than 19. Against 64, 25.1 is less than 36."""
    before = {"previous_value": 81, "previous_change": 0.2346, "change_unit": "ratio"}
    assert _figure(_USERS, {"value": 100, **before}).verdict("previous") == "uncertain"
    before = {"previous_value": 64, "previous_change": 0.5625, "change_unit": "ratio"}
    assert _figure(_USERS, {"value": 100, **before}).verdict("previous") == "better"


def test_money_is_as_uncertain_as_its_orders_are_few() -> None:
    """By 100 orders each, 1.96 × √(2/100 + 2/100) = 39 % of the mean is within the uncertainty."""
    columns = {
        "value": 1300,
        "previous_value": 1000,
        "previous_change": 0.3,
        "change_unit": "ratio",
        "orders": 100,
        "previous_orders": 100,
    }
    assert _figure(_REVENUE, columns).verdict("previous") == "uncertain"
    assert _figure(_REVENUE, {**columns, "value": 1600}).verdict("previous") == "better"
    assert _figure(_REVENUE, {**columns, "orders": 29}).verdict("previous") == "small"


def test_the_target_and_the_benchmark_stand_in_the_sentence() -> None:
    figure = _rate(
        previous_change=None,
        target_value=0.38,
        target_attainment=0.789,
        traffic_light="red",
        sector_benchmark=0.42,
        benchmark_gap=-12.0,
    )
    assert _text(statement(figure, _EN), _EN) == (
        "Repurchase rate[repurchase_rate] is 30.0% (90 / 300, 95% interval 25.1% – 35.4%);"
        " target 38.0%, attained 78.9%, off target; sector benchmark 42.0%, gap −12.0 pp."
    )


def test_null_is_said_in_words_and_never_as_0() -> None:
    immature = _figure(_RATE, {"value": None, "total_count": 12})
    empty = _figure(_RATE, {"value": None, "denominator": 0})
    assert _text(why_null(immature, _EN), _EN) == "not yet mature (0 / 12)"
    assert _text(why_null(immature, _ZH), _ZH) == "尚未满期 (0 / 12)"
    assert _text(why_null(empty, _EN), _EN) == "nothing to divide by (base 0)"


def test_a_rate_of_buying_is_not_explained_by_tiers_of_buying() -> None:
    assert _rate().telling_dimensions == ("source",)
    touched = replace(_RATE, area="touch")
    assert _figure(touched, _rate().columns).telling_dimensions == ("source", "value_tier")


@pytest.mark.parametrize(
    ("value", "unit", "is_change", "zh", "en"),
    [
        (0.3591, "ratio", False, "35.9%", "35.9%"),
        (13.88, "points", True, "+13.9个百分点", "+13.9 pp"),
        (-0.042, "difference", True, "−4.2个百分点", "−4.2 pp"),
        (-0.159, "change", True, "−15.9%", "−15.9%"),
        (9_999, "users", False, "9,999人", "9,999 users"),
        (12_300, "users", False, "1.23万人", "12,300 users"),
        (871_417.57, "CNY", False, "¥87.14万", "¥871,418"),
        (123_456_789, "CNY", False, "¥1.23亿", "¥123,456,789"),
        (360.98, "CNY", False, "¥360.98", "¥360.98"),
        (4.5699, "multiple", False, "4.57倍", "4.57×"),
        (0.1807, "score", False, "18.1分", "18.1"),
        (568_001, "balance", False, "56.80万分", "568,001"),
        (21, "hour", False, "21时", "21:00"),
        (None, "ratio", False, "–", "–"),
        (0, "users", False, "0人", "0 users"),
    ],
)
def test_numbers_are_written_as_the_field_writes_them(
    value: float | None, unit: str, is_change: bool, zh: str, en: str
) -> None:
    number = Number(value, unit, "marts.kpi_values", "value", (), is_change)
    assert (_ZH.word(number), _EN.word(number)) == (zh, en)


def test_every_entry_of_the_outline_is_one_that_can_be_made() -> None:
    outline = outlines.read_outline()
    for grain in ("year", "quarter", "month", "week", "day"):
        chapters = outline.chapters(grain)
        assert len({one.id for one in chapters}) == len(chapters)
        named = {name for one in chapters for section in one.sections for name in section.blocks}
        assert named <= set(BLOCKS)
    assert set(outline.areas.values()) <= {one.id for one in outline.year}


def _document(language: str) -> Document:
    rate = _rate()
    cells: tuple[Parts, ...] = (("复购率", Reference("repurchase_rate", True)), (rate.number(),))
    return Document(
        language=language,
        currency="CNY",
        title="月度工作汇报",
        subtitle="2025年11月",
        facts=(("数据截止日", "2025-11-30"),),
        blocks=(
            Heading(1, "一、复购"),
            Paragraph((rate.number("previous_change"), Reference("repurchase_rate"))),
            Bullets(((Mark("<好>", "good"),),)),
            Table("表", ("指标", "本期"), (cells,)),
        ),
        definitions=((1, "repurchase_rate", "复购率", "两次", "retention team"),),
    )


def test_html_says_of_each_number_where_it_stands() -> None:
    html = as_html(_document("zh"))
    assert (
        '<span class="figure" data-table="marts.kpi_changes" data-measure="previous_change"'
        ' data-value="10.0" data-metric="repurchase_rate" data-grain="month"'
        ' data-period="2025-11-01" data-dimension="all=all">+10.0个百分点</span>'
    ) in html
    assert "&lt;好&gt;" in html
    assert '<tr id="repurchase_rate">' in html


def test_word_has_the_same_numbers_real_tables_and_east_asian_fonts() -> None:
    document = docx.Document(io.BytesIO(as_docx(_document("zh"))))
    texts = [one.text for one in document.element.body.iter() if one.tag.endswith("}t")]
    assert ("+10.0个百分点" in texts, "30.0%" in texts) == (True, True)
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "一、复购"
    assert [cell.text for cell in document.tables[0].rows[1].cells] == [
        "复购率\nrepurchase_rate",
        "30.0%",
    ]
    fonts = document.styles["Heading 1"].element.rPr.rFonts.attrib
    assert [value for name, value in fonts.items() if name.endswith("}eastAsia")] == [
        "Microsoft YaHei"
    ]


def test_word_knows_no_clock() -> None:
    with ZipFile(io.BytesIO(as_docx(_document("zh")))) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_both_formats_draw_all_parts_of_the_document() -> None:
    numbers = [one for one in parts_of(_document("zh").blocks) if isinstance(one, Number)]
    assert len(numbers) == 2


def test_a_table_whose_row_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit the 2 columns"):
        Table("表", ("指标", "本期"), ((("复购率",),),))


def _chart(kind: str) -> Chart:
    series = Series("a", (0.2, None, 0.3), (0.1, None, 0.2), (0.3, None, 0.4), (False, False, True))
    lines = (series, replace(series, label="b"))
    return Chart(kind, "复购率(%)", ("1", "2", "3"), lines, "ratio")


@pytest.mark.parametrize("kind", ["line", "bars", "steps"])
def test_a_chart_is_the_same_picture_each_time(kind: str) -> None:
    pictures = [draw(_chart(kind), _ZH, "svg") for _ in range(2)]
    assert pictures[0] == pictures[1]
    assert b"<svg" in pictures[0]


def test_without_a_chinese_font_a_chart_is_left_to_the_readers_fonts_or_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fugou.reports.charts.chinese_font", lambda: None)
    drawn = draw(_chart("line"), _ZH, "svg").decode()
    assert "复购率(%)" in drawn
    assert "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'" in drawn
    with pytest.raises(ReportError, match="fonts-noto-cjk"):
        draw(_chart("line"), _ZH, "png")


def _scene(language: Language, *statements: str) -> Scene:
    """Publish a few rows, in a file of no more tables."""
    connection = duckdb.connect()
    for one in ("create schema marts", "create schema meta", *statements):
        connection.execute(one)
    lapsed = replace(_USERS, metric_id="lapsed", catalogue_id="lapsed")
    otherwise = replace(lapsed, metric_id="lapsed_otherwise")
    metrics = (_RATE, _USERS, _REVENUE, lapsed, otherwise)
    definitions = {one.metric_id: one for one in metrics}
    publication = {"as_of_date": date(2025, 11, 30)}
    return Scene(Published(connection, _NOVEMBER, publication, definitions), language)


def _cells(block: object, language: Language) -> list[list[str]]:
    assert isinstance(block, Table)
    return [[_text(cell, language) for cell in row] for row in block.rows]


def test_steps_between_definitions_have_the_names_of_the_mart() -> None:
    made = """
        create table marts.definition_bridge as select
            'repurchase_rate' as headline, 'tool' as rival, '工具' as rival_name_zh,
            'Tool' as rival_name_en, 'month' as grain, date '2025-11-01' as period_start,
            1 as step_number, 'a step never heard of' as step, '新的一步' as step_zh,
            0.02 as difference, 0.3 as headline_value, 0.32 as rival_value
    """
    for language, name in ((_ZH, "新的一步"), (_EN, "a step never heard of")):
        [_, table] = BLOCKS["bridge"](_scene(language, made))
        moved = {_ZH: "+2.0个百分点", _EN: "+2.0 pp"}[language]
        assert _cells(table, language)[0][2:] == [f"{name} {moved}", "30.0%", "32.0%"]


_VALUES = """
    create table marts.kpi_values as
    select
        metric_id, 'month' as grain, date '2025-11-01' as period_start, dimension, dimension_value,
        value, null::double as numerator, denominator, low as interval_low, high as interval_high,
        null::int as mature_count, null::int as total_count, true as is_complete, null as unit,
        date '2025-11-30' as as_of_date
    from (values {rows}) as rows
    (metric_id, dimension, dimension_value, value, denominator, low, high)
"""
_NO_CHANGES = """
    create table marts.kpi_changes as select
        metric_id, grain, period_start, dimension, dimension_value, is_complete, unit, value,
        as_of_date, null::date as previous_period_start, null::date as year_before_start,
        null::date as like_for_like_start, false as is_in_progress,
        null::double as previous_value, null::double as previous_change,
        null::double as year_before_value, null::double as like_for_like_value
    from marts.kpi_values
"""
_NO_STATUS = """
    create table marts.kpi_status as select
        metric_id, grain, period_start, is_complete, is_in_progress, unit, value, as_of_date,
        null as traffic_light
    from marts.kpi_changes
"""


def _scene_of(language: Language, *rows: str) -> Scene:
    """Publish rows of `kpi_values`: metric, dimension, its value, value, base and interval."""
    made = _VALUES.format(rows=", ".join(f"({row})" for row in rows))
    return _scene(language, made, _NO_CHANGES, _NO_STATUS)


def test_only_a_table_with_intervals_explains_brackets() -> None:
    scene = _scene_of(
        _EN,
        "'new_users', 'source', 'ads', 5, null, null, null",
        "'repurchase_rate', 'source', 'ads', 0.3, 300, 0.251, 0.354",
    )
    assert split_table(scene, ["new_users"], "source").note == ""
    both = split_table(scene, ["new_users", "repurchase_rate"], "source")
    assert both.note == "In brackets the 95% interval."
    assert _cells(both, _EN) == [["ads", "5 users", "30.0% (25.1% – 35.4%)"]]


def test_bars_show_no_value_that_overlaps_others_and_tables_say_it_does() -> None:
    """40 % and 30 % add up to the 70 % of both."""
    scene = _scene_of(
        _EN,
        "'repurchase_rate', 'age_band', '25-35', 0.4, null, null, null",
        "'repurchase_rate', 'age_band', '36-45', 0.3, null, null, null",
        "'repurchase_rate', 'age_band', '25-45', 0.7, null, null, null",
    )
    scene.published.connection.execute("""
        create table marts.kpi_dimensions as select
            'age_band' as dimension, '年龄段' as name_zh, 'Age band' as name_en,
            true as has_few_values, '25-35=25-35;36-45=36-45;25-45=25-45' as values_zh,
            null as values_en, '25-45' as overlapping_values
    """)
    [chart] = bar_charts(scene, [Bars(metric="repurchase_rate", by="age_band")])
    assert chart.places == ("25-35", "36-45")
    table = split_table(scene, ["repurchase_rate"], "age_band")
    assert _cells(table, _EN) == [
        ["25-35", "40.0%"],
        ["36-45", "30.0%"],
        ["25-45 (overlaps others)", "70.0%"],
    ]


def test_the_reported_age_bands_are_those_said_to_overlap() -> None:
    def seed(name: str) -> list[dict[str, str]]:
        with (PROJECT_DIR / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    [said] = [
        row["overlapping_values"]
        for row in seed("kpi_dimensions")
        if row["dimension"] == "age_band"
    ]
    assert said.split(";") == [row["age_band"] for row in seed("reported_age_bands")]


def test_what_was_never_counted_is_no_data_and_not_0() -> None:
    """Nobody joined and one lapsed: 0 joined are no data, 0 who lapsed otherwise are a number."""
    scene = _scene_of(
        _EN,
        "'new_users', 'all', 'all', 0, null, null, null",
        "'new_users', 'source', 'ads', 0, null, null, null",
        "'lapsed', 'all', 'all', 1, null, null, null",
        "'lapsed_otherwise', 'all', 'all', 0, null, null, null",
        "'repurchase_rate', 'all', 'all', 0, 9, null, null",
    )
    scene.published.connection.execute("""
        create table marts.kpi_definitions as select * from (values
            ('new_users', 'new_users', 'users'),
            ('lapsed', 'lapsed', 'users'),
            ('lapsed_otherwise', 'lapsed', 'users'),
            ('repurchase_rate', 'repurchase_rate', 'ratio')
        ) as rows (metric_id, catalogue_id, unit)
    """)
    told = metric_table(scene, ["new_users", "lapsed", "repurchase_rate"])
    assert [row[:2] for row in _cells(told[0], _EN)] == [
        ["New users[lapsed]", "1 users"],
        ["New users[lapsed_otherwise]", "0 users"],
        ["Repurchase rate[repurchase_rate]", "0.0%"],
    ]
    assert _text(tuple(parts_of(tuple(told[1:]))), _EN) == (
        "No data in this period: New users[new_users]."
    )
    assert split_tables(scene, [Split(metrics=("new_users",), by="source")]) == []
    assert sentences(scene, ["new_users"]) == []


def test_a_column_of_nothing_but_0_is_no_data() -> None:
    made = """
        create table marts.cluster_profiles as
        select *, 0.0 as mean_net_revenue, 0 as centre_interactions from (values
            (1, '甲', 'One', 3, 2.0, 0.5), (2, '乙', 'Two', 4, 0.0, 0.25)
        ) as rows (cluster_id, name_zh, name_en, user_count, centre_purchase_days, silhouette)
    """
    [_, table] = BLOCKS["clusters"](_scene(_EN, made))
    assert isinstance(table, Table)
    assert table.head == ("Cluster", "People", "Purchase days (centre)", "Silhouette")
    assert _cells(table, _EN) == [
        ["One", "3 users", "2", "0.50"],
        ["Two", "4 users", "0", "0.25"],
    ]


def test_a_definition_that_never_counted_anybody_is_not_led_to() -> None:
    made = """
        create table marts.definition_bridge as select
            'new_users' as headline, rival, rival as rival_name_zh, rival as rival_name_en,
            'month' as grain, period_start, 1 as step_number, 'step' as step, '步' as step_zh,
            rival_value - 5 as difference, 5 as headline_value, rival_value
        from (values
            ('never', date '2025-11-01', 0), ('never', date '2025-10-01', 0),
            ('not now', date '2025-11-01', 0), ('not now', date '2025-10-01', 2)
        ) as rows (rival, period_start, rival_value)
    """
    [_, table] = BLOCKS["bridge"](_scene(_EN, made))
    assert [row[1] for row in _cells(table, _EN)] == ["not now"]


def test_checks_and_steps_have_names_in_both_languages() -> None:
    made = (
        """
        create table meta.audit_results as select * from (values
            ('expectation', 'pass'), ('test', 'pass'), ('test', 'pass')
        ) as rows (kind, status)
        """,
        """
        create table marts.row_reconciliation as select * from (values
            ('staging to facts', 'in', 9), ('staging to facts', 'used', 6),
            ('staging to facts', 'after_as_of_date', 2), ('staging to facts', 'test', 1)
        ) as rows (step, outcome, row_count)
        """,
    )
    for language, checks, cells in (
        (
            _ZH,
            "(数据期望 1,数据测试 2)",
            ["清洗→事实", "晚于截止日 2、测试单 1", "9", "6"],
        ),
        (
            _EN,
            "(expectation 1, test 2)",
            ["staging to facts", "after as of date 2, test 1", "9", "6"],
        ),
    ):
        scene = _scene(language, *made)
        [told] = BLOCKS["audit"](scene)
        assert language.pick(checks, checks) in _text(tuple(parts_of((told,))), language)
        [table] = BLOCKS["reconciliation"](scene)
        assert _cells(table, language) == [cells]
