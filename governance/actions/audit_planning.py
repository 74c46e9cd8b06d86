"""Plan audits: by the interval of the tier, after a change, of a sample, and on request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.choices import AuditKind, AuditState
from governance.declarations import audits as told
from governance.logic.audits import CHANGE_DAYS, LIVE, SAMPLE_DAYS, due_day, may_move
from governance.messages.audits import tell_audit
from governance.models.audits import Audit, AuditPlan
from governance.models.decisions import Decision
from governance.permissions.audits import PLAN_AUDITS, may_audit
from governance.queries.audits import (
    USE_CASE,
    audit_plan,
    live_cases,
    wanted_for,
    with_last_audit,
)
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class PlanTerms:
    """How often what is live is audited, how fast findings are answered, how samples go back."""

    high_months: int
    other_months: int
    after_change: bool
    minor_days: int
    major_days: int
    critical_days: int
    passes_to_step_back: int


@dataclass(frozen=True)
class AuditTerms:
    """Who carries an audit out, and until when."""

    due_on: dt.date
    auditor: Membership | None = None


@dataclass(frozen=True, kw_only=True)
class NewAudit(AuditTerms):
    """An audit on request: what it is about, such as UC-42, and why."""

    about: str
    reason: str


PLAN_TERMS = tuple(field.name for field in fields(PlanTerms))
TERMS = tuple(field.name for field in fields(AuditTerms))


@transaction.atomic
def change_audit_plan(terms: PlanTerms, *, actor: Actor) -> AuditPlan:
    """Set the intervals; the clock moves what is planned and nobody has moved by hand."""
    require(actor, PLAN_AUDITS.code)
    plan = lock_plan()
    before = AuditPlan.objects.get(pk=plan.pk)
    for name in PLAN_TERMS:
        setattr(plan, name, getattr(terms, name))
    plan.full_clean(exclude=["organization"])
    plan.save(update_fields=[*PLAN_TERMS, "updated_at"])
    was, now = changes(before, plan, PLAN_TERMS)
    if now:
        record(told.AUDIT_PLAN_CHANGED, plan, actor=actor, before=was, after=now)
    return plan


def lock_plan() -> AuditPlan:
    """The row of the plan, locked; it is made when it is first needed."""
    plan, _is_new = AuditPlan.objects.get_or_create()
    locked: AuditPlan = AuditPlan.objects.locked(plan.pk)
    return locked


@transaction.atomic
def plan_audit(new: NewAudit, *, actor: Actor) -> Audit:
    """Plan an audit of a use case that the actor may see."""
    require(actor, PLAN_AUDITS.code)
    use_case = _case_called(new.about, actor)
    if not new.reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    _check_day(new.due_on)
    _check_auditor(new.auditor, use_case)
    return _plan(
        use_case,
        AuditKind.AD_HOC,
        actor,
        due_on=new.due_on,
        auditor=new.auditor,
        reason=new.reason.strip(),
    )


@transaction.atomic
def plan_by_interval(use_case: UseCase, *, actor: Actor) -> Audit | None:
    """The next audit of a live case, planned or moved to the day it should be; None if it is so.

    The case is locked, so that two clocks at once plan one audit.
    """
    UseCase.objects.locked(use_case.pk)
    found = with_last_audit(live_cases()).filter(pk=use_case.pk).first()
    if found is None:
        return None
    wanted = wanted_for(found, audit_plan().intervals)
    running = Audit.objects.running().about(found).filter(kind=AuditKind.SCHEDULED).first()
    due_on = due_day(wanted, today_here())
    if running is None:
        return _plan(found, AuditKind.SCHEDULED, actor, due_on=due_on, wanted_on=wanted)
    if running.state != AuditState.PLANNED or running.wanted_on in {None, wanted}:
        return None
    return _follow_interval(running, wanted, due_on, actor)


@transaction.atomic(savepoint=False)
def plan_after_change(assessment: Assessment, *, actor: Actor) -> Audit | None:
    """A live case that changed is audited soon; one planned audit serves several changes."""
    use_case = UseCase.objects.locked(assessment.use_case_id)
    planned = Audit.objects.about(use_case).filter(kind=AuditKind.CHANGE, state=AuditState.PLANNED)
    if use_case.stage not in LIVE or not audit_plan().after_change or planned.exists():
        return None
    return _plan(
        use_case,
        AuditKind.CHANGE,
        actor,
        due_on=today_here() + dt.timedelta(days=CHANGE_DAYS),
        reason=_("Assessment %(number)s is a material change.") % {"number": assessment.number},
    )


@transaction.atomic(savepoint=False)
def plan_sample(decision: Decision, *, actor: Actor) -> Audit | None:
    """The audit of an approval that was drawn; None when it has one."""
    if not decision.sampled_for_audit or decision.sample_audits.exists():
        return None
    return _plan(
        decision.use_case,
        AuditKind.SAMPLE,
        actor,
        due_on=today_here() + dt.timedelta(days=SAMPLE_DAYS),
        decision=decision,
        reason=_("%(decision)s was drawn from the self-service approvals.")
        % {"decision": decision.reference},
    )


@transaction.atomic
def change_audit(audit: Audit, terms: AuditTerms, *, actor: Actor) -> Audit:
    """Give it to somebody, or move its day; the interval then no longer moves it."""
    before, audit = lock_audit(audit.pk), lock_audit(audit.pk)
    require(actor, PLAN_AUDITS.code, audit)
    if not audit.is_running:
        raise InvalidTransition(_("This audit is over."))
    if terms.due_on != audit.due_on:
        _check_day(terms.due_on)
        audit.wanted_on = None
    if terms.auditor is None and audit.state != AuditState.PLANNED:
        message = _("An audit that has begun needs an auditor.")
        raise InvalidInput(message, errors={"auditor": [message]})
    if terms.auditor != audit.auditor:
        _check_auditor(terms.auditor, audit.use_case)
    audit.due_on, audit.auditor = terms.due_on, terms.auditor
    audit.save(update_fields=["due_on", "auditor", "wanted_on", "updated_at"])
    was, now = changes(before, audit, TERMS)
    if before.auditor != audit.auditor:
        _tell_auditor(audit, actor)
    if now:
        record(told.AUDIT_CHANGED, audit, actor=actor, before=was, after=now, root=audit.use_case)
    return audit


@transaction.atomic
def cancel_audit(audit: Audit, reason: str, *, actor: Actor) -> Audit:
    """It is not carried out, for this reason. A sample always is."""
    audit = lock_audit(audit.pk)
    require(actor, PLAN_AUDITS.code, audit)
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    if audit.kind == AuditKind.SAMPLE:
        raise InvalidTransition(_("A sample is not cancelled: that would be choosing samples."))
    if audit.findings.exists():
        raise InvalidTransition(_("It has findings: finish it instead."))
    return _cancel(audit, reason.strip(), actor)


@transaction.atomic
def cancel_planned(use_case: UseCase, reason: str, *, actor: Actor) -> int:
    """What is planned of a case that is over is not carried out; how many audits."""
    planned = Audit.objects.full().about(use_case).filter(state=AuditState.PLANNED)
    rows = list(planned.select_related("use_case").locked_rows())
    for audit in rows:
        _cancel(audit, reason, actor)
    return len(rows)


def lock_audit(pk: int) -> Audit:
    """The audit with its people and its case, its row locked."""
    rows = Audit.objects.select_related("auditor__user", "use_case__current_assessment")
    locked: Audit = rows.locked(pk)
    return locked


def move_audit(audit: Audit, to: AuditState) -> None:
    """Set the state of a locked audit; InvalidTransition where no way leads."""
    if not may_move(audit.state, to):
        raise InvalidTransition(
            _("An audit in %(state)s cannot go there.") % {"state": audit.get_state_display()}
        )
    audit.state = to


def _plan(use_case: UseCase, kind: AuditKind, actor: Actor, **facts: Any) -> Audit:
    audit: Audit = Audit.objects.create(
        number=next_number(Audit.PREFIX),
        kind=kind,
        subject_type=USE_CASE,
        subject_id=use_case.pk,
        use_case=use_case,
        title=str(use_case)[:255],
        tier=use_case.tier,
        planned_on=today_here(),
        **facts,
    )
    _tell_auditor(audit, actor)
    after = {"kind": kind, "due_on": audit.due_on, "auditor": audit.auditor}
    record(told.AUDIT_PLANNED, audit, actor=actor, after=after, reason=audit.reason, root=use_case)
    return audit


def _follow_interval(audit: Audit, wanted: dt.date, due_on: dt.date, actor: Actor) -> Audit:
    before, audit = audit, lock_audit(audit.pk)
    audit.wanted_on, audit.due_on = wanted, due_on
    audit.save(update_fields=["wanted_on", "due_on", "updated_at"])
    was, now = changes(before, audit, ("wanted_on", "due_on"))
    record(told.AUDIT_CHANGED, audit, actor=actor, before=was, after=now, root=audit.use_case)
    return audit


def _cancel(audit: Audit, reason: str, actor: Actor) -> Audit:
    before = audit.state
    move_audit(audit, AuditState.CANCELLED)
    audit.conclusion, audit.closed_at, audit.closed_by = reason, timezone.now(), actor.label
    audit.save(update_fields=["state", "conclusion", "closed_at", "closed_by", "updated_at"])
    record(
        told.AUDIT_CANCELLED,
        audit,
        actor=actor,
        before={"state": before},
        after={"state": audit.state},
        reason=reason,
        root=audit.use_case,
    )
    return audit


def _case_called(reference: str, actor: Actor) -> UseCase:
    visible = UseCase.objects.visible_to(actor.membership) if actor.membership else UseCase.objects
    found: UseCase | None = visible.by_reference(reference.strip()).submitted().first()
    if found is None:
        message = _("There is no assessed use case with this reference.")
        raise InvalidInput(message, errors={"about": [message]})
    return found


def _check_day(day: dt.date) -> None:
    if day < today_here():
        message = _("This day is past.")
        raise InvalidInput(message, errors={"due_on": [message]})


def _check_auditor(member: Membership | None, use_case: UseCase | None) -> None:
    if member is not None and not may_audit(member, use_case):
        message = _("Choose somebody who has no part in the case and does not only read.")
        raise InvalidInput(message, errors={"auditor": [message]})


def _tell_auditor(audit: Audit, actor: Actor) -> None:
    if audit.auditor is not None and not actor.is_member(audit.auditor_id):
        tell_audit(told.AUDIT_GIVEN, [audit.auditor], audit)
