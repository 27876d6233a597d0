"""What the numbers rest on, and what they cannot tell.

Belongs here: named parts of `outline.yml`, one function each, and what only they need. Does not
belong here: what all sections have in common (`fugou.reports.parts`).
"""

from __future__ import annotations

from collections.abc import Mapping

from fugou.reports.blocks.common import MOST_ROWS
from fugou.reports.document import (
    Block,
    Bullets,
    Mark,
    Paragraph,
    Part,
    Parts,
    Reference,
    Table,
)
from fugou.reports.figures import KEY
from fugou.reports.parts import (
    Scene,
)
from fugou.reports.reading import number_of

# Checks, steps of the rows, why they are set aside, and what restates a number; ids are English.
_WORDS_ZH = {
    "model": "模型",
    "seed": "参考表",
    "test": "数据测试",
    "unit_test": "单元测试",
    "privacy": "隐私",
    "expectation": "数据期望",
    "landing to bronze": "落地→原始",
    "bronze to staging": "原始→清洗",
    "staging to facts": "清洗→事实",
    "facts to marts": "事实→集市",
    "quarantine": "隔离",
    "erased": "已删除",
    "not_read": "未读取",
    "duplicate": "重复",
    "superseded": "被新版取代",
    "unmatched": "无对应记录",
    "no_change": "无变化",
    "after_as_of_date": "晚于截止日",
    "unpaid": "未付款",
    "not_completed": "未完成",
    "deposit": "储值",
    "stock_adjustment": "库存调整",
    "bad_debt": "坏账",
    "negative_amount": "金额为负",
    "no_amount": "无金额",
    "no_period_start": "无期初日",
    "unknown_grain": "周期不明",
    "unknown_metric": "指标不明",
    "guest": "散客",
    "refunded": "已退款",
    "all": "合计",
    "late_order": "迟到订单",
    "refund": "退款",
    "identity_merge": "身份合并",
    "erasure": "删除请求",
    "rule_change": "规则变更",
}
_OUTCOMES_ZH = {"test": "测试单"}


def _word(scene: Scene, word: str, names_zh: Mapping[str, str] = _WORDS_ZH) -> str:
    return scene.say(names_zh.get(word, _WORDS_ZH.get(word, word)), word.replace("_", " "))


def limits(scene: Scene) -> list[Block]:
    """Say what the data cannot tell."""
    period = scene.published.period
    open_ones = scene.published.sum_of(
        "marts.kpi_values",
        "count(*)",
        "plain",
        grain=period.grain,
        period_start=period.start,
        dimension="all",
        is_complete=False,
    )
    null = scene.published.sum_of(
        "marts.kpi_values",
        "count(*) - count(value)",
        "plain",
        grain=period.grain,
        period_start=period.start,
        dimension="all",
    )
    say = scene.say
    items: list[Parts] = [
        (
            say(
                "历史起点之前不可见:落地数据第一年里几乎人人都是新客。",
                "Nothing is seen before the data begin: in their first year nearly all are new.",
            ),
        ),
        (
            say("本期 ", ""),
            open_ones,
            say(
                " 个指标总值尚未定数(未满期),其中 ",
                " totals of this period can still change (not yet mature); ",
            ),
            null,
            say(" 个尚无数值。", " of all have no number yet."),
        ),
        (
            say(
                "归因不是因果:只有设对照组的活动能说增量;驱动因素各节只说相关。",
                "Attribution is no cause: only a control group can tell an effect; drivers are"
                " associations.",
            ),
        ),
        (
            say(
                "95% 区间只含抽样波动,不含数据缺失与口径差异。",
                "The 95% intervals hold chance, not missing data or other definitions.",
            ),
        ),
    ]
    if any(one.is_partial("previous") for one in scene.published.totals()):
        items.append(
            (
                say(
                    "对比期数据自期中开始,同比环比只供参考,不作好坏判断。",
                    "The data begin within the period compared with: changes are not judged.",
                ),
            )
        )
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
    parts: list[Part] = [
        say("发布前的检查", "Checks before publication"),
        say(":共 ", ": "),
        every,
        say(" 项,未通过 ", ", failed "),
        failed,
        say("(", " ("),
    ]
    for place, row in enumerate(rows):
        parts += [
            say(",", ", ") if place else "",
            f"{_word(scene, row['kind'])} ",
            scene.published.count(table, kind=row["kind"]),
        ]
    parts += [
        say("),", "), "),
        Mark(
            say("全部通过" if is_green else "有未通过", "green" if is_green else "not all green"),
            "good" if is_green else "bad",
        ),
        say("。指标间矛盾检查", ". Contradictions between figures"),
        Reference("report_contradiction"),
        say("由 fugou audit-report --own 另行给出。", " are told by fugou audit-report --own."),
    ]
    return [Paragraph(tuple(parts))]


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
            (
                scene.published.sum_of(
                    table, "count(*)", "plain", source_system=row["source_system"]
                ),
            ),
            (
                scene.published.sum_of(
                    table, "sum(rows)", "plain", source_system=row["source_system"]
                ),
            ),
        )
        for row in rows
    )
    say = scene.say
    head = (
        say("来源系统", "Source"),
        say("最近装载", "Last loaded"),
        say("表数", "Tables"),
        say("行数", "Rows"),
    )
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
        return [
            Paragraph(
                (
                    say(
                        "所有来源系统都已装载到数据截止日。",
                        "Every source has delivered up to the last day.",
                    ),
                )
            )
        ]
    names = say("、", ", ").join(f"{row['source_system']}({row['last']})" for row in rows)
    return [
        Paragraph(
            (
                say(
                    f"以下来源的最近装载早于数据截止日:{names}。",
                    f"Sources that delivered last before the last day: {names}.",
                ),
            ),
            "warning",
        )
    ]


def reconciliation(scene: Scene) -> list[Block]:
    """Say what became of every landed row."""
    table = "marts.row_reconciliation"
    steps = scene.published.rows(
        f"select step from {table} where row_count is not null group by 1"
        " order by sum(row_count) desc"
    )
    shown = []
    for row in steps:
        outcomes = scene.published.rows(
            f"select distinct outcome from {table} where step = ? and row_count > 0"
            " and outcome not in ('in', 'used') order by 1",
            [row["step"]],
        )
        aside: list[Part] = []
        for one in outcomes:
            aside += [
                scene.say("、", ", ") if aside else "",
                f"{_word(scene, one['outcome'], _OUTCOMES_ZH)} ",
                scene.published.sum_of(table, "sum(row_count)", "plain", step=row["step"], **one),
            ]
        shown.append(
            (
                (_word(scene, row["step"]),),
                tuple(aside),
                *(
                    (
                        scene.published.sum_of(
                            table, "sum(row_count)", "plain", step=row["step"], outcome=outcome
                        ),
                    )
                    for outcome in ("in", "used")
                ),
            )
        )
    if not shown:
        return []
    say = scene.say
    head = (
        say("步骤", "Step"),
        say("搁置(原因)", "Set aside (reason)"),
        say("进入", "In"),
        say("使用", "Used"),
    )
    note = say(
        "进入 = 使用 + 搁置,由发布前的检查逐表核对。",
        "In = used + set aside; the checks hold it, table by table.",
    )
    return [Table(say("逐行对账", "Reconciliation"), head, tuple(shown), words=2, note=note)]


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
        [scene.published.period.grain, scene.published.period.start, MOST_ROWS],
    )
    words: Parts = (
        say("已发布数据的重述", "Restated values"),
        Reference("restated_value"),
        say(":自首次发布以来共 ", ": "),
        every,
        say(" 条已关闭周期的变动。", " changes of closed periods since they were first published."),
    )
    blocks: list[Block] = [Paragraph(words)]
    if rows:
        keys = (*KEY, "version", "cause")
        shown = tuple(
            (
                scene.labelled(row["metric_id"]),
                (f"v{row['version']:06d} {_word(scene, row['cause'])}",),
                *(
                    (
                        number_of(
                            row,
                            table,
                            column,
                            scene.published.definitions[row["metric_id"]].unit,
                            *keys,
                        ),
                    )
                    for column in ("previous_value", "value")
                ),
            )
            for row in rows
        )
        head = (
            say("指标", "Metric"),
            say("版本与原因", "Version and cause"),
            say("此前", "Before"),
            say("现在", "Now"),
        )
        blocks.append(Table(say("本期重述", "Restated in this period"), head, shown, words=2))
    return blocks
