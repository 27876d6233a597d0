"""What was done to people and what it caused: campaigns, experiments, reminders, lists.

Belongs here: named parts of `outline.yml`, one function each, and what only they need. Does not
belong here: what all sections have in common (`fugou.reports.parts`).
"""

from __future__ import annotations

from collections.abc import Sequence

from fugou.reports.blocks.common import MOST_ROWS, as_of_line, part_name
from fugou.reports.document import (
    Block,
    Bullets,
    Mark,
    Paragraph,
    Parts,
    Reference,
    Table,
)
from fugou.reports.figures import SMALL_BASE, Figure
from fugou.reports.parts import (
    Scene,
    interval,
    not_published,
    ordered_parts,
)
from fugou.reports.reading import Row, number_of
from fugou.reports.wording import RANGE

_LISTS = {
    "remind": ("提醒", "Remind"),
    "upgrade": ("升级", "Upgrade"),
    "win_back": ("召回", "Win back"),
    "thank": ("感谢", "Thank"),
    "referral_ask": ("邀请推荐", "Ask for a referral"),
}
_ARMS = {"treated": ("触达组", "treated"), "control": ("对照组", "control")}


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
    metrics = (
        "marketing_conversion",
        "campaign_incremental_lift",
        "roi_attributed",
        "roi_incremental",
    )
    of_campaigns = {one: scene.published.parts(one, "campaign") for one in metrics}
    ids = [
        campaign
        for campaign in _campaign_ids(scene)
        if any(_has_value(parts.get(campaign)) for parts in of_campaigns.values())
    ]
    if not ids:
        return []
    rows = tuple(
        (
            (scene.one("campaign", campaign),),
            *(_effect(scene, metric, of_campaigns[metric].get(campaign)) for metric in metrics),
        )
        for campaign in ids[:MOST_ROWS]
    )
    head = (scene.say("活动", "Campaign"), *(f"{scene.metric(one)}|{one}" for one in metrics))
    note = scene.say(
        f"触达最多的 {len(rows)} 个,共 {len(ids)} 个。括号内为 95% 区间,跨过 0 即未见增量。",
        f"The {len(rows)} that reached most people, of {len(ids)}. In brackets the 95% interval;"
        " one that holds 0 shows no effect.",
    )
    return [Table(scene.say("本期活动", "Campaigns of the period"), head, rows, note=note)]


def _has_value(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None


def _effect(scene: Scene, metric: str, figure: Figure | None) -> Parts:
    """Give a campaign's figure; where an increment is null, say that there is no control group."""
    if figure is not None and figure.value is not None:
        bounds = interval(figure)
        return (figure.number(), *((" (", *bounds, ")") if bounds else ()))
    if figure is not None and figure.is_immature:
        return (Mark(scene.say("尚未满期", "not yet mature"), "quiet"),)
    if metric in ("campaign_incremental_lift", "roi_incremental"):
        return (Mark(scene.say("无对照组,不可估计", "no control group: not known"), "quiet"),)
    return ("–",)


def returns(scene: Scene) -> list[Block]:
    """Set attributed and incremental return side by side, with intervals."""
    metrics = ("roi_attributed", "roi_incremental")
    totals = [scene.published.total(one) for one in metrics]
    types = [one.dimension_value for one in ordered_parts(scene, "roi_attributed", "type")]
    parts = [scene.published.parts(one, "type") for one in metrics]
    every = [(scene.say("总计", "All"), totals)]
    every += [(scene.one("type", one), [those.get(one) for those in parts]) for one in types]
    rows = tuple(
        (
            (label,),
            *(_effect(scene, metric, one) for metric, one in zip(metrics, both, strict=True)),
        )
        for label, both in every
        if any(_has_value(one) for one in both)
    )
    if not rows:
        return []
    head = (
        scene.say("活动类型", "Campaign type"),
        *(f"{scene.metric(one)}|{one}" for one in metrics),
    )
    words = scene.say(
        "归因回报把触达后的订单都算作活动所得;增量回报只算比对照组多出的部分,没有对照组时不可估计。"
        "两者并列,不可互代。括号内为 95% 区间。",
        "The attributed return counts every order after a touch; the incremental one counts what"
        " the control group did not buy, not known without one. In brackets the 95% interval.",
    )
    return [
        Paragraph((words,), "note"),
        Table(scene.say("归因与增量回报", "Attributed and incremental return"), head, rows),
    ]


def experiments(scene: Scene) -> list[Block]:
    """Show experiments of the period's campaigns, orders only, the largest first."""
    rows = scene.published.rows(
        "from marts.experiment_results where outcome = 'order' and difference is not null"
        " and list_contains(?, campaign_id)"
        " order by observed_users + base_observed_users desc, campaign_id, variant limit ?",
        [_campaign_ids(scene), MOST_ROWS],
    )
    say = scene.say
    intro: Parts = (
        say("A/B 测试与对照组结果", "A/B tests and control groups"),
        Reference("ab_test_result"),
        say(":规模最大的几项。", ": the largest."),
    )
    return [Paragraph(intro), _compared(scene, say("实验", "Experiments"), rows)] if rows else []


def ended_campaigns(scene: Scene) -> list[Block]:
    """Show the campaigns that ended in the period: orders of who got them against the others."""
    rows = scene.published.rows(
        "from marts.experiment_results where outcome = 'order'"
        " and ends_date between ? and least(?, as_of_date)"
        " order by ends_date, campaign_id, comparison, variant",
        [scene.published.period.start, scene.published.period.end],
    )
    say = scene.say
    if not rows:
        words = say(
            "没有设对照组或变体的活动在本期结束。",
            "No campaign with a control group or variants ended in the period.",
        )
        return [Paragraph((words,), "note")]
    return [_compared(scene, say("本期结束的活动", "Campaigns that ended"), rows)]


def _compared(scene: Scene, title: str, rows: Sequence[Row]) -> Table:
    """List variants and arms with what they are compared with; unknown while immature."""
    keys = ("campaign_id", "comparison", "outcome", "variant", "base_variant")
    table = "marts.experiment_results"
    shown = []
    for row in rows:
        shown.append(
            (
                (row["campaign_name"] or row["campaign_id"],),
                (" – ".join(_arm(scene, row[name]) for name in ("variant", "base_variant")),),
                (_verdict(scene, row),),
                (
                    number_of(row, table, "observed_users", "plain", *keys),
                    " / ",
                    number_of(row, table, "base_observed_users", "plain", *keys),
                ),
                (
                    number_of(row, table, "conversion_rate", "ratio", *keys),
                    " / ",
                    number_of(row, table, "base_conversion_rate", "ratio", *keys),
                ),
                (number_of(row, table, "difference", "difference", *keys, is_change=True),),
                (
                    number_of(row, table, "difference_low", "difference", *keys, is_change=True),
                    RANGE,
                    number_of(row, table, "difference_high", "difference", *keys, is_change=True),
                ),
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
    return Table(title, head, tuple(shown), words=3)


def _arm(scene: Scene, variant: str) -> str:
    return scene.say(*_ARMS[variant]) if variant in _ARMS else variant


def _verdict(scene: Scene, row: Row) -> Mark:
    """Say whether a difference is one; not yet, while windows are open."""
    if row["difference"] is None:
        return Mark(scene.say("尚未满期", "not yet mature"), "quiet")
    if row["difference_low"] <= 0 <= row["difference_high"]:
        return Mark(scene.say("未见差异", "no effect seen"), "quiet")
    return Mark(scene.say("有差异", "effect"), "good" if row["difference"] > 0 else "bad")


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
            (
                scene.say("全部", "All")
                if row["dimension"] == "all"
                else part_name(scene, row["dimension"], row["dimension_value"]),
            ),
            (number_of(row, table, "best_hour", "hour", *keys),),
            (
                number_of(row, table, "open_rate", "ratio", *keys),
                " (",
                number_of(row, table, "open_rate_low", "ratio", *keys),
                RANGE,
                number_of(row, table, "open_rate_high", "ratio", *keys),
                ")",
            ),
            (number_of(row, table, "open_rate_all_hours", "ratio", *keys),),
            (number_of(row, table, "touches", "plain", *keys),),
        )
        for row in rows
    )
    say = scene.say
    head = (
        say("人群", "Whom"),
        say("最佳时段", "Best hour"),
        say("该时段打开率", "Open rate then"),
        say("全时段", "All hours"),
        say("触达数", "Touches"),
    )
    return [
        as_of_line(scene, "best_send_hour", "最佳推送时段", "Best hour to send"),
        Table(say("最佳推送时段", "Best hour to send"), head, shown),
    ]


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
                (
                    Mark(say("未见效果", "no effect seen"), "quiet")
                    if holds_zero
                    else Mark(say("有效", "effect"), "good" if row["lift"] > 0 else "bad"),
                ),
                (
                    number_of(row, table, "reminded_rate", "ratio", *keys),
                    " (",
                    number_of(row, table, "reminded_users", "users", *keys),
                    ")",
                ),
                (
                    number_of(row, table, "held_out_rate", "ratio", *keys),
                    " (",
                    number_of(row, table, "held_out_users", "users", *keys),
                    ")",
                ),
                (
                    number_of(row, table, "lift", "difference", *keys, is_change=True),
                    " (",
                    number_of(row, table, "lift_low", "difference", *keys, is_change=True),
                    RANGE,
                    number_of(row, table, "lift_high", "difference", *keys, is_change=True),
                    ")",
                ),
            )
        )
    head = (
        say("购后提醒日", "Reminded on"),
        say("结论", "Result"),
        say("提醒组30日复购", "Reminded: bought in 30 days"),
        say("对照组", "Held out"),
        say("增量(95% 区间)", "Effect (95% interval)"),
    )
    return [
        as_of_line(
            scene,
            "day5_reminder_lift",
            "购后第N天提醒的效果",
            "Reminders by day after the purchase",
        ),
        Table(say("提醒效果", "Reminders"), head, tuple(shown), words=2),
    ]


def predictions(scene: Scene) -> list[Block]:
    """Name what is not published yet."""
    items = tuple(
        (
            one.names[scene.language.code],
            Reference(one.metric_id),
            scene.say(":", ": "),
            not_published(scene),
            scene.say("。", "."),
        )
        for one in scene.published.definitions.values()
        if not one.is_published
    )
    return [Bullets(items)] if items else []


def actions(scene: Scene) -> list[Block]:
    """Show the action lists by size and expected value."""
    table = "marts.action_lists"
    rows = scene.published.rows(
        f"select list_id, rule_zh, rule_en, channel from {table} group by all"
        " order by sum(expected_value) desc nulls last, list_id, rule_zh"
    )
    if not rows:
        return []
    currency = scene.language.currency
    shown = tuple(
        (
            (scene.say(*_LISTS.get(row["list_id"], (row["list_id"],) * 2)),),
            (scene.say(row["rule_zh"], row["rule_en"]),),
            (scene.one("channel", row["channel"]),),
            (scene.published.sum_of(table, "count(*)", "users", **row),),
            (scene.published.sum_of(table, "sum(expected_value)", currency, **row),),
        )
        for row in rows
    )
    say = scene.say
    head = (
        say("行动", "Action"),
        say("规则", "Rule"),
        say("渠道", "Channel"),
        say("人数", "People"),
        say("预期价值", "Expected value"),
    )
    day = scene.published.as_of.isoformat()
    words: Parts = (
        say("建议行动名单", "Recommended actions"),
        Reference("promotion_response"),
        say(
            f"(截至 {day},仅含有效授权的用户)共 ",
            f" (as of {day}, of people whose consent is in force): ",
        ),
        scene.published.sum_of(table, "count(*)", "users"),
        say(",预期价值 ", ", expected value "),
        scene.published.sum_of(table, "sum(expected_value)", currency),
        say("。导出:fugou export-list。", ". Export: fugou export-list."),
    )
    note = say(
        "预期价值由同类用户的历史结果估计,不是预测值,也不是增量。",
        "Expected values come from what happened to such people before; no prediction, no effect.",
    )
    return [
        Paragraph(words),
        Table(say("行动名单", "Action lists"), head, shown, words=3, note=note),
    ]
