"""Audits as the clock, their pages and the tab of a use case read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import zone_here
from governance.choices import AuditKind, AuditState, Discipline
from governance.logic.audits import LIVE, Checked, Intervals, wanted_day
from governance.models.audits import Audit, AuditPlan
from governance.models.boards import Seat
from governance.queries.involvement import coe_staff
from intake.choices import Gate, Stage
from intake.models.assessments import Assessment
from intake.models.use_cases import StageChange, UseCase, UseCaseQuerySet

USE_CASE = UseCase._meta.label_lower
GATES = list(Gate)


def audit_plan() -> AuditPlan:
    """The plan of the organization in scope, or the shipped one before anybody changed it."""
    return AuditPlan.objects.first() or AuditPlan()


def live_cases() -> UseCaseQuerySet:
    """What the plan covers: in pilot, production or monitoring, and assessed."""
    rows: UseCaseQuerySet = UseCase.objects.submitted().filter(stage__in=LIVE)
    return rows


def with_last_audit(cases: UseCaseQuerySet) -> UseCaseQuerySet:
    """With when they went live, and when they were last audited as a whole."""
    entered = StageChange.objects.filter(use_case=OuterRef("pk"), to_stage__in=LIVE)
    closed = Audit.objects.full().filter(
        state=AuditState.CLOSED, subject_type=USE_CASE, subject_id=OuterRef("pk")
    )
    first = Subquery(entered.order_by("changed_at").values("changed_at")[:1])
    last = Subquery(closed.order_by("-closed_at").values("closed_at")[:1])
    rows: UseCaseQuerySet = cases.annotate(
        live_since=Coalesce(first, "stage_changed_at"), audited_at=last
    )
    return rows


def wanted_for(use_case: Any, intervals: Intervals) -> dt.date:
    """When a case of `with_last_audit()` is to be audited next."""
    last: dt.datetime = use_case.audited_at or use_case.live_since
    return wanted_day(last.astimezone(zone_here()).date(), use_case.tier, intervals)


def cases_to_plan() -> Iterator[int]:
    """Live cases without a scheduled audit, or with one on a day that is no longer right."""
    intervals = audit_plan().intervals
    running = Audit.objects.running().filter(
        kind=AuditKind.SCHEDULED, subject_type=USE_CASE, subject_id=OuterRef("pk")
    )
    rows = with_last_audit(live_cases()).annotate(
        running_state=Subquery(running.order_by().values("state")[:1]),
        running_wanted=Subquery(running.order_by().values("wanted_on")[:1]),
    )
    facts = ("pk", "tier", "live_since", "audited_at", "running_state", "running_wanted")
    zone = zone_here()
    for pk, tier, live_since, audited_at, state, wanted_on in rows.order_by("pk").values_list(
        *facts
    ):
        wanted = wanted_day((audited_at or live_since).astimezone(zone).date(), tier, intervals)
        may_follow = state == AuditState.PLANNED and wanted_on is not None
        if state is None or (may_follow and wanted_on != wanted):
            yield pk


def gates_passed(stage: str) -> list[Gate]:
    """The gates whose controls a case at this stage has to show; all but the last when in doubt."""
    if stage == Stage.INTAKE:
        return [Gate.DISCOVERY]
    if stage in Gate.values:
        return GATES[: GATES.index(Gate(stage)) + 1]
    return GATES[:-1]


def applicable_controls(assessment: Assessment, gates: list[Gate]) -> list[dict[str, Any]]:
    """The controls that the assessment asks for at these gates, with the gate of each."""
    return [
        {**control, "gate": needs["gate"]}
        for needs in assessment.gates
        if needs["gate"] in gates
        for control in needs["controls"]
    ]


def tested_lines(audit: Audit) -> list[Checked]:
    """The checklist as `lacking()` reads it."""
    named = set(audit.findings.filter(item__isnull=False).values_list("item_id", flat=True))
    return [
        Checked(position, result, pk in named)
        for pk, position, result in audit.items.values_list("pk", "position", "result")
    ]


def coe_leads(today: dt.date) -> list[Membership]:
    """Who leads the CoE: whoever sits for it on a board, else all of its staff."""
    seats = Seat.objects.sitting(today).filled().filter(discipline=Discipline.COE_LEAD)
    people = Membership.objects.current().with_user()
    found = list(people.filter(pk__in=seats.order_by().values("member")))
    return found or coe_staff()
