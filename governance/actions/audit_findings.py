"""Findings of audits: raised, answered with evidence, and verified by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import is_permitted
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.actions.audit_planning import lock_audit
from governance.choices import AuditState, FindingSeverity, FindingState
from governance.declarations import audits as told
from governance.logic.audits import may_turn
from governance.messages.audits import LONGEST, tell_finding
from governance.models.audits import Audit, AuditItem
from governance.models.findings import AuditFinding, FindingAnswer
from governance.permissions.audits import (
    ANSWER_FINDING,
    CHANGE_FINDING,
    DO_AUDIT,
    VERIFY_FINDING,
)
from governance.queries.audits import audit_plan

OPEN_AUDITS = frozenset({AuditState.FIELDWORK, AuditState.REPORTING})
CHANGED = ("owner", "due_on")


@dataclass(frozen=True)
class NewFinding:
    """What is wrong and who answers for it; without a day it is due by its severity."""

    title: str
    description: str
    severity: FindingSeverity
    owner: Membership
    due_on: dt.date | None = None


@dataclass(frozen=True)
class FindingTerms:
    """Who answers for it, until when, and why that is changed."""

    owner: Membership
    due_on: dt.date
    reason: str


@transaction.atomic
def raise_finding(
    audit: Audit, new: NewFinding, *, actor: Actor, item: AuditItem | None = None
) -> AuditFinding:
    """Write down a gap while the audit is at work, and tell whoever answers for it."""
    audit = lock_audit(audit.pk)
    require(actor, DO_AUDIT.code, audit)
    if audit.state not in OPEN_AUDITS:
        raise InvalidTransition(_("Findings are raised during fieldwork and reporting."))
    today = today_here()
    due_on = new.due_on or today + audit_plan().days_to_answer(new.severity)
    _check_terms(new.owner, due_on, auditor=audit.auditor_id)
    finding: AuditFinding = AuditFinding.objects.create(
        number=next_number(AuditFinding.PREFIX),
        audit=audit,
        item=item,
        severity=new.severity,
        title=new.title,
        description=new.description,
        owner=new.owner,
        raised_on=today,
        raised_by=actor.membership,
        due_on=due_on,
    )
    tell_finding(told.FINDING_GIVEN, [finding.owner], finding)
    after = {
        "audit": audit.reference,
        "severity": new.severity,
        "owner": new.owner,
        "due_on": due_on,
    }
    record(
        told.FINDING_RAISED,
        finding,
        actor=actor,
        after=after,
        reason=new.description,
        root=audit.use_case,
    )
    return finding


@transaction.atomic
def change_finding(finding: AuditFinding, terms: FindingTerms, *, actor: Actor) -> AuditFinding:
    """Give it to somebody else or move its day, with a reason; never one's own."""
    before, finding = _locked(finding.pk), _locked(finding.pk)
    require(actor, CHANGE_FINDING.code, finding)
    if finding.state == FindingState.VERIFIED:
        raise InvalidTransition(_("This finding is verified."))
    reason = _said(terms.reason, "reason")
    _check_terms(terms.owner, terms.due_on, auditor=finding.audit.auditor_id)
    finding.owner, finding.due_on = terms.owner, terms.due_on
    finding.save(update_fields=["owner", "due_on", "updated_at"])
    was, now = changes(before, finding, CHANGED)
    if now:
        tell_finding(told.FINDING_GIVEN, [finding.owner], finding)
        record(
            told.FINDING_CHANGED,
            finding,
            actor=actor,
            before=was,
            after=now,
            reason=reason,
            root=finding.audit.use_case,
        )
    return finding


@transaction.atomic
def answer_finding(finding: AuditFinding, text: str, *, actor: Actor) -> FindingAnswer:
    """Say what was done; the evidence is among the files of the finding."""
    finding = _locked(finding.pk)
    require(actor, ANSWER_FINDING.code, finding)
    text = _said(text, "text")
    before = _turn(finding, FindingState.ANSWERED)
    answer: FindingAnswer = FindingAnswer.objects.create(
        finding=finding,
        number=finding.answers.count() + 1,
        text=text,
        answered_by=actor.membership,
        answered_at=timezone.now(),
    )
    words = {"member": actor.label, "words": text[:LONGEST]}
    tell_finding(told.FINDING_IS_ANSWERED, _verifiers(finding), finding, **words)
    _record(told.FINDING_ANSWERED, finding, before, text, actor)
    return answer


@transaction.atomic
def verify_finding(finding: AuditFinding, note: str, *, actor: Actor) -> AuditFinding:
    """Somebody else has checked that it is done."""
    return _judge(finding, note, actor, accepted=True)


@transaction.atomic
def return_finding(finding: AuditFinding, note: str, *, actor: Actor) -> AuditFinding:
    """Somebody else has checked, and it is not done."""
    return _judge(finding, note, actor, accepted=False)


def _judge(finding: AuditFinding, note: str, actor: Actor, *, accepted: bool) -> AuditFinding:
    finding = _locked(finding.pk)
    require(actor, VERIFY_FINDING.code, finding)
    note = _said(note, "note")
    before = _turn(finding, FindingState.VERIFIED if accepted else FindingState.RETURNED)
    answer = FindingAnswer.objects.select_related("answered_by__user").get(
        finding=finding, accepted__isnull=True
    )
    answer.accepted, answer.note = accepted, note
    answer.judged_by, answer.judged_at = actor.membership, timezone.now()
    answer.save(update_fields=["accepted", "note", "judged_by", "judged_at", "updated_at"])
    people = [finding.owner, *([answer.answered_by] if answer.answered_by else [])]
    kind = told.FINDING_IS_VERIFIED if accepted else told.FINDING_IS_RETURNED
    tell_finding(kind, people, finding, member=actor.label, words=note[:LONGEST])
    action = told.FINDING_VERIFIED if accepted else told.FINDING_RETURNED
    _record(action, finding, before, note, actor)
    return finding


def _turn(finding: AuditFinding, to: FindingState) -> str:
    """Set the state of a locked finding; the state before."""
    if not may_turn(finding.state, to):
        raise InvalidTransition(
            _("This finding is %(state)s.") % {"state": finding.get_state_display().lower()}
        )
    before, finding.state = finding.state, to
    if to == FindingState.VERIFIED:
        finding.verified_at = timezone.now()
    finding.save(update_fields=["state", "verified_at", "updated_at"])
    return before


def _locked(pk: int) -> AuditFinding:
    rows = AuditFinding.objects.select_related(
        "owner__user", "audit__auditor__user", "audit__use_case__current_assessment"
    )
    locked: AuditFinding = rows.locked(pk)
    return locked


def _verifiers(finding: AuditFinding) -> Iterable[Membership]:
    """The auditor, if it is theirs to verify."""
    auditor = finding.audit.auditor
    if auditor is not None and is_permitted(auditor, VERIFY_FINDING.code, finding):
        yield auditor


def _check_terms(owner: Membership, due_on: dt.date, *, auditor: int | None) -> None:
    errors = {}
    if not owner.is_current() or owner.pk == auditor:
        errors["owner"] = [_("Choose somebody who works here and is not the auditor.")]
    if due_on < today_here():
        errors["due_on"] = [_("This day is past.")]
    if errors:
        raise InvalidInput(_("Check who answers for it, and until when."), errors=errors)


def _said(text: str, field: str) -> str:
    if not text.strip():
        message = _("Write something.")
        raise InvalidInput(message, errors={field: [message]})
    return text.strip()


def _record(
    action: AuditAction, finding: AuditFinding, before: str, reason: str, actor: Actor
) -> None:
    record(
        action,
        finding,
        actor=actor,
        before={"state": before},
        after={"state": finding.state},
        reason=reason,
        root=finding.audit.use_case,
    )
