"""Carry an audit out: the checklist of what applies, a result for each line, and the close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from governance.actions.audit_planning import lock_audit, move_audit
from governance.actions.sampling import settle_sample
from governance.choices import AuditState, ItemResult
from governance.declarations import audits as told
from governance.logic.audits import lacking
from governance.messages.audits import tell_case
from governance.models.audits import Audit, AuditItem
from governance.permissions.audits import DO_AUDIT
from governance.queries.audits import applicable_controls, gates_passed, tested_lines
from intake.choices import Gate

LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Observed:
    """What the auditor found of one control; no result yet while it is looked at."""

    result: str = ""
    note: str = ""


@transaction.atomic
def begin_fieldwork(audit: Audit, *, actor: Actor) -> Audit:
    """Make the checklist from the controls that apply now, and tell the people of the case."""
    audit = lock_audit(audit.pk)
    require(actor, DO_AUDIT.code, audit)
    move_audit(audit, AuditState.FIELDWORK)
    assert audit.use_case is not None  # noqa: S101  (the only kind of subject there is)
    decision = audit.decision
    audit.assessment = decision.assessment if decision else audit.use_case.current_assessment
    if audit.assessment is None:
        raise RuleViolation(_("The use case has no assessment to audit."))
    audit.began_at = timezone.now()
    audit.save(update_fields=["state", "assessment", "began_at", "updated_at"])
    gates = gates_passed(decision.gate if decision else audit.use_case.stage)
    lines = _lines(audit, gates)
    AuditItem.objects.bulk_create(lines)
    tell_case(told.AUDIT_HAS_BEGUN, audit, auditor=str(audit.auditor))
    after = {"state": audit.state, "controls": [line.control for line in lines]}
    record(told.AUDIT_BEGUN, audit, actor=actor, after=after, root=audit.use_case)
    return audit


@transaction.atomic
def save_item(item: AuditItem, observed: Observed, *, actor: Actor) -> AuditItem:
    """Keep what the auditor found of one control; the same words again change nothing."""
    audit = lock_audit(item.audit_id)
    require(actor, DO_AUDIT.code, audit)
    if not audit.is_tested:
        raise InvalidTransition(_("The checklist is filled in during fieldwork."))
    if observed.result and observed.result not in ItemResult.values:
        raise InvalidInput(_("Choose a result."), errors={"result": [_("Choose a result.")]})
    if len(observed.note) > LONGEST_NOTE:
        raise InvalidInput(_("The note is too long."), errors={"note": [_("It is too long.")]})
    item = AuditItem.objects.locked(item.pk)
    item.audit = audit
    before = {"result": item.result, "note": item.note}
    after = {"result": observed.result, "note": observed.note.strip()}
    if before == after:
        return item
    item.result, item.note = observed.result, observed.note.strip()
    item.saved_at, item.saved_by = timezone.now(), actor.label
    item.save(update_fields=["result", "note", "saved_at", "saved_by", "updated_at"])
    record(
        told.AUDIT_ITEM_SAVED,
        audit,
        actor=actor,
        before=before,
        after={"line": item.position, "control": item.control, **after},
        root=audit.use_case,
    )
    return item


@transaction.atomic
def finish_fieldwork(audit: Audit, *, actor: Actor) -> Audit:
    """Every line has a result, and every gap a finding: now the report is written."""
    audit = lock_audit(audit.pk)
    require(actor, DO_AUDIT.code, audit)
    move_audit(audit, AuditState.REPORTING)
    _check_complete(audit)
    audit.tested_at = timezone.now()
    audit.save(update_fields=["state", "tested_at", "updated_at"])
    record(told.AUDIT_TESTED, audit, actor=actor, after={"state": audit.state}, root=audit.use_case)
    return audit


@transaction.atomic
def resume_fieldwork(audit: Audit, *, actor: Actor) -> Audit:
    """Look again before the report is closed."""
    audit = lock_audit(audit.pk)
    require(actor, DO_AUDIT.code, audit)
    move_audit(audit, AuditState.FIELDWORK)
    audit.save(update_fields=["state", "updated_at"])
    record(
        told.AUDIT_RESUMED, audit, actor=actor, after={"state": audit.state}, root=audit.use_case
    )
    return audit


@transaction.atomic
def close_audit(audit: Audit, conclusion: str, *, actor: Actor) -> Audit:
    """Say what came of it. Its findings live on; a sample sets how many more are drawn."""
    audit = lock_audit(audit.pk)
    require(actor, DO_AUDIT.code, audit)
    if not conclusion.strip():
        message = _("Say what came of it.")
        raise InvalidInput(message, errors={"conclusion": [message]})
    move_audit(audit, AuditState.CLOSED)
    _check_complete(audit)
    audit.conclusion = conclusion.strip()
    audit.closed_at, audit.closed_by = timezone.now(), actor.label
    audit.save(update_fields=["state", "conclusion", "closed_at", "closed_by", "updated_at"])
    tell_case(told.AUDIT_IS_CLOSED, audit, conclusion=audit.conclusion[:500])
    settle_sample(audit, actor=actor)
    record(
        told.AUDIT_CLOSED,
        audit,
        actor=actor,
        after={"state": audit.state, **_figures(audit)},
        reason=audit.conclusion,
        root=audit.use_case,
    )
    return audit


def _lines(audit: Audit, gates: list[Gate]) -> list[AuditItem]:
    assert audit.assessment is not None  # noqa: S101  (the caller has just set it)
    return [
        AuditItem(
            organization_id=audit.organization_id,
            audit=audit,
            position=position,
            gate=control["gate"],
            control=control["id"],
            title=control["title"][:255],
            description=control["description"],
            necessity=control["necessity"],
            refs=control["refs"],
        )
        for position, control in enumerate(applicable_controls(audit.assessment, gates), start=1)
    ]


def _check_complete(audit: Audit) -> None:
    missing = lacking(tested_lines(audit))
    if missing.results:
        raise RuleViolation(
            _("These lines have no result yet: %(lines)s.") % {"lines": _numbers(missing.results)}
        )
    if missing.findings:
        raise RuleViolation(
            _("Raise a finding for these gaps: %(lines)s.") % {"lines": _numbers(missing.findings)}
        )


def _numbers(positions: tuple[int, ...]) -> str:
    return ", ".join(map(str, positions))


def _figures(audit: Audit) -> dict[str, Any]:
    results = list(audit.items.values_list("result", flat=True))
    counted = {result.value: results.count(result.value) for result in ItemResult}
    return {"results": counted, "findings": [str(one) for one in audit.findings.all()]}
