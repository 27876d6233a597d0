"""Targets, benchmarks, and the way from our definitions to those of others.

Belongs here: named parts of `outline.yml`, one function each, and what only they need. Does not
belong here: what all sections have in common (`fugou.reports.parts`).
"""

from __future__ import annotations

from fugou.periods import Period
from fugou.reports.blocks.common import part_name
from fugou.reports.document import (
    Block,
    Bullets,
    Chart,
    Charts,
    Mark,
    Paragraph,
    Part,
    Parts,
    Reference,
    Series,
    Table,
)
from fugou.reports.figures import Figure
from fugou.reports.parts import (
    Scene,
    interval,
)
from fugou.reports.reading import Row, number_of
from fugou.reports.sentences import light_mark, name


def benchmarks(scene: Scene) -> list[Block]:
    """Show benchmarks beside the brand's own numbers."""
    figures = [
        one
        for one in scene.published.totals()
        if one.value is not None and one.columns.get("sector_benchmark") is not None
    ]
    say = scene.say
    if not figures:
        return [
            Paragraph(
                (
                    say("本期没有可比的基准", "No benchmark of this period"),
                    Reference("benchmark_gap"),
                    say("。", "."),
                )
            )
        ]
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
        " = the brand less the benchmark, in percentage points; definitions may differ.",
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
        # Nothing but 0 in the whole history is no data.
        " and (headline, rival) not in (select (headline, rival) from marts.definition_bridge"
        " group by headline, rival having max(abs(rival_value)) = 0)"
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
        moves: list[Part] = []
        change = "difference" if unit == "ratio" else unit
        for step in steps:
            between = scene.say(";", "; ") if moves else ""
            moves += [
                f"{between}{scene.say(step['step_zh'], step['step'])} ",
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
        Table(say("口径桥接", "Bridge between definitions"), head, tuple(shown), words=3),
    ]


def targets(scene: Scene) -> list[Block]:
    """Show targets against actual, and where a missed one is missed most."""
    figures = [
        one for one in scene.published.totals() if one.columns.get("target_value") is not None
    ]
    say = scene.say
    if not figures:
        return [
            Paragraph(
                (
                    say("本期没有目标", "No target was set for this period"),
                    Reference("target_attainment"),
                    say("。", "."),
                )
            )
        ]
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
            (
                say("目标达成率", "Target attainment"),
                Reference("target_attainment"),
                say(
                    " = 实际 / 目标,越低越好的指标为目标 / 实际。",
                    " = actual / target, the other way round where less is better.",
                ),
            )
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


def month_targets(scene: Scene) -> list[Block]:
    """Say how far the month of the day is from its targets: days have none."""
    start = scene.published.period.start.replace(day=1)
    rows = scene.published.rows(
        "select metric_id, traffic_light, is_in_progress from marts.kpi_status"
        " where grain = 'month' and period_start = ? and target_value is not null"
        " order by target_attainment nulls last, metric_id",
        [start],
    )
    if not rows:
        return []
    say = scene.say
    going = say("(进行中)", " (in progress)") if rows[0]["is_in_progress"] else ""
    month = scene.language.period(Period("month", start))
    parts: Parts = (
        say(f"{month}{going}的目标", f"Targets of {month}{going}"),
        Reference("target_attainment"),
        say(":", ": "),
    )
    for place, row in enumerate(rows):
        definition = scene.published.definitions[row["metric_id"]]
        key = {"metric_id": definition.metric_id, "grain": "month", "period_start": start}
        value, target, attained = (
            scene.published.sum_of("marts.kpi_status", column, unit, **key)
            for column, unit in (
                ("value", definition.unit),
                ("target_value", definition.unit),
                ("target_attainment", "ratio"),
            )
        )
        light = row["traffic_light"]
        parts += (
            say(";", "; ") if place else "",
            definition.names[scene.language.code],
            Reference(definition.metric_id),
            " ",
            value,
            say(",目标 ", ", target "),
            target,
            say(",达成 ", ", attained "),
            attained,
            *((" ", light_mark(light, scene.language)) if light else ()),
        )
    return [Paragraph((*parts, say("。", ".")))]


def _missed_where(scene: Scene, figure: Figure) -> Parts:
    """Name the part farthest on the wrong side of the target, of those large enough."""
    sign = 1 if figure.definition.direction == "up" else -1
    target = figure.columns["target_value"]
    rows = scene.published.dimensions
    behind = [
        part
        for dimension in figure.telling_dimensions
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
        part_name(scene, worst.dimension, worst.dimension_value),
        " ",
        worst.number(),
        " (",
        worst.number("numerator"),
        " / ",
        worst.number("denominator"),
        ")",
        scene.say("。", "."),
    )
