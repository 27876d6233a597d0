"""Named parts of a report: what stands in other tables than `kpi_values`.

Belongs here: the names that `outline.yml` may use under `blocks`. A part returns nothing where the
brand has no such table or the period no such rows. Does not belong here: the parts themselves.
"""

from __future__ import annotations

from collections.abc import Callable

from fugou.reports.blocks import campaigns, moves, people, plan, trust
from fugou.reports.document import Block
from fugou.reports.parts import Scene

BLOCKS: dict[str, Callable[[Scene], list[Block]]] = {
    one.__name__: one
    for one in (
        moves.changes,
        moves.alerts,
        moves.weekday,
        plan.targets,
        plan.month_targets,
        plan.benchmarks,
        plan.bridge,
        campaigns.campaigns,
        campaigns.returns,
        campaigns.experiments,
        campaigns.ended_campaigns,
        campaigns.reminders,
        campaigns.send_hours,
        campaigns.actions,
        campaigns.predictions,
        people.clusters,
        people.radar,
        people.category_pairs,
        people.next_categories,
        people.activity_retention,
        people.before_lapse,
        people.drivers,
        people.survival,
        people.retention_curve,
        people.stage_transitions,
        people.staff,
        people.referral_chain,
        trust.audit,
        trust.freshness,
        trust.late_sources,
        trust.reconciliation,
        trust.restated,
        trust.limits,
    )
}
