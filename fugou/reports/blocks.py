"""Named parts of a report: what stands in other tables than `kpi_values`.

Belongs here: one function per name that `outline.yml` may use under `blocks`; it returns nothing
where the brand has no such table or the period no such rows. Does not belong here: what a section
has in common with all others (`parts`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from fugou.periods import Period
from fugou.reports.document import (
    Block,
    Bullets,
    Chart,
    Charts,
    Mark,
    Paragraph,
    Parts,
    Reference,
    Series,
    Table,
)
from fugou.reports.figures import KEY, SMALL_BASE, Figure, Number
from fugou.reports.parts import (
    Scene,
    interval,
    not_published,
    ordered_parts,
)
from fugou.reports.reading import Row, number_of
from fugou.reports.sentences import (
    importance,
    light_mark,
    name,
    side_name,
    verdict_mark,
)

_MOST_CHANGES = 6
_MOST_ALERTS = 12
_MOST_ROWS = 10
_LISTS = {
    "remind": ("提醒", "Remind"),
    "upgrade": ("升级", "Upgrade"),
    "win_back": ("召回", "Win back"),
    "thank": ("感谢", "Thank"),
    "referral_ask": ("邀请推荐", "Ask for a referral"),
}


def changes(scene: Scene) -> list[Block]:
    """Say what changed most since the period before, and in which part."""
    period, language = scene.published.period, scene.language
    found: dict[str, Figure] = {}
    ranked = sorted(
        scene.published.totals(), key=lambda one: importance(one, "previous"), reverse=True
    )
    for figure in ranked:
        if importance(figure, "previous") > 0:
            found.setdefault(figure.definition.catalogue_id, figure)
    shown = list(found.values())[:_MOST_CHANGES]
    intro = scene.say(
        "以下变化超出其不确定范围,按清晰程度排序",
        "These changes are larger than their uncertainty, the clearest first",
    )
    if not shown:
        partial = any(one.is_partial("previous") for one in scene.published.totals())
        why = (
            scene.say("对比期数据不全", "the data begin within the period compared with")
            if partial
            else scene.say("没有超出不确定范围的变化", "no change is larger than its uncertainty")
        )
        before = side_name("previous", period.grain, language)
        words = scene.say(f"与{before}相比:{why}", f"Against {before}: {why}")
        return [Paragraph((words, Reference("period_change"), scene.say("。", ".")))]
    return [
        Paragraph((intro, Reference("period_change"), scene.say(":", ":"))),
        Bullets(tuple(_change_item(scene, one) for one in shown)),
    ]


def _change_item(scene: Scene, figure: Figure) -> Parts:
    say = scene.say
    side = side_name("previous", figure.period.grain, scene.language)
    parts: Parts = (
        name(figure, scene.language),
        Reference(figure.definition.metric_id),
        " ",
        figure.number(),
        say(f",较{side} ", f", against {side} "),
        figure.number("previous_value"),
        say(" 变动 ", ": "),
        figure.number("previous_change"),
        say(",", ", "),
        verdict_mark(figure, "previous", scene.language),
    )
    explained = _segment(scene, figure)
    return (*parts, *explained, say("。", "."))


def _segment(scene: Scene, figure: Figure) -> Parts:
    """Name the part that moved most: that of the alert, else of the metric's own parts."""
    [alert] = scene.published.rows(
        "from marts.kpi_alerts where metric_id = ? and grain = ? and dimension = 'all'"
        " and opened_period = ? and segment_value is not null order by kind limit 1",
        [figure.definition.metric_id, figure.period.grain, figure.period.start],
    ) or [None]
    if alert is not None:
        part = scene.published.parts(figure.definition.metric_id, alert["segment_dimension"]).get(
            alert["segment_value"]
        )
        share = number_of(
            alert, "marts.kpi_alerts", "segment_share", "ratio", *KEY[:2], *KEY[3:],
            "kind", "opened_period",
        )
        words = scene.say("主要来自", "mostly ")
        return (
            scene.say(";", "; "),
            words,
            _part_name(scene, alert["segment_dimension"], alert["segment_value"]),
            scene.say("(占变动的 ", " ("),
            share,
            scene.say("", " of the move"),
            *((scene.say(",", ", "), *_moved(scene, part)) if part is not None else ()),
            ")",
        )
    part = _most_moved(scene, figure)
    if part is None:
        return ()
    return (
        scene.say(";分项中变动最大:", "; the part that moved most: "),
        _part_name(scene, part.dimension, part.dimension_value),
        scene.say("(", " ("),
        *_moved(scene, part),
        ")",
    )


def _part_name(scene: Scene, dimension: str, value: str) -> str:
    return f"{scene.by(dimension)} = {scene.one(dimension, value)}"


def _moved(scene: Scene, part: Figure) -> Parts:
    if not part.has_change("previous"):
        return (part.number(),)
    return (part.number("previous_value"), " → ", part.number())


def _most_moved(scene: Scene, figure: Figure) -> Figure | None:
    """Find the part whose move, in the direction of the whole, is the largest and certain."""
    rows = scene.published.dimensions
    rises = figure.columns["previous_change"] > 0
    candidates = [
        part
        for dimension in rows
        if rows[dimension]["has_few_values"]
        for part in scene.published.parts(figure.definition.metric_id, dimension).values()
        if importance(part, "previous") > 0
        and (part.columns["previous_change"] > 0) == rises
        and part.dimension_value not in ("none", "unknown")
    ]
    return max(candidates, key=lambda one: importance(one, "previous"), default=None)


def alerts(scene: Scene) -> list[Block]:
    """List alerts of totals that opened or closed in the period, and count those still open."""
    period = scene.published.period
    grain = {"day": "week", "quarter": "month", "year": "month"}.get(period.grain, period.grain)
    rows = scene.published.rows(
        "from marts.kpi_alerts where grain = ? and dimension = 'all'"
        " and (opened_period between ? and ? or closed_period between ? and ?)"
        " order by is_open desc, opened_period desc, kind desc, metric_id",
        [grain, *(period.start, period.end) * 2],
    )
    if not scene.published.rows("from marts.kpi_alerts limit 1"):
        return []
    still = scene.published.count(
        "marts.kpi_alerts", grain=grain, dimension="all", is_open=True
    )
    opened = scene.published.count(
        "marts.kpi_alerts",
        grain=grain,
        dimension="all",
        opened_period=(period.start, period.end),
    )
    grain_name = scene.say(*_GRAIN_NAMES[grain])
    say = scene.say
    summary: Parts = (
        say(f"按{grain_name}判断的总体指标预警", f"Alerts of totals, judged by {grain_name}"),
        Reference("kpi_alert"),
        say(":本期新开 ", ": opened in the period "),
        opened,
        say(",至 ", "; open as of "),
        scene.published.as_of.isoformat(),
        say(" 仍未关闭 ", " "),
        still,
        say("。", "."),
    )
    if not rows:
        return [Paragraph(summary)]
    head = (
        say("指标", "Metric"),
        say("判断", "What"),
        say("开始 – 关闭", "Opened – closed"),
        say("归属", "Owner"),
        say("原因分项", "Segment behind it"),
        say("数值", "Value"),
        say("界限", "Bound"),
    )
    note = say(
        "“历史区间”为该指标自身历史的波动带;分项为其占总变动的份额,超过 100% 表示其他分项反向变动。"
        "区间内波动属常见,预警不等于原因。",
        "Band: the spread of the metric's own history. Segment: its share of the move; above 100%"
        " the others moved the other way.",
    )
    shown = tuple(_alert_row(scene, row) for row in rows[:_MOST_ALERTS])
    if len(rows) > len(shown):
        note += say(
            f" 另有 {len(rows) - len(shown)} 条未列出。", f" {len(rows) - len(shown)} more not listed."
        )
    return [Paragraph(summary), Table(say("预警", "Alerts"), head, shown, words=5, note=note)]


_GRAIN_NAMES = {"week": ("周", "week"), "month": ("月", "month")}


def _alert_row(scene: Scene, row: Row) -> tuple[Parts, ...]:
    unit = scene.published.definitions[row["metric_id"]].unit
    keys = ("metric_id", "grain", "dimension", "dimension_value", "kind", "opened_period")
    value, bound = (
        number_of(row, "marts.kpi_alerts", column, unit, *keys) for column in ("value", "bound")
    )
    is_above = row["side"] == "above"
    what = {
        "band": (
            scene.say("高于历史区间" if is_above else "低于历史区间", f"{row['side']} its band")
        ),
        "threshold": (
            scene.say("高于阈值" if is_above else "低于阈值", f"{row['side']} its threshold")
        ),
    }.get(row["kind"], row["kind"])
    direction = scene.published.definitions[row["metric_id"]].direction
    tone = "quiet" if direction == "none" else "good" if is_above == (direction == "up") else "bad"
    opened = scene.language.short_period(Period(row["grain"], row["opened_period"]))
    closed = (
        scene.language.short_period(Period(row["grain"], row["closed_period"]))
        if row["closed_period"]
        else scene.say("未关闭", "open")
    )
    segment: Parts = ()
    if row["segment_value"] is not None:
        share = number_of(row, "marts.kpi_alerts", "segment_share", "ratio", *keys)
        segment = (_part_name(scene, row["segment_dimension"], row["segment_value"]), " ", share)
    return (
        scene.labelled(row["metric_id"]),
        (Mark(what, tone),),
        (f"{opened} – {closed}",),
        (row["owner"],),
        segment,
        (value,),
        (bound,),
    )


def weekday(scene: Scene) -> list[Block]:
    """Set yesterday's headline figures beside the same weekday a week and a year before."""
    period = scene.published.period
    week_before = Period("day", period.start - timedelta(days=7))
    rows = []
    for metric_id in _DAILY:
        figure = scene.published.total(metric_id)
        if figure is None:
            continue
        before = scene.published.sum_of(
            "marts.kpi_values",
            "max(value)",
            figure.definition.unit,
            **dict(zip(KEY, (metric_id, "day", week_before.start, "all", "all"), strict=True)),
        )
        rows.append(
            (
                scene.labelled(metric_id),
                (figure.number(),),
                interval(figure),
                (before,),
                (figure.number("previous_value"),),
                (figure.number("year_before_value"),),
                _against(scene, figure, before),
            )
        )
    if not rows:
        return []
    say = scene.say
    head = (
        say("指标", "Metric"),
        say("当日", "The day"),
        say("95% 区间", "95% interval"),
        say("上周同日", "Same weekday, last week"),
        say("前一日", "Day before"),
        say("上年同一星期日序", "Same weekday, last year"),
        say("与上周同日", "Against last week"),
    )
    note = say(
        "日数据波动大:样本不足 30 时不作判断。", "Days vary much: below 30 nothing is concluded."
    )
    return [Table(say("当日与同日", "The day"), head, tuple(rows), note=note)]


_DAILY = (
    "net_revenue",
    "orders",
    "buyers",
    "new_buyers",
    "repurchase_amount",
    "new_users",
    "total_users",
    "dau_share",
    "open_rate",
    "first_response_minutes",
    "satisfaction_rate",
)


def _against(scene: Scene, figure: Figure, before: Number) -> Parts:
    value = figure.value
    if value is None or before.value is None:
        return ()
    if value == before.value:
        return (scene.say("持平", "equal"),)
    higher = value > before.value
    low, high = figure.columns["interval_low"], figure.columns["interval_high"]
    if low is not None and high is not None and low <= before.value <= high:
        return (Mark(scene.say("≈ 在区间内", "≈ within the interval"), "quiet"),)
    words = scene.say("较高" if higher else "较低", "higher" if higher else "lower")
    if figure.is_small or (figure.definition.kind == "count" and before.value < SMALL_BASE):
        return (Mark(words + scene.say("(样本少)", " (few)"), "quiet"),)
    direction = figure.definition.direction
    tone = "quiet" if direction == "none" else "good" if higher == (direction == "up") else "bad"
    return (Mark(words, tone),)


def targets(scene: Scene) -> list[Block]:
    """Show targets against actual, and where a missed one is missed most."""
    figures = [
        one for one in scene.published.totals() if one.columns.get("target_value") is not None
    ]
    say = scene.say
    if not figures:
        return [Paragraph((say("本期没有目标", "No target was set for this period"),
                           Reference("target_attainment"), say("。", ".")))]
    head = (
        say("指标", "Metric"),
        say("状态", "State"),
        say("实际", "Actual"),
        say("95% 区间", "95% interval"),
        say("目标", "Target"),
        say("达成率", "Attainment"),
        say("时间进度", "Time elapsed"),
    )
    rows = tuple(
        (
            scene.labelled(one.definition.metric_id),
            (light_mark(one.columns["traffic_light"], scene.language),)
            if one.columns["traffic_light"]
            else (Mark(say("不可判断", "cannot be judged"), "quiet"),),
            (one.number(),),
            interval(one),
            (one.number("target_value"),),
            (one.number("target_attainment"),),
            (one.number("elapsed_share"),),
        )
        for one in figures
    )
    attained = [one for one in figures if one.columns["target_attainment"] is not None]
    blocks: list[Block] = [
        Paragraph(
            (say("目标达成率", "Target attainment"), Reference("target_attainment"),
             say(" = 实际 / 目标。", " = actual / target."))
        ),
        Table(say("目标达成", "Targets"), head, rows, words=2),
    ]
    missed = [one for one in figures if one.columns["traffic_light"] in ("red", "amber")]
    items = [item for item in (_missed_where(scene, one) for one in missed) if item]
    if items:
        blocks.append(Bullets(tuple(items)))
    if len(attained) > 1:
        series = Series("", tuple(one.columns["target_attainment"] for one in attained))
        blocks.append(
            Charts(
                (
                    Chart(
                        "bars",
                        say("目标达成率(%)", "Target attainment (%)"),
                        tuple(name(one, scene.language) for one in attained),
                        (series,),
                        "ratio",
                        rule=1.0,
                        rule_label=say("目标", "target"),
                    ),
                )
            )
        )
    return blocks


def _missed_where(scene: Scene, figure: Figure) -> Parts:
    """Name the part farthest on the wrong side of the target, of those large enough."""
    sign = 1 if figure.definition.direction == "up" else -1
    target = figure.columns["target_value"]
    rows = scene.published.dimensions
    behind = [
        part
        for dimension in rows
        if rows[dimension]["has_few_values"]
        for part in scene.published.parts(figure.definition.metric_id, dimension).values()
        if part.value is not None
        and not part.is_small
        and part.dimension_value not in ("none", "unknown", "no_spend")
        and (target - part.value) * sign > 0
    ]
    if not behind or figure.definition.unit != "ratio":
        return ()
    worst = max(behind, key=lambda one: (target - float(one.columns["value"])) * sign)
    return (
        name(figure, scene.language),
        Reference(figure.definition.metric_id),
        scene.say(":与目标 ", ": farthest from the target of "),
        figure.number("target_value"),
        scene.say(" 差距最大的分项是 ", " is "),
        _part_name(scene, worst.dimension, worst.dimension_value),
        " ",
        worst.number(),
        " (",
        worst.number("numerator"),
        " / ",
        worst.number("denominator"),
        ")",
        scene.say("。", "."),
    )


def benchmarks(scene: Scene) -> list[Block]:
    """Show benchmarks beside the brand's own numbers."""
    figures = [
        one
        for one in scene.published.totals()
        if one.value is not None and one.columns.get("sector_benchmark") is not None
    ]
    say = scene.say
    if not figures:
        return [Paragraph((say("本期没有可比的基准", "No benchmark of this period"),
                           Reference("benchmark_gap"), say("。", ".")))]
    head = (
        say("指标", "Metric"),
        say("实际", "Actual"),
        say("95% 区间", "95% interval"),
        say("行业基准", "Sector"),
        say("差距", "Gap"),
        say("同规模企业", "Same size"),
        say("差距", "Gap"),
        say("头部企业", "Leaders"),
        say("差距", "Gap"),
    )
    rows = tuple(
        (
            scene.labelled(one.definition.metric_id),
            (one.number(),),
            interval(one),
            (one.number("sector_benchmark"),),
            (one.number("benchmark_gap"),),
            (one.number("company_size_benchmark"),),
            (one.number("company_size_benchmark_gap"),),
            (one.number("leader_benchmark"),),
            (one.number("leader_benchmark_gap"),),
        )
        for one in figures
    )
    words = say(
        " 为本品牌减基准,单位为个百分点;基准口径未必与本报告相同。",
        " = the brand less the benchmark, in percentage points; a benchmark may be defined otherwise.",
    )
    return [
        Paragraph((say("与基准差距", "Gap to benchmark"), Reference("benchmark_gap"), words)),
        Table(say("行业基准", "Benchmarks"), head, rows),
    ]


def bridge(scene: Scene) -> list[Block]:
    """Lead from our headline to what other tools print, step by step."""
    period, language = scene.published.period, scene.language
    rows = scene.published.rows(
        "from marts.definition_bridge where grain = ? and period_start = ?"
        " order by headline, rival, step_number",
        [period.grain, period.start],
    )
    by_rival: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_rival.setdefault((row["headline"], row["rival"]), []).append(row)
    shown = []
    for (headline, _), steps in by_rival.items():
        unit = scene.published.definitions[headline].unit
        keys = ("headline", "rival", "grain", "period_start", "step_number")
        table = "marts.definition_bridge"
        start = number_of(steps[0], table, "headline_value", unit, *keys)
        end = number_of(steps[-1], table, "rival_value", unit, *keys)
        moves: list[object] = []
        change = "difference" if unit == "ratio" else unit
        for step in steps:
            between = scene.say(";", "; ") if moves else ""
            moves += [
                f"{between}{scene.say(*_STEPS.get(step['step'], (step['step'],) * 2))} ",
                number_of(step, table, "difference", change, *keys, is_change=True),
            ]
        shown.append(
            (
                scene.labelled(headline),
                (steps[0][f"rival_name_{language.code}"],),
                tuple(moves),
                (start,),
                (end,),
            )
        )
    if not shown:
        return []
    say = scene.say
    head = (
        say("本报告指标", "Our metric"),
        say("别的口径", "Another definition"),
        say("逐步差异", "Step by step"),
        say("本报告", "Ours"),
        say("该口径", "Theirs"),
    )
    intro = say(
        "同一个名字,各家工具的口径不同。下表从本报告的数走到别的口径的数",
        "Tools print other numbers under the same name. From ours to theirs",
    )
    return [
        Paragraph((intro, Reference("definition_bridge"), say("。", "."))),
        Table(say("口径桥接", "Bridge between definitions"), head, tuple(shown), words=3),  # type: ignore[arg-type]
    ]


_STEPS = {
    "relationship for purchases": ("以关系代购买", "relationship for purchases"),
    "who came back": ("计入回来者", "who came back"),
    "without new buyers": ("不含新客", "without new buyers"),
    "everybody who ever bought": ("全部历史买家", "everybody who ever bought"),
    "refunds": ("退款", "refunds"),
    "window of 90 days each": ("每人90天窗口", "window of 90 days each"),
    "maturity": ("未满期也计", "maturity"),
    "relationship for activity": ("以关系代活跃", "relationship for activity"),
    "buyers and the next period": ("买家与下一期", "buyers and the next period"),
    "purchases for activity": ("以购买代活跃", "purchases for activity"),
    "threshold": ("流失天数阈值", "threshold"),
    "who joined in the period": ("仅期内加入者", "who joined in the period"),
    "window of days": ("天数窗口", "window of days"),
    "store scope": ("按门店计", "store scope"),
    "first buyers only": ("仅首购者", "first buyers only"),
    "same-day orders": ("同日多单", "same-day orders"),
    "look back before the period": ("回看期前", "look back before the period"),
}


def _campaign_ids(scene: Scene) -> list[str]:
    parts = scene.published.parts("campaign_incremental_lift", "campaign")
    reached = scene.published.parts("marketing_conversion", "campaign")

    def size(campaign: str) -> float:
        figure = reached.get(campaign) or parts.get(campaign)
        return -(figure.base or 0.0) if figure is not None else 0.0

    every = [one for one in {**parts, **reached} if one != "none"]
    return sorted(every, key=lambda one: (size(one), one))


def campaigns(scene: Scene) -> list[Block]:
    """Show the largest campaigns of the period: conversion, lift, both returns."""
    ids = _campaign_ids(scene)
    if not ids:
        return []
    metrics = ("marketing_conversion", "campaign_incremental_lift", "roi_attributed", "roi_incremental")
    rows = tuple(
        (
            (scene.one("campaign", campaign),),
            *(
                _campaign_cell(scene, metric, scene.published.parts(metric, "campaign").get(campaign))
                for metric in metrics
            ),
        )
        for campaign in ids[:_MOST_ROWS]
    )
    head = (scene.say("活动", "Campaign"), *(f"{scene.metric(one)}|{one}" for one in metrics))
    note = scene.say(
        f"触达人数最多的 {len(rows)} 个,共 {len(ids)} 个。括号内为 95% 区间;区间跨过 0 即未见增量。",
        f"The {len(rows)} that reached most people, of {len(ids)}. In brackets the 95% interval; one"
        " that holds 0 shows no effect.",
    )
    return [Table(scene.say("本期活动", "Campaigns of the period"), head, rows, note=note)]


def _campaign_cell(scene: Scene, metric: str, figure: Figure | None) -> Parts:
    if figure is None or figure.value is None:
        if metric in ("campaign_incremental_lift", "roi_incremental"):
            return (Mark(_no_control(scene), "quiet"),)
        return ("–",)
    bounds = interval(figure)
    return (figure.number(), *((" (", *bounds, ")") if bounds else ()))


def _no_control(scene: Scene) -> str:
    return scene.say("无对照组,不可估计", "no control group: not known")


def returns(scene: Scene) -> list[Block]:
    """Set attributed and incremental return side by side, with intervals."""
    attributed = scene.published.total("roi_attributed")
    incremental = scene.published.total("roi_incremental")
    if attributed is None and incremental is None:
        return []
    rows = []
    pairs = [(scene.say("总计", "All"), attributed, incremental)]
    of_types = {
        one: (
            scene.published.parts("roi_attributed", "type").get(one),
            scene.published.parts("roi_incremental", "type").get(one),
        )
        for one in (
            part.dimension_value for part in ordered_parts(scene, "roi_attributed", "type")
        )
    }
    pairs += [(scene.one("type", one), *both) for one, both in of_types.items()]
    for label, left, right in pairs:
        rows.append(
            (
                (label,),
                _campaign_cell(scene, "roi_attributed", left),
                _campaign_cell(scene, "roi_incremental", right),
            )
        )
    head = (
        scene.say("活动类型", "Campaign type"),
        f"{scene.metric('roi_attributed')}|roi_attributed",
        f"{scene.metric('roi_incremental')}|roi_incremental",
    )
    words = scene.say(
        "归因回报把触达后的订单都算作活动所得;增量回报只算比对照组多出的部分,没有对照组时不可估计。"
        "两者并列,不可互代。括号内为 95% 区间。",
        "The attributed return counts every order after a touch; the incremental one counts what the"
        " control group did not buy, and is not known without one. In brackets the 95% interval.",
    )
    return [
        Paragraph((words,), "note"),
        Table(scene.say("归因与增量回报", "Attributed and incremental return"), head, tuple(rows)),
    ]


def experiments(scene: Scene) -> list[Block]:
    """Show experiments of the period's campaigns, orders only, the largest first."""
    ids = _campaign_ids(scene)
    rows = scene.published.rows(
        "from marts.experiment_results where outcome = 'order' and difference is not null"
        " and list_contains(?, campaign_id)"
        " order by observed_users + base_observed_users desc, campaign_id, variant limit ?",
        [ids, _MOST_ROWS],
    )
    if not rows:
        return []
    keys = ("campaign_id", "comparison", "outcome", "variant", "base_variant")
    table = "marts.experiment_results"
    shown = []
    for row in rows:
        holds_zero = row["difference_low"] <= 0 <= row["difference_high"]
        verdict = Mark(
            scene.say("未见差异" if holds_zero else "有差异", "no effect seen" if holds_zero else "effect"),
            "quiet" if holds_zero else "good" if row["difference"] > 0 else "bad",
        )
        shown.append(
            (
                (row["campaign_name"],),
                (f"{row['variant']} – {row['base_variant']}",),
                (verdict,),
                (number_of(row, table, "observed_users", "plain", *keys), " / ",
                 number_of(row, table, "base_observed_users", "plain", *keys)),
                (number_of(row, table, "conversion_rate", "ratio", *keys), " / ",
                 number_of(row, table, "base_conversion_rate", "ratio", *keys)),
                (number_of(row, table, "difference", "difference", *keys, is_change=True),),
                (number_of(row, table, "difference_low", "difference", *keys, is_change=True), " – ",
                 number_of(row, table, "difference_high", "difference", *keys, is_change=True)),
            )
        )
    say = scene.say
    head = (
        say("活动", "Campaign"),
        say("比较", "Compared"),
        say("结论", "Result"),
        say("人数", "People"),
        say("下单率", "Ordered"),
        say("差", "Difference"),
        say("95% 区间", "95% interval"),
    )
    intro: Parts = (say("A/B 测试与对照组结果", "A/B tests and control groups"),
                    Reference("ab_test_result"), say(":规模最大的几项。", ": the largest."))
    return [Paragraph(intro), Table(say("实验", "Experiments"), head, tuple(shown), words=3)]


def clusters(scene: Scene) -> list[Block]:
    """Show the clusters of people who behave alike, as of the last day."""
    rows = scene.published.rows("from marts.cluster_profiles order by cluster_id")
    if not rows:
        return []
    table, keys = "marts.cluster_profiles", ("cluster_id",)
    shown = tuple(
        (
            (row[f"name_{scene.language.code}"],),
            (number_of(row, table, "user_count", "users", *keys),),
            (number_of(row, table, "mean_net_revenue", scene.language.currency, *keys),),
            (number_of(row, table, "centre_purchase_days", "plain", *keys),),
            (number_of(row, table, "centre_interactions", "plain", *keys),),
            (number_of(row, table, "silhouette", "correlation", *keys),),
        )
        for row in rows
    )
    say = scene.say
    head = (
        say("聚类", "Cluster"), say("人数", "People"), say("人均净销售额", "Net revenue each"),
        say("购买日(中心)", "Purchase days (centre)"), say("互动(中心)", "Interactions (centre)"),
        say("轮廓系数", "Silhouette"),
    )
    return [_as_of_line(scene, "cluster_profile", "行为聚类", "Clusters of behaviour"),
            Table(say("行为聚类", "Clusters"), head, shown)]


def _as_of_line(scene: Scene, metric_id: str, zh: str, en: str) -> Paragraph:
    day = scene.published.as_of.isoformat()
    return Paragraph(
        (scene.say(zh, en), Reference(metric_id), scene.say(f":截至 {day} 的状态。", f": as of {day}."))
    )


def radar(scene: Scene) -> list[Block]:
    """Count buyers by the class of their radar."""
    rows = scene.published.rows("select distinct radar_class from marts.user_radar order by 1")
    if not rows:
        return []
    table = "marts.user_radar"
    shown = tuple(
        (
            (scene.one("radar_class", row["radar_class"]),),
            (scene.published.sum_of(table, "count(*)", "users", **row),),
            *(
                (scene.published.sum_of(table, f"avg({column})", "plain", **row),)
                for column in ("frequency", "order_value", "interactions")
            ),
        )
        for row in rows
    )
    say = scene.say
    head = (say("类别", "Class"), say("人数", "People"), say("人均购买日", "Purchase days each"),
            say("笔均金额", "Value per purchase"), say("人均互动", "Interactions each"))
    return [_as_of_line(scene, "radar_scores", "用户行为雷达", "Behaviour radar"),
            Table(say("雷达类别", "Radar"), head, shown)]


def category_pairs(scene: Scene) -> list[Block]:
    """Show categories bought by the same people more often than by chance."""
    rows = scene.published.rows(
        "from marts.category_pairs where pair_level = 'category' and scope = 'user'"
        " and from_item < to_item and pair_count >= ? order by lift desc limit 6",
        [SMALL_BASE],
    )
    if not rows:
        return []
    table, keys = "marts.category_pairs", ("pair_level", "scope", "from_item", "to_item")
    shown = tuple(
        (
            (f"{row['from_item']} + {row['to_item']}",),
            (number_of(row, table, "pair_count", "users", *keys),),
            (number_of(row, table, "support", "ratio", *keys), " (",
             number_of(row, table, "support_low", "ratio", *keys), " – ",
             number_of(row, table, "support_high", "ratio", *keys), ")"),
            (number_of(row, table, "lift", "lift", *keys),),
        )
        for row in rows
    )
    say = scene.say
    head = (say("品类组合", "Categories"), say("人数", "People"), say("支持度", "Support"),
            say("提升度", "Lift"))
    words: Parts = (
        say("品类关联", "Bought by the same people"), Reference("category_pair_lift"),
        say(":提升度大于 1 表示比偶然更常被同一人购买;相关,并非因果。",
            ": a lift above 1 is more often than by chance. Association, not cause."),
    )
    return [Paragraph(words), Table(say("品类关联", "Category pairs"), head, shown)]


def next_categories(scene: Scene) -> list[Block]:
    """Show which category most often follows a first one."""
    rows = scene.published.rows(
        "from marts.next_categories where from_users >= ? and from_category <> to_category"
        " order by share desc, from_category, to_category limit 6",
        [SMALL_BASE],
    )
    if not rows:
        return []
    table, keys = "marts.next_categories", ("from_category", "to_category")
    shown = tuple(
        (
            (f"{row['from_category']} → {row['to_category']}",),
            (number_of(row, table, "user_count", "plain", *keys), " / ",
             number_of(row, table, "from_users", "plain", *keys)),
            (number_of(row, table, "share", "ratio", *keys),),
            (number_of(row, table, "interval_low", "ratio", *keys), " – ",
             number_of(row, table, "interval_high", "ratio", *keys)),
        )
        for row in rows
    )
    say = scene.say
    head = (say("首购品类 → 下一品类", "First → next category"), say("人数", "People"),
            say("占比", "Share"), say("95% 区间", "95% interval"))
    return [Table(say("下一个品类", "Next category"), head, shown)]


def send_hours(scene: Scene) -> list[Block]:
    """Show the best hour to write, by segment."""
    rows = scene.published.rows(
        "from marts.best_send_hours order by dimension <> 'all', dimension, dimension_value"
    )
    if not rows:
        return []
    table, keys = "marts.best_send_hours", ("dimension", "dimension_value")
    shown = tuple(
        (
            (scene.say("全部", "All") if row["dimension"] == "all"
             else _part_name(scene, row["dimension"], row["dimension_value"]),),
            (number_of(row, table, "best_hour", "hour", *keys),),
            (number_of(row, table, "open_rate", "ratio", *keys), " (",
             number_of(row, table, "open_rate_low", "ratio", *keys), " – ",
             number_of(row, table, "open_rate_high", "ratio", *keys), ")"),
            (number_of(row, table, "open_rate_all_hours", "ratio", *keys),),
            (number_of(row, table, "touches", "plain", *keys),),
        )
        for row in rows
    )
    say = scene.say
    head = (say("人群", "Whom"), say("最佳时段", "Best hour"), say("该时段打开率", "Open rate then"),
            say("全时段", "All hours"), say("触达数", "Touches"))
    return [_as_of_line(scene, "best_send_hour", "最佳推送时段", "Best hour to send"),
            Table(say("最佳推送时段", "Best hour to send"), head, shown)]


def activity_retention(scene: Scene) -> list[Block]:
    """Say how activity in communities goes with staying."""
    rows = scene.published.rows("from marts.activity_retention where dimension = 'all'")
    if not rows or rows[0]["spearman"] is None:
        return []
    table, keys = "marts.activity_retention", ("dimension", "dimension_value")
    row = rows[0]
    say = scene.say
    parts: Parts = (
        say("社群活跃度与留存的相关系数(Spearman)", "Activity in communities and retention (Spearman)"),
        Reference("activity_retention_correlation"),
        say("为 ", ": "),
        number_of(row, table, "spearman", "correlation", *keys),
        say("(95% 区间 ", " (95% interval "),
        number_of(row, table, "spearman_low", "correlation", *keys), " – ",
        number_of(row, table, "spearman_high", "correlation", *keys),
        say(",", ", "),
        number_of(row, table, "joined_users", "users", *keys),
        say(");截至 ", "); as of "), scene.published.as_of.isoformat(), say("。", "."),
    )
    return [Paragraph(parts)]


def before_lapse(scene: Scene) -> list[Block]:
    """Draw the weeks before a lapse beside those of people who stayed."""
    rows = scene.published.rows("from marts.activity_before_lapse order by weeks_before desc")
    if not rows:
        return []
    table, keys = "marts.activity_before_lapse", ("weeks_before",)
    last = rows[-1]
    say = scene.say
    sentence: Parts = (
        say("流失前最后一周,流失者与匹配的留存者人均互动之差", "In the last week before a lapse, those who"
            " lapsed less those matched who stayed, in interactions each"),
        Reference("activity_change_before_churn"),
        say("为 ", ": "),
        number_of(last, table, "difference", "plain", *keys, is_change=True),
        say("(95% 区间 ", " (95% interval "),
        number_of(last, table, "difference_low", "plain", *keys, is_change=True), " – ",
        number_of(last, table, "difference_high", "plain", *keys, is_change=True),
        say(",", ", "),
        number_of(last, table, "matched_pairs", "plain", *keys),
        say(" 对", " pairs)") + say(")。", "."),
    )
    series = tuple(
        Series(label, tuple(row[column] for row in rows))
        for label, column in (
            (say("流失者", "lapsed"), "lapsed_mean"),
            (say("留存者", "stayed"), "retained_mean"),
        )
    )
    chart = Chart(
        "line",
        say("流失前每周人均互动(次)", "Interactions per week before a lapse"),
        tuple(f"-{row['weeks_before']}" for row in rows),
        series,
        "interactions",
        axis=say("距流失周数", "weeks before the lapse"),
    )
    return [Paragraph(sentence), Charts((chart,))]


def reminders(scene: Scene) -> list[Block]:
    """Show the effect of a reminder by the day after the purchase."""
    rows = scene.published.rows(
        "from marts.reminder_lift where lift is not null and reminded_users >= ?"
        " and held_out_users >= ? order by day_after",
        [SMALL_BASE, SMALL_BASE],
    )
    if not rows:
        return []
    table, keys = "marts.reminder_lift", ("day_after",)
    say = scene.say
    shown = []
    for row in rows:
        holds_zero = row["lift_low"] <= 0 <= row["lift_high"]
        shown.append(
            (
                (say(f"第 {row['day_after']} 天", f"day {row['day_after']}"),),
                (Mark(say("未见效果", "no effect seen"), "quiet") if holds_zero
                 else Mark(say("有效", "effect"), "good" if row["lift"] > 0 else "bad"),),
                (number_of(row, table, "reminded_rate", "ratio", *keys), " (",
                 number_of(row, table, "reminded_users", "users", *keys), ")"),
                (number_of(row, table, "held_out_rate", "ratio", *keys), " (",
                 number_of(row, table, "held_out_users", "users", *keys), ")"),
                (number_of(row, table, "lift", "difference", *keys, is_change=True), " (",
                 number_of(row, table, "lift_low", "difference", *keys, is_change=True), " – ",
                 number_of(row, table, "lift_high", "difference", *keys, is_change=True), ")"),
            )
        )
    head = (say("购后提醒日", "Reminded on"), say("结论", "Result"), say("提醒组30日复购", "Reminded: bought in 30 days"),
            say("对照组", "Held out"), say("增量(95% 区间)", "Effect (95% interval)"))
    return [_as_of_line(scene, "day5_reminder_lift", "购后第N天提醒的效果", "Reminders by day after the purchase"),
            Table(say("提醒效果", "Reminders"), head, tuple(shown), words=2)]


def survival(scene: Scene) -> list[Block]:
    """Draw how long people take to their second, third and fourth purchase."""
    rows = scene.published.rows(
        "from marts.repurchase_survival where grain = 'all' and dimension = 'all'"
        " order by purchase_number, days_since_previous"
    )
    if not rows:
        return []
    days = sorted({row["days_since_previous"] for row in rows})
    series = []
    for number in sorted({row["purchase_number"] for row in rows}):
        at = {row["days_since_previous"]: row for row in rows if row["purchase_number"] == number}
        known = [at.get(day) for day in days]
        series.append(
            Series(
                scene.say(f"第{number}次购买", f"purchase {number}"),
                tuple(None if one is None else one["survival_rate"] for one in known),
            )
        )
    chart = Chart(
        "steps",
        scene.say("仍未再购的买家占比(%,Kaplan-Meier)", "Buyers yet to buy again (%, Kaplan-Meier)"),
        tuple(str(day) for day in days),
        tuple(series),
        "ratio",
        axis=scene.say("距上次购买天数(全部批次)", "days since the purchase before (all cohorts)"),
    )
    return [Charts((chart,))]


def retention_curve(scene: Scene) -> list[Block]:
    """Draw N-day retention of those who joined in the period, in four kinds."""
    days = (1, 3, 7, 14, 30, 60, 90, 180, 365)
    kinds = (
        ("on_day_", "当日", "on day N"),
        ("bracket_", "前后3日", "within 3 days"),
        ("on_or_after_", "当日或之后", "on or after"),
        ("membership_", "关系仍在", "relation still live"),
    )
    series, seen = [], set()
    for kind, zh, en in kinds:
        figures = [scene.published.total(f"user_retention_{kind}{day}") for day in days]
        values = tuple(None if one is None else one.value for one in figures)
        seen |= {day for day, value in zip(days, values, strict=True) if value is not None}
        series.append((scene.say(zh, en), values, figures))
    shown = [day for day in days if day in seen]
    if len(shown) < 3:
        return []
    places = [days.index(day) for day in shown]
    lines = tuple(
        Series(
            label,
            tuple(values[place] for place in places),
            tuple(_column(figures[place], "interval_low") for place in places),
            tuple(_column(figures[place], "interval_high") for place in places),
            tuple(bool((one := figures[place]) is not None and one.is_immature) for place in places),
        )
        for label, values, figures in series
    )
    chart = Chart(
        "line",
        scene.say("本期加入用户的留存(%)", "Retention of those who joined in the period (%)"),
        tuple(str(day) for day in shown),
        lines,
        "ratio",
        axis=scene.say("加入后天数(空心:尚未全部满期)", "days since joining (hollow: not all mature)"),
    )
    return [Charts((chart,))]


def _column(figure: Figure | None, column: str) -> float | None:
    return None if figure is None else figure.columns[column]


def stage_transitions(scene: Scene) -> list[Block]:
    """Show who moved between the stages: flows of the period, and the matrix of its last month."""
    period = scene.published.period
    blocks: list[Block] = []
    table = "marts.segment_flows_daily"
    stages = scene.published.rows(
        f"select distinct segment from {table} where segment_kind = 'lifecycle_stage'"
        " and business_date between ? and ? order by 1",
        [period.start, period.end],
    )
    if stages:
        last = min(period.end, scene.published.as_of)
        sums = (
            ("opening_users", (period.start, period.start)),
            ("entered_users", (period.start, last)),
            ("left_users", (period.start, last)),
            ("closing_users", (last, last)),
        )
        shown = tuple(
            (
                (scene.one("lifecycle_stage", row["segment"]),),
                *(
                    (
                        scene.published.sum_of(
                            table, f"sum({column})", "users", segment_kind="lifecycle_stage",
                            segment=row["segment"], business_date=days,
                        ),
                    )
                    for column, days in sums
                ),
            )
            for row in stages
        )
        head = (scene.say("阶段", "Stage"), scene.say("期初", "Opening"), scene.say("进入", "Entered"),
                scene.say("离开", "Left"), scene.say("期末", "Closing"))
        note = scene.say("期初 + 进入 − 离开 = 期末;同一人可多次进出。",
                         "Opening + entered − left = closing; a person may come and go more than once.")
        blocks.append(Table(scene.say("阶段流转", "Flows between stages"), head, shown, note=note))
    return [*blocks, *_matrix(scene)]


def _matrix(scene: Scene) -> list[Block]:
    period = scene.published.period
    grain = "day" if period.grain == "day" else "month"
    rows = scene.published.rows(
        "from marts.stage_transitions where segment_kind = 'lifecycle_stage' and grain = ?"
        " and period_start = (select max(period_start) from marts.stage_transitions"
        " where grain = ? and period_start between ? and ? and is_complete)",
        [grain, grain, period.start, period.end],
    )
    if not rows or period.grain == "day":
        return []
    stages = [one for one in _STAGES if any(row["from_segment"] == one for row in rows)]
    targets = [one for one in _STAGES if any(row["to_segment"] == one for row in rows)]
    keys = ("grain", "period_start", "segment_kind", "from_segment", "to_segment")
    cells = {(row["from_segment"], row["to_segment"]): row for row in rows}
    shown = tuple(
        (
            (scene.one("lifecycle_stage", stage),),
            *(
                (number_of(cells[stage, to], "marts.stage_transitions", "transition_rate", "ratio", *keys),)
                if (stage, to) in cells
                else ("–",)
                for to in targets
            ),
        )
        for stage in stages
    )
    month = scene.language.period(Period(grain, rows[0]["period_start"]))
    head = (scene.say("从 \\ 到", "From \\ to"), *(scene.one("lifecycle_stage", one) for one in targets))
    words: Parts = (scene.say(f"{month}阶段迁移", f"Moves between stages, {month}"),
                    Reference("stage_transition"), scene.say("(占期初该阶段用户)。", " (share of those in the stage at its start)."))
    return [Paragraph(words), Table(scene.say("阶段迁移", "Moves between stages"), head, shown)]


_STAGES = ("new", "active", "potential_churn", "warning", "churned", "dormant", "unknown")


def staff(scene: Scene) -> list[Block]:
    """Show staff and stores in the last month of the period, the largest first."""
    period = scene.published.period
    table, keys = "marts.staff_store_performance", ("scope", "performer_id", "activity_month")
    blocks: list[Block] = []
    for scope, zh, en in (("staff", "导购", "Staff"), ("store", "门店", "Stores")):
        rows = scene.published.rows(
            f"from {table} where scope = ? and activity_month = (select max(activity_month)"
            f" from {table} where activity_month between ? and ?)"
            " order by net_revenue desc nulls last, performer_id limit ?",
            [scope, period.start, period.end, _MOST_ROWS],
        )
        if not rows:
            continue
        shown = tuple(
            (
                (row["performer_id"].split(":")[-1],),
                (number_of(row, table, "live_relationships", "plain", *keys),),
                *(
                    (
                        number_of(row, table, f"{what}_rate", "ratio", *keys), " (",
                        number_of(row, table, f"{what}_low", "ratio", *keys), " – ",
                        number_of(row, table, f"{what}_high", "ratio", *keys), ")",
                    )
                    if row[f"{what}_rate"] is not None
                    else ("–",)
                    for what in ("relationship_loss", "open", "conversion", "repurchase")
                ),
                (number_of(row, table, "net_revenue", scene.language.currency, *keys),),
            )
            for row in rows
        )
        say = scene.say
        head = (say(zh, en), say("有效关系", "Live relations"), say("关系流失率", "Lost"),
                say("打开率", "Open rate"), say("转化率", "Conversion"), say("复购率", "Repurchase"),
                say("净销售额", "Net revenue"))
        month = scene.language.period(Period("month", rows[0]["activity_month"]))
        if not blocks:
            blocks.append(Paragraph((say(f"{month}导购与门店表现", f"Staff and stores in {month}"),
                                     Reference("staff_store_performance"), say("(括号内为 95% 区间)。", " (95% intervals)."))))
        blocks.append(Table(say(zh, en), head, shown))
    return blocks


def referral_chain(scene: Scene) -> list[Block]:
    """Show how deep and how big the trees of invitations are."""
    rows = scene.published.rows(
        "from marts.referral_trees where scope = 'all' order by referral_depth"
    )
    if not rows:
        return []
    table, keys = "marts.referral_trees", ("scope", "root_user_id", "referral_depth")
    shown = tuple(
        (
            (scene.say(f"第 {row['referral_depth']} 层", f"generation {row['referral_depth']}"),),
            (number_of(row, table, "user_count", "users", *keys),),
            (number_of(row, table, "buyer_count", "users", *keys),),
            (number_of(row, table, "inviter_count", "users", *keys),),
            (number_of(row, table, "k_factor", "lift", *keys),),
        )
        for row in rows
    )
    say = scene.say
    head = (say("层级", "Generation"), say("用户", "People"), say("买家", "Buyers"),
            say("邀请人", "Inviters"), say("K 值", "K factor"))
    return [_as_of_line(scene, "referral_chain_depth", "裂变层级", "Referral chain"),
            Table(say("裂变层级", "Referral chain"), head, shown)]


def predictions(scene: Scene) -> list[Block]:
    """Name what is not published yet."""
    items = tuple(
        (one.names[scene.language.code], Reference(one.metric_id), scene.say(":", ": "),
         not_published(scene), scene.say("。", "."))
        for one in scene.published.definitions.values()
        if not one.is_published
    )
    return [Bullets(items)] if items else []


def actions(scene: Scene) -> list[Block]:
    """Show the action lists by size and expected value."""
    table = "marts.action_lists"
    rows = scene.published.rows(
        f"select list_id, rule_id, channel from {table} group by all"
        " order by sum(expected_value) desc nulls last, list_id, rule_id"
    )
    if not rows:
        return []
    currency = scene.language.currency
    shown = tuple(
        (
            (scene.say(*_LISTS.get(row["list_id"], (row["list_id"],) * 2)),),
            (row["rule_id"],),
            (scene.one("channel", row["channel"]),),
            (scene.published.sum_of(table, "count(*)", "users", **row),),
            (scene.published.sum_of(table, "sum(expected_value)", currency, **row),),
        )
        for row in rows
    )
    say = scene.say
    head = (say("行动", "Action"), say("规则", "Rule"), say("渠道", "Channel"), say("人数", "People"),
            say("预期价值", "Expected value"))
    day = scene.published.as_of.isoformat()
    words: Parts = (
        say("建议行动名单", "Recommended actions"), Reference("promotion_response"),
        say(f"(截至 {day},仅含有效授权的用户)共 ", f" (as of {day}, of people whose consent is in force): "),
        scene.published.sum_of(table, "count(*)", "users"),
        say(",预期价值 ", ", expected value "),
        scene.published.sum_of(table, "sum(expected_value)", currency),
        say("。导出:fugou export-list。", ". Export: fugou export-list."),
    )
    note = say("预期价值由同类用户的历史结果估计,不是预测值,也不是增量。",
               "Expected values come from what happened to such people before; no prediction, no effect.")
    return [Paragraph(words), Table(say("行动名单", "Action lists"), head, shown, words=3, note=note)]


def limits(scene: Scene) -> list[Block]:
    """Say what the data cannot tell."""
    period = scene.published.period
    open_ones = scene.published.sum_of(
        "marts.kpi_values", "count(*)", "plain", grain=period.grain, period_start=period.start,
        dimension="all", is_complete=False,
    )
    null = scene.published.sum_of(
        "marts.kpi_values", "count(*) - count(value)", "plain", grain=period.grain,
        period_start=period.start, dimension="all",
    )
    say = scene.say
    items: list[Parts] = [
        (say("历史起点之前不可见:落地数据第一年里几乎人人都是新客。",
             "Nothing is seen before the data begin: in their first year nearly everybody is new."),),
        (say("本期 ", ""), open_ones, say(" 个指标总值尚未定数(未满期),其中 ",
         " totals of this period can still change (not yet mature); "), null,
         say(" 个尚无数值。", " of all have no number yet."),),
        (say("归因不是因果:只有设对照组的活动能说增量;驱动因素各节只说相关。",
             "Attribution is no cause: only campaigns with a control group can tell an effect; drivers are associations."),),
        (say("95% 区间只含抽样波动,不含数据缺失与口径差异。",
             "The 95% intervals hold chance, not missing data or other definitions."),),
    ]
    if any(one.is_partial("previous") for one in scene.published.totals()):
        items.append((say("对比期数据自期中开始,同比环比只供参考,不作好坏判断。",
                          "The data begin within the period compared with: changes are printed, not judged."),))
    return [Bullets(tuple(items))]


def audit(scene: Scene) -> list[Block]:
    """Say whether the checks of this version were green."""
    table = "meta.audit_results"
    rows = scene.published.rows(f"select distinct kind from {table} order by 1")
    if not rows:
        return []
    failed = scene.published.sum_of(
        table, "count(*) - count(case when status in ('pass', 'success') then 1 end)", "plain"
    )
    every = scene.published.count(table)
    is_green = failed.value == 0
    say = scene.say
    parts: list[object] = [
        say("发布前的检查", "Checks before publication"), say(":共 ", ": "), every,
        say(" 项,未通过 ", ", failed "), failed,
        say("(", " ("),
    ]
    for place, row in enumerate(rows):
        parts += [say(",", ", ") if place else "", f"{row['kind']} ",
                  scene.published.count(table, kind=row["kind"])]
    parts += [say("),", "), "), Mark(say("全部通过" if is_green else "有未通过", "green" if is_green else "not all green"),
                                   "good" if is_green else "bad"),
              say("。指标间矛盾检查", ". Contradictions between figures"), Reference("report_contradiction"),
              say("由 fugou audit-report --own 另行给出。", " are told by fugou audit-report --own.")]
    return [Paragraph(tuple(parts))]  # type: ignore[arg-type]


def freshness(scene: Scene) -> list[Block]:
    """Show when each source last delivered."""
    rows = scene.published.rows(
        "select source_system, cast(max(last_loaded_at) as date) as last from meta.freshness"
        " group by 1 order by 1"
    )
    if not rows:
        return []
    table = "meta.freshness"
    shown = tuple(
        (
            (row["source_system"],),
            (row["last"].isoformat() if row["last"] else "–",),
            (scene.published.sum_of(table, "count(*)", "plain", source_system=row["source_system"]),),
            (scene.published.sum_of(table, "sum(rows)", "plain", source_system=row["source_system"]),),
        )
        for row in rows
    )
    say = scene.say
    head = (say("来源系统", "Source"), say("最近装载", "Last loaded"), say("表数", "Tables"), say("行数", "Rows"))
    return [Table(say("数据时效", "Freshness"), head, shown, words=2)]


def late_sources(scene: Scene) -> list[Block]:
    """Name sources whose last delivery is older than the last business day."""
    rows = scene.published.rows(
        "select source_system, cast(max(last_loaded_at) as date) as last from meta.freshness"
        " group by 1 having cast(max(last_loaded_at) as date) < ? order by 1",
        [scene.published.as_of],
    )
    say = scene.say
    if not rows:
        return [Paragraph((say("所有来源系统都已装载到数据截止日。", "Every source has delivered up to the last day."),))]
    names = say("、", ", ").join(f"{row['source_system']}({row['last']})" for row in rows)
    return [Paragraph((say(f"以下来源的最近装载早于数据截止日:{names}。", f"Sources that delivered last before the last day: {names}."),), "warning")]


def reconciliation(scene: Scene) -> list[Block]:
    """Say what became of every landed row."""
    table = "marts.row_reconciliation"
    steps = scene.published.rows(
        f"select step from {table} where row_count is not null group by 1 order by sum(row_count) desc"
    )
    shown = []
    for row in steps:
        outcomes = scene.published.rows(
            f"select distinct outcome from {table} where step = ? and row_count > 0"
            " and outcome not in ('in', 'used') order by 1",
            [row["step"]],
        )
        aside: list[object] = []
        for one in outcomes:
            aside += [", " if aside else "", f"{one['outcome']} ",
                      scene.published.sum_of(table, "sum(row_count)", "plain", step=row["step"], **one)]
        shown.append(
            (
                (row["step"],),
                tuple(aside),
                *(
                    (scene.published.sum_of(table, "sum(row_count)", "plain", step=row["step"], outcome=outcome),)
                    for outcome in ("in", "used")
                ),
            )
        )
    if not shown:
        return []
    say = scene.say
    head = (say("步骤", "Step"), say("搁置(原因)", "Set aside (reason)"), say("进入", "In"), say("使用", "Used"))
    note = say("进入 = 使用 + 搁置,由发布前的检查逐表核对。", "In = used + set aside; the checks hold it, table by table.")
    return [Table(say("逐行对账", "Reconciliation"), head, tuple(shown), words=2, note=note)]  # type: ignore[arg-type]


def restated(scene: Scene) -> list[Block]:
    """Say which published numbers of closed periods changed since."""
    table = "marts.restated_values"
    say = scene.say
    every = scene.published.count(table)
    rows = scene.published.rows(
        f"select metric_id, grain, period_start, dimension, dimension_value, version, cause,"
        f" previous_value, value from {table} where grain = ? and period_start = ?"
        " and dimension = 'all' and value is not null and previous_value is not null"
        " order by version desc, abs(value - previous_value) desc limit ?",
        [scene.published.period.grain, scene.published.period.start, _MOST_ROWS],
    )
    words: Parts = (say("已发布数据的重述", "Restated values"), Reference("restated_value"),
                    say(":自首次发布以来共 ", ": "), every,
                    say(" 条已关闭周期的变动。", " changes of closed periods since they were first published."))
    blocks: list[Block] = [Paragraph(words)]
    if rows:
        keys = (*KEY, "version", "cause")
        shown = tuple(
            (
                scene.labelled(row["metric_id"]),
                (f"v{row['version']:06d} {row['cause']}",),
                *(
                    (number_of(row, table, column, scene.published.definitions[row["metric_id"]].unit, *keys),)
                    for column in ("previous_value", "value")
                ),
            )
            for row in rows
        )
        head = (say("指标", "Metric"), say("版本与原因", "Version and cause"), say("此前", "Before"), say("现在", "Now"))
        blocks.append(Table(say("本期重述", "Restated in this period"), head, shown, words=2))
    return blocks


BLOCKS: dict[str, Callable[[Scene], list[Block]]] = {
    one.__name__: one
    for one in (
        actions, activity_retention, alerts, audit, before_lapse, benchmarks, bridge, campaigns,
        category_pairs, changes, clusters, experiments, freshness, late_sources, limits,
        next_categories, predictions, radar, reconciliation, referral_chain, reminders, restated,
        retention_curve, returns, send_hours, staff, stage_transitions, survival, targets, weekday,
    )
}
