"""Risks, incidents and law for a board pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from governance.choices import (
    ActionState,
    Harm,
    IncidentKind,
    IncidentState,
    RiskBand,
    RiskCategory,
    Severity,
)
from governance.logic.obligations import Milestone, milestones
from governance.logic.risks import scores_of
from governance.models.incidents import Incident
from governance.models.risks import Risk
from governance.queries.obligations import all_obligations, case_groups
from metrics.kpis.registry import AsOf
from metrics.queries.pack_rows import MOST_ROWS

AHEAD: Final = dt.timedelta(days=366)
# The steps of an incident with the column that says when it came there, the last first.
STEPS: Final = (
    ("closed_at", IncidentState.CLOSED),
    ("resolved_at", IncidentState.RESOLVED),
    ("contained_at", IncidentState.CONTAINED),
    ("triaged_at", IncidentState.TRIAGED),
)


@dataclass(frozen=True)
class RiskRow:
    """A large risk of the register."""

    reference: str
    title: str
    category: str
    band: RiskBand
    score: int
    state: str
    owner: str
    annual_loss: float | None
    review_on: dt.date


def large_risks(as_of: AsOf) -> tuple[RiskRow, ...]:
    """High and critical risks that were in the register then, as they are rated now."""
    least, _most = scores_of(RiskBand.HIGH)
    rows = Risk.objects.live().filter(created_at__lte=as_of.at, score__gte=least)
    ordered = rows.select_related("owner__user").order_by("-score", "number")
    return tuple(_risk_row(row) for row in ordered[:MOST_ROWS])


def _risk_row(row: Risk) -> RiskRow:
    return RiskRow(
        reference=row.reference,
        title=row.title,
        category=str(RiskCategory(row.category).label),
        band=row.band,
        score=row.current.score,
        state=str(row.get_state_display()),
        owner=str(row.owner),
        annual_loss=None if row.annual_loss is None else float(row.annual_loss),
        review_on=row.review_on,
    )


@dataclass(frozen=True)
class IncidentRow:
    """An incident that was reported in the quarter, or still open at its end."""

    reference: str
    title: str
    severity: Severity | None
    kind: str
    harm: str
    use_case: str
    reported_at: dt.datetime
    state: IncidentState
    open_actions: int
    is_new: bool

    @property
    def severity_label(self) -> str:
        return "" if self.severity is None else str(self.severity.label)

    @property
    def is_open(self) -> bool:
        return self.state != IncidentState.CLOSED


def incidents_of(as_of: AsOf) -> tuple[IncidentRow, ...]:
    """The newest first; without reports that had turned out to be none by then."""
    still_open = Q(closed_at__isnull=True) | Q(closed_at__gt=as_of.at)
    rows = (
        Incident.objects.filter(reported_at__lte=as_of.at)
        .filter(still_open | Q(reported_at__gte=as_of.since))
        .exclude(state=IncidentState.DISMISSED, closed_at__lte=as_of.at)
        .select_related("use_case")
        .defer("use_case__search")
        .prefetch_related("actions")
        .order_by("-reported_at", "-pk")
    )
    return tuple(_incident_row(row, as_of) for row in rows[:MOST_ROWS])


def _incident_row(row: Incident, as_of: AsOf) -> IncidentRow:
    return IncidentRow(
        reference=row.reference,
        title=row.title,
        severity=Severity(row.severity) if row.severity else None,
        kind=str(IncidentKind(row.kind).label) if row.kind else "",
        harm=str(Harm(row.harm).label),
        use_case="" if row.use_case is None else str(row.use_case),
        reported_at=row.reported_at,
        state=_state_at(row, as_of.at),
        open_actions=sum(one.state == ActionState.OPEN for one in row.actions.all()),
        is_new=row.reported_at >= as_of.since,
    )


def _state_at(row: Incident, at: dt.datetime) -> IncidentState:
    for column, state in STEPS:
        moment: Any = getattr(row, column)
        if moment is not None and moment <= at:
            return state
    return IncidentState.REPORTED


@dataclass(frozen=True)
class LegalCalendar:
    """Days of the law: those that came in the quarter, and those of the year after it."""

    begun: tuple[Milestone, ...]
    coming: tuple[Milestone, ...]


def legal_calendar(as_of: AsOf) -> LegalCalendar:
    """By day, each with how many of our use cases it concerns today."""
    found = milestones(all_obligations(), case_groups())
    first, last = as_of.quarter.starts_on, as_of.quarter.ends_on
    return LegalCalendar(
        begun=tuple(one for one in found if first <= one.day <= last),
        coming=tuple(one for one in found if last < one.day <= last + AHEAD),
    )
