"""Who people are, how they behave, stay, move and bring others.

Belongs here: named parts of `outline.yml`, one function each, and what only they need. Does not
belong here: what all sections have in common (`fugou.reports.parts`).
"""

from __future__ import annotations

from fugou.periods import Period
from fugou.reports.blocks.common import MOST_ROWS, as_of_line, without_no_data
from fugou.reports.document import (
    Block,
    Chart,
    Charts,
    Paragraph,
    Parts,
    Reference,
    Series,
    Table,
)
from fugou.reports.figures import SMALL_BASE, Figure
from fugou.reports.parts import (
    Scene,
)
from fugou.reports.reading import Row, number_of
from fugou.reports.wording import RANGE

_DRIVERS = {
    "return": ("首单退货", "order returned"),
    "quality_ticket": ("首个工单为质量问题", "ticket about quality"),
    "satisfaction": ("首次答卷满意(4至5分)", "satisfied answer (4 or 5)"),
    "attachment": ("首次答卷有情感连接", "attached answer"),
}
_STAGES = ("new", "active", "potential_churn", "warning", "churned", "dormant", "unknown")


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
        say("聚类", "Cluster"),
        say("人数", "People"),
        say("人均净销售额", "Net revenue each"),
        say("购买日(中心)", "Purchase days (centre)"),
        say("互动(中心)", "Interactions (centre)"),
        say("轮廓系数", "Silhouette"),
    )
    return [
        as_of_line(scene, "cluster_profile", "行为聚类", "Clusters of behaviour"),
        without_no_data(Table(say("行为聚类", "Clusters"), head, shown)),
    ]


def radar(scene: Scene) -> list[Block]:
    """Count buyers by the class of their radar."""
    rows = scene.published.rows("select distinct radar_class from marts.user_radar order by 1")
    if not rows:
        return []
    table = "marts.user_radar"
    shown: tuple[tuple[Parts, ...], ...] = tuple(
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
    head = (
        say("类别", "Class"),
        say("人数", "People"),
        say("人均购买日", "Purchase days each"),
        say("笔均金额", "Value per purchase"),
        say("人均互动", "Interactions each"),
    )
    return [
        as_of_line(scene, "radar_scores", "用户行为雷达", "Behaviour radar"),
        without_no_data(Table(say("雷达类别", "Radar"), head, shown)),
    ]


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
            (
                number_of(row, table, "support", "ratio", *keys),
                " (",
                number_of(row, table, "support_low", "ratio", *keys),
                RANGE,
                number_of(row, table, "support_high", "ratio", *keys),
                ")",
            ),
            (number_of(row, table, "lift", "lift", *keys),),
        )
        for row in rows
    )
    say = scene.say
    head = (
        say("品类组合", "Categories"),
        say("人数", "People"),
        say("支持度", "Support"),
        say("提升度", "Lift"),
    )
    words: Parts = (
        say("品类关联", "Bought by the same people"),
        Reference("category_pair_lift"),
        say(
            ":提升度大于 1 表示比偶然更常被同一人购买;相关,并非因果。",
            ": a lift above 1 is more often than by chance. Association, not cause.",
        ),
    )
    return [Paragraph(words), Table(say("品类关联", "Category pairs"), head, shown)]


def next_categories(scene: Scene) -> list[Block]:
    """Show which category most often follows a first one."""
    rows = scene.published.rows(
        "from marts.next_categories where from_users >= ? and from_category <> to_category"
        " and to_category <> 'none' order by share desc, from_category, to_category limit 6",
        [SMALL_BASE],
    )
    if not rows:
        return []
    table, keys = "marts.next_categories", ("from_category", "to_category")
    shown = tuple(
        (
            (f"{row['from_category']} → {row['to_category']}",),
            (
                number_of(row, table, "user_count", "plain", *keys),
                " / ",
                number_of(row, table, "from_users", "plain", *keys),
            ),
            (number_of(row, table, "share", "ratio", *keys),),
            (
                number_of(row, table, "interval_low", "ratio", *keys),
                RANGE,
                number_of(row, table, "interval_high", "ratio", *keys),
            ),
        )
        for row in rows
    )
    say = scene.say
    head = (
        say("首购品类 → 下一品类", "First → next category"),
        say("人数", "People"),
        say("占比", "Share"),
        say("95% 区间", "95% interval"),
    )
    return [Table(say("下一个品类", "Next category"), head, shown)]


def activity_retention(scene: Scene) -> list[Block]:
    """Say how activity in communities goes with staying."""
    rows = scene.published.rows("from marts.activity_retention where dimension = 'all'")
    if not rows or rows[0]["spearman"] is None:
        return []
    table, keys = "marts.activity_retention", ("dimension", "dimension_value")
    row = rows[0]
    say = scene.say
    parts: Parts = (
        say(
            "社群活跃度与留存的相关系数(Spearman)",
            "Activity in communities and retention (Spearman)",
        ),
        Reference("activity_retention_correlation"),
        say("为 ", ": "),
        number_of(row, table, "spearman", "correlation", *keys),
        say("(95% 区间 ", " (95% interval "),
        number_of(row, table, "spearman_low", "correlation", *keys),
        RANGE,
        number_of(row, table, "spearman_high", "correlation", *keys),
        say(",", ", "),
        number_of(row, table, "joined_users", "users", *keys),
        say(");截至 ", "); as of "),
        scene.published.as_of.isoformat(),
        say("。", "."),
    )
    return [Paragraph(parts)]


def drivers(scene: Scene) -> list[Block]:
    """Set people side by side whom an order, a ticket or an answer tells apart."""
    period = scene.published.period
    rows = scene.published.rows(
        "from marts.repurchase_drivers where grain = ? and period_start = ? order by driver",
        [period.grain, period.start],
    )
    if not rows:
        return []
    table, keys = "marts.repurchase_drivers", ("driver", "grain", "period_start")
    say = scene.say

    def group(row: Row, name: str) -> Parts:
        return (
            number_of(row, table, f"{name}_rate", "ratio", *keys),
            " (",
            number_of(row, table, f"{name}_users", "users", *keys),
            ")",
        )

    shown = tuple(
        (
            (say(*_DRIVERS[row["driver"]]),),
            group(row, "exposed"),
            group(row, "other"),
            (number_of(row, table, "difference", "difference", *keys, is_change=True),),
            (
                number_of(row, table, "difference_low", "difference", *keys, is_change=True),
                RANGE,
                number_of(row, table, "difference_high", "difference", *keys, is_change=True),
            ),
        )
        for row in rows
    )
    head = (
        say("首个事件", "First event"),
        say("是:90 日复购率", "Yes: bought within 90 days"),
        say("否", "No"),
        say("差", "Difference"),
        say("95% 区间", "95% interval"),
    )
    intro: Parts = (
        say("与复购相关的因素", "What goes with repurchase"),
        Reference("service_churn_risk_drivers"),
        say(
            ":按本期首个订单、工单或答卷分组,只计已满 90 天者;区间跨过 0 即未见差异。",
            ": by the first order, ticket or answer of the period, of who has been followed for 90"
            " days; an interval that holds 0 shows no difference.",
        ),
    )
    return [Paragraph(intro), Table(say("相关因素", "Drivers"), head, shown, words=1)]


def before_lapse(scene: Scene) -> list[Block]:
    """Draw the weeks before a lapse beside those of people who stayed."""
    rows = scene.published.rows("from marts.activity_before_lapse order by weeks_before desc")
    if not rows:
        return []
    table, keys = "marts.activity_before_lapse", ("weeks_before",)
    last = rows[-1]
    say = scene.say
    sentence: Parts = (
        say(
            "流失前最后一周,流失者与匹配的留存者人均互动之差",
            "In the last week before a lapse, those who"
            " lapsed less those matched who stayed, in interactions each",
        ),
        Reference("activity_change_before_churn"),
        say("为 ", ": "),
        number_of(last, table, "difference", "plain", *keys, is_change=True),
        say("(95% 区间 ", " (95% interval "),
        number_of(last, table, "difference_low", "plain", *keys, is_change=True),
        RANGE,
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
        scene.say(
            "仍未再购的买家占比(%,Kaplan-Meier)", "Buyers yet to buy again (%, Kaplan-Meier)"
        ),
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
            tuple(
                bool((one := figures[place]) is not None and one.is_immature) for place in places
            ),
        )
        for label, values, figures in series
    )
    chart = Chart(
        "line",
        scene.say("本期加入用户的留存(%)", "Retention of those who joined in the period (%)"),
        tuple(str(day) for day in shown),
        lines,
        "ratio",
        axis=scene.say(
            "加入后天数(空心:尚未全部满期)", "days since joining (hollow: not all mature)"
        ),
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
        shown: tuple[tuple[Parts, ...], ...] = tuple(
            (
                (scene.one("lifecycle_stage", row["segment"]),),
                *(
                    (
                        scene.published.sum_of(
                            table,
                            f"sum({column})",
                            "users",
                            segment_kind="lifecycle_stage",
                            segment=row["segment"],
                            business_date=days,
                        ),
                    )
                    for column, days in sums
                ),
            )
            for row in stages
        )
        head = (
            scene.say("阶段", "Stage"),
            scene.say("期初", "Opening"),
            scene.say("进入", "Entered"),
            scene.say("离开", "Left"),
            scene.say("期末", "Closing"),
        )
        note = scene.say(
            "期初 + 进入 − 离开 = 期末;同一人可多次进出。",
            "Opening + entered − left = closing; a person may come and go more than once.",
        )
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
    ends = [one for one in _STAGES if any(row["to_segment"] == one for row in rows)]
    keys = ("grain", "period_start", "segment_kind", "from_segment", "to_segment")
    cells = {(row["from_segment"], row["to_segment"]): row for row in rows}
    shown = tuple(
        (
            (scene.one("lifecycle_stage", stage),),
            *(
                (
                    number_of(
                        cells[stage, to],
                        "marts.stage_transitions",
                        "transition_rate",
                        "ratio",
                        *keys,
                    ),
                )
                if (stage, to) in cells
                else ("–",)
                for to in ends
            ),
        )
        for stage in stages
    )
    month = scene.language.period(Period(grain, rows[0]["period_start"]))
    head = (
        scene.say("从 \\ 到", "From \\ to"),
        *(scene.one("lifecycle_stage", one) for one in ends),
    )
    words: Parts = (
        scene.say(f"{month}阶段迁移", f"Moves between stages, {month}"),
        Reference("stage_transition"),
        scene.say("(占期初该阶段用户)。", " (share of those in the stage at its start)."),
    )
    return [Paragraph(words), Table(scene.say("阶段迁移", "Moves between stages"), head, shown)]


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
            [scope, period.start, period.end, MOST_ROWS],
        )
        if not rows:
            continue
        shown = tuple(
            (
                (row["performer_id"].split(":")[-1],),
                (number_of(row, table, "live_relationships", "plain", *keys),),
                *(
                    (
                        number_of(row, table, f"{what}_rate", "ratio", *keys),
                        " (",
                        number_of(row, table, f"{what}_low", "ratio", *keys),
                        RANGE,
                        number_of(row, table, f"{what}_high", "ratio", *keys),
                        ")",
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
        head = (
            say(zh, en),
            say("有效关系", "Live relations"),
            say("关系流失率", "Lost"),
            say("打开率", "Open rate"),
            say("转化率", "Conversion"),
            say("复购率", "Repurchase"),
            say("净销售额", "Net revenue"),
        )
        month = scene.language.period(Period("month", rows[0]["activity_month"]))
        if not blocks:
            blocks.append(
                Paragraph(
                    (
                        say(f"{month}导购与门店表现", f"Staff and stores in {month}"),
                        Reference("staff_store_performance"),
                        say("(括号内为 95% 区间)。", " (95% intervals)."),
                    )
                )
            )
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
    head = (
        say("层级", "Generation"),
        say("用户", "People"),
        say("买家", "Buyers"),
        say("邀请人", "Inviters"),
        say("K 值", "K factor"),
    )
    return [
        as_of_line(scene, "referral_chain_depth", "裂变层级", "Referral chain"),
        Table(say("裂变层级", "Referral chain"), head, shown),
    ]
