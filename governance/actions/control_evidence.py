"""Evidence that controls work: given, checked by somebody else, withdrawn, over on its day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import record
from coe_portal.collaboration.actions import attach_file
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.events.bus import publish
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.actions.coverage import recount
from governance.choices import EvidenceState
from governance.declarations import compliance as told
from governance.events import CoverageMoved
from governance.logic.evidence import months_later
from governance.messages.compliance import tell_of_evidence
from governance.models.controls import Control, Evidence
from governance.permissions.compliance import (
    GIVE_EVIDENCE,
    JUDGE_EVIDENCE,
    WITHDRAW_EVIDENCE,
)
from intake.models.use_cases import UseCase

DIGEST = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, kw_only=True)
class NewEvidence:
    """What shows that the control works: a file, or a link to what another system keeps.

    `sha256` (hex) may name the content behind the link; that of a file is computed.
    """

    title: str
    effective_on: dt.date
    expires_on: dt.date | None = None
    note: str = ""
    link: str = ""
    sha256: str = ""
    file: File[bytes] | None = None


@transaction.atomic
def give_evidence(
    control: Control, given: NewEvidence, *, actor: Actor, use_case: UseCase | None = None
) -> Evidence:
    """Offer evidence for a control, of one use case if it is one for use cases.

    Without a last day it holds as long as the control says.

    Raises:
        InvalidInput: neither file nor link is given, or the dates are not in order.
        InvalidTransition: the control is retired.
    """
    control = Control.objects.select_related("owner").locked(control.pk)
    evidence = Evidence(
        control=control,
        use_case=use_case,
        title=given.title.strip(),
        note=given.note.strip(),
        link=given.link,
        sha256=given.sha256.strip().lower(),
        effective_on=given.effective_on,
        expires_on=given.expires_on or months_later(given.effective_on, control.valid_months),
        offered_by=actor.membership,
        offered_at=timezone.now(),
    )
    require(actor, GIVE_EVIDENCE.code, evidence)
    _check(evidence, given)
    evidence.number = next_number(Evidence.PREFIX)
    evidence.save()
    if given.file is not None:
        evidence.attachment = attach_file(evidence, given.file, actor=actor)
        evidence.sha256 = evidence.attachment.sha256
        evidence.save(update_fields=["attachment", "sha256", "updated_at"])
    _record(told.EVIDENCE_GIVEN, evidence, actor)
    tell_of_evidence(told.EVIDENCE_TO_JUDGE, evidence)
    return evidence


def _check(evidence: Evidence, given: NewEvidence) -> None:
    if not evidence.control.is_active:
        raise InvalidTransition(_("This control is retired."))
    if evidence.control.is_per_case != (evidence.use_case is not None):
        raise InvalidTransition(
            _("Name the use case.")
            if evidence.control.is_per_case
            else _("This control is kept once for the organization.")
        )
    errors: dict[str, list[str]] = {}
    if given.file is None and not given.link:
        errors["file"] = [_("Give a file or an address.")]
    if given.sha256.strip() and not DIGEST.match(evidence.sha256):
        errors["sha256"] = [_("A SHA-256 has 64 digits from 0 to f.")]
    if evidence.expires_on is not None and evidence.expires_on < evidence.effective_on:
        errors["expires_on"] = [_("This is before the first day.")]
    if errors:
        raise InvalidInput(_("The evidence cannot be taken like this."), errors=errors)


@transaction.atomic
def accept_evidence(evidence: Evidence, *, actor: Actor, remark: str = "") -> Evidence:
    """Say that it shows what it should: from its first to its last day the control is covered.

    Raises:
        InvalidTransition: it does not wait for a check, or its last day is over.
    """
    evidence = _locked(evidence)
    require(actor, JUDGE_EVIDENCE.code, evidence)
    _require_waiting(evidence)
    if evidence.expires_on is not None and evidence.expires_on < today_here():
        raise InvalidTransition(_("Its last day is over: send it back."))
    _settle(evidence, EvidenceState.ACCEPTED, actor, remark)
    _record(told.EVIDENCE_ACCEPTED, evidence, actor, remark)
    _count(evidence)
    return evidence


@transaction.atomic
def return_control_evidence(evidence: Evidence, remark: str, *, actor: Actor) -> Evidence:
    """Send it back to whoever gave it.

    Raises:
        InvalidTransition: it does not wait for a check.
        InvalidInput: it is not said what is missing.
    """
    evidence = _locked(evidence)
    require(actor, JUDGE_EVIDENCE.code, evidence)
    _require_waiting(evidence)
    _require_words(remark)
    _settle(evidence, EvidenceState.RETURNED, actor, remark)
    _record(told.EVIDENCE_RETURNED, evidence, actor, remark)
    tell_of_evidence(told.EVIDENCE_WAS_RETURNED, evidence, remark)
    return evidence


@transaction.atomic
def withdraw_evidence(evidence: Evidence, remark: str, *, actor: Actor) -> Evidence:
    """Take evidence back that waits or was accepted: the control may be uncovered then.

    Raises:
        InvalidTransition: it was sent back, withdrawn, or is over.
        InvalidInput: no reason is given.
    """
    evidence = _locked(evidence)
    require(actor, WITHDRAW_EVIDENCE.code, evidence)
    if evidence.state not in {EvidenceState.OFFERED, EvidenceState.ACCEPTED}:
        raise InvalidTransition(_("This evidence does not count any more."))
    _require_words(remark)
    _settle(evidence, EvidenceState.WITHDRAWN, actor, remark)
    _record(told.EVIDENCE_WITHDRAWN, evidence, actor, remark)
    _count(evidence)
    return evidence


@transaction.atomic
def expire_evidence(evidence: Evidence, *, actor: Actor) -> bool:
    """Let accepted evidence end after its last day; whether it did now."""
    evidence = _locked(evidence)
    over = evidence.expires_on is not None and evidence.expires_on < today_here()
    if evidence.state != EvidenceState.ACCEPTED or not over:
        return False
    evidence.state = EvidenceState.EXPIRED
    evidence.save(update_fields=["state", "updated_at"])
    _record(told.EVIDENCE_EXPIRED, evidence, actor)
    _count(evidence)
    return True


def _locked(evidence: Evidence) -> Evidence:
    use_case = UseCase.objects.locked(evidence.use_case_id) if evidence.use_case_id else None
    locked: Evidence = Evidence.objects.select_related("control", "offered_by__user").locked(
        evidence.pk
    )
    locked.use_case = use_case
    return locked


def _settle(evidence: Evidence, state: EvidenceState, actor: Actor, remark: str) -> None:
    evidence.state, evidence.remark = state, remark.strip()
    evidence.settled_by, evidence.settled_at = actor.membership, timezone.now()
    evidence.save(update_fields=["state", "remark", "settled_by", "settled_at", "updated_at"])


def _record(action: AuditAction, evidence: Evidence, actor: Actor, reason: str = "") -> None:
    facts: dict[str, Any] = {
        "control": evidence.control.reference,
        "title": evidence.title,
        "sha256": evidence.sha256,
        "link": evidence.link,
        "from": evidence.effective_on,
        "until": evidence.expires_on,
        "state": evidence.state,
    }
    root = evidence.use_case or evidence.control
    record(action, evidence, actor=actor, after=facts, reason=reason, root=root)


def _count(evidence: Evidence) -> None:
    """At once for one use case, in the background for all."""
    if evidence.use_case_id is None:
        publish(CoverageMoved())
    else:
        recount([evidence.use_case_id])


def _require_waiting(evidence: Evidence) -> None:
    if not evidence.waits:
        raise InvalidTransition(_("This evidence does not wait for a check."))


def _require_words(remark: str) -> None:
    if not remark.strip():
        raise InvalidInput(_("Say why."), errors={"remark": [_("Say why.")]})
