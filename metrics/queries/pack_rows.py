"""What a board pack lists beside its numbers, as it stood at the moment of the numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from governance.choices import APPROVALS, Outcome, Path
from governance.models.decisions import Condition, Decision
from intake.choices import AiActClass, Gate, Stage, Tier
from intake.logic.stages import CLOSED
from intake.models.assessments import Assessment
from metrics.kpis.flow import decisions
from metrics.kpis.history import cases_at
from metrics.kpis.registry import AsOf

# The workbook holds so many; the pages show the first ones of them.
MOST_ROWS: Final = 5_000
RISKY_TIERS: Final = (Tier.PROHIBITED, Tier.HIGH)
RISKY_CLASSES: Final = (AiActClass.PROHIBITED, AiActClass.HIGH)
NO_TEXT: Final = Value("", output_field=CharField())


@dataclass(frozen=True)
class DecisionRow:
    """A decision of the quarter."""

    reference: str
    title: str
    gate: str
    path: str
    tier: str
    outcome: Outcome
    decided_at: dt.datetime
    decided_by: str
    conditions: int

    @property
    def is_approval(self) -> bool:
        return self.outcome in APPROVALS


def decisions_of(as_of: AsOf) -> tuple[DecisionRow, ...]:
    """Those of the quarter, the newest first."""
    rows = decisions(as_of).annotate(held_to=Count("conditions")).order_by("-decided_at", "-pk")
    return tuple(_decision_row(row) for row in rows.defer("search")[:MOST_ROWS])


def _decision_row(row: Any) -> DecisionRow:
    return DecisionRow(
        reference=row.reference,
        title=row.title,
        gate=str(Gate(row.gate).label),
        path=str(Path(row.path).label),
        tier=str(Tier(row.tier).label),
        outcome=Outcome(row.outcome),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        conditions=row.held_to,
    )


@dataclass(frozen=True)
class CaseRow:
    """A use case whose risk tier, or whose class under the EU AI Act, was high."""

    reference: str
    title: str
    unit: str
    owner: str
    stage: str
    tier: Tier | None
    ai_act_class: str
    last_decision: str
    pending_conditions: int

    @property
    def tier_label(self) -> str:
        return "" if self.tier is None else str(self.tier.label)


def risky_cases(as_of: AsOf) -> tuple[CaseRow, ...]:
    """Prohibited before high, then by reference; without those that were over. Two queries."""
    assessed = Assessment.objects.filter(use_case=OuterRef("pk"), submitted_at__lte=as_of.at)
    decided = Decision.objects.filter(use_case=OuterRef("pk"), decided_at__lte=as_of.at)
    newest = decided.order_by("-number")
    class_then = assessed.order_by("-number").values("ai_act_class")[:1]
    rows: list[Any] = list(
        cases_at(as_of)
        .annotate(
            class_then=Coalesce(Subquery(class_then), NO_TEXT),
            decision_then=Subquery(newest.values("number")[:1]),
            outcome_then=Subquery(newest.values("outcome")[:1]),
        )
        .filter(Q(tier_then__in=RISKY_TIERS) | Q(class_then__in=RISKY_CLASSES))
        .exclude(stage_then__in=sorted(CLOSED))
        .select_related("owner__user", "business_unit")
        .defer("search")
        .order_by("number")[:MOST_ROWS]
    )
    pending = _pending_conditions(as_of, [row.pk for row in rows])
    ranked = sorted(rows, key=lambda row: (_rank(row.tier_then), row.number))
    return tuple(_case_row(row, pending.get(row.pk, 0)) for row in ranked)


def _rank(tier: str) -> int:
    return RISKY_TIERS.index(Tier(tier)) if tier in RISKY_TIERS else len(RISKY_TIERS)


def _pending_conditions(as_of: AsOf, cases: list[int]) -> Mapping[int, int]:
    unsettled = Q(settled_at__isnull=True) | Q(settled_at__gt=as_of.at)
    rows = Condition.objects.filter(
        unsettled, use_case__in=cases, decision__decided_at__lte=as_of.at
    )
    return dict(rows.order_by().values_list("use_case").annotate(count=Count("pk")))


def _case_row(row: Any, pending: int) -> CaseRow:
    decision = ""
    if row.decision_then is not None:
        decision = f"D-{row.decision_then} {Outcome(row.outcome_then).label}"
    return CaseRow(
        reference=row.reference,
        title=row.title,
        unit="" if row.business_unit is None else row.business_unit.name,
        owner=row.owner_label,
        stage=str(Stage(row.stage_then).label),
        tier=Tier(row.tier_then) if row.tier_then in Tier.values else None,
        ai_act_class=str(AiActClass(row.class_then).label) if row.class_then else "",
        last_decision=decision,
        pending_conditions=pending,
    )
