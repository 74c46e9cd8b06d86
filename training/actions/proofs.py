"""Certificates of other providers: their holder offers them, somebody else checks them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.collaboration.actions import attach_file
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.clock import end_of_day, today_here
from coe_portal.tenancy.references import next_number
from training import declarations as told
from training.actions.certification import issue_for_proof
from training.actions.enrolment import complete_by_proof
from training.choices import ProofState
from training.logic.expiry import last_day_of_proof
from training.models.certificates import Certificate, ExternalProof
from training.models.courses import Course
from training.permissions import CHECK_PROOFS, LEARN


@dataclass(frozen=True)
class ProofTerms:
    """What the certificate says, and where a checker can see it: a link, a file, or both."""

    course: Course
    title: str
    provider: str
    issued_on: dt.date
    expires_on: dt.date | None = None
    link: str = ""
    file: File[bytes] | None = None


@transaction.atomic
def offer_proof(terms: ProofTerms, *, actor: Actor) -> ExternalProof:
    """Offer a certificate of somebody else in place of a course.

    Raises:
        InvalidInput: there is nothing to look at, or its days cannot be.
        RuleViolation: the course is not offered, or one's last proof for it still waits.
    """
    require(actor, LEARN.code)
    member = actor.membership
    assert member is not None  # noqa: S101  (only members may learn)
    _require_evidence(terms)
    _require_days(terms)
    if not Course.objects.offered().filter(pk=terms.course.pk).exists():
        raise RuleViolation(_("This course is not offered now."), code="course.not_offered")
    number = next_number(ExternalProof.PREFIX)  # its lock also keeps two offers of one course apart
    waiting = ExternalProof.objects.filter(member=member, state=ProofState.OFFERED)
    if waiting.filter(course=terms.course).exists():
        raise RuleViolation(
            _("Your last certificate for this course is not checked yet."), code="proof.waiting"
        )
    proof: ExternalProof = ExternalProof.objects.create(
        number=number,
        member=member,
        course=terms.course,
        title=terms.title.strip(),
        provider=terms.provider.strip(),
        link=terms.link,
        issued_on=terms.issued_on,
        expires_on=terms.expires_on,
    )
    if terms.file is not None:
        proof.attachment = attach_file(proof, terms.file, actor=actor)
        proof.save(update_fields=["attachment", "updated_at"])
    notify(
        told.PROOF_TO_CHECK,
        Membership.objects.current().with_user().with_role(Role.COE_STAFF).exclude(pk=member.pk),
        proof,
        context={"member": str(member), "title": proof.title},
        url=proof.get_absolute_url(),
    )
    record(told.PROOF_OFFERED, proof, actor=actor, after=_facts(proof))
    return proof


@transaction.atomic
def accept_proof(proof: ExternalProof, *, actor: Actor) -> Certificate:
    """Take it for the course: the holder gets a certificate that lapses no later than the proof.

    An enrolment in the course is completed with it. InvalidTransition when it was checked before;
    RuleViolation when it would have lapsed already.
    """
    proof = _checked(proof, ProofState.ACCEPTED, actor)
    last_day = last_day_of_proof(proof.issued_on, proof.expires_on, proof.course.valid_months)
    if last_day is not None and last_day < today_here():
        raise RuleViolation(
            _("It holds no longer: the last day was %(day)s.") % {"day": last_day.isoformat()},
            code="proof.lapsed",
        )
    enrollment = complete_by_proof(proof.course, proof.member, actor=actor)
    end = None if last_day is None else end_of_day(last_day)
    record(told.PROOF_ACCEPTED, proof, actor=actor, after=_facts(proof))
    return issue_for_proof(proof, enrollment, expires_at=end, actor=actor)


@transaction.atomic
def decline_proof(proof: ExternalProof, reason: str, *, actor: Actor) -> ExternalProof:
    """Say why it does not stand for the course; another one may be offered."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why: the holder reads it.")]})
    proof = _checked(proof, ProofState.DECLINED, actor, reason=reason)
    notify(
        told.PROOF_WAS_DECLINED,
        [proof.member],
        proof,
        context={"title": proof.title, "reason": reason},
        url=proof.get_absolute_url(),
    )
    record(told.PROOF_DECLINED, proof, actor=actor, after=_facts(proof), reason=reason)
    return proof


def _checked(proof: ExternalProof, state: ProofState, actor: Actor, **values: Any) -> ExternalProof:
    proof = ExternalProof.objects.locked(proof.pk)
    require(actor, CHECK_PROOFS.code, proof)
    if proof.state != ProofState.OFFERED:
        raise InvalidTransition(_("Somebody has checked it already."), code="proof.checked")
    checked = {"checked_by": actor.membership, "checked_at": timezone.now(), **values}
    for name, value in {"state": state, **checked}.items():
        setattr(proof, name, value)
    proof.save(update_fields=["state", *checked, "updated_at"])
    return proof


def _require_evidence(terms: ProofTerms) -> None:
    if not terms.link and terms.file is None:
        _refuse("file", _("Add the certificate as a file, or a link to it."))


def _require_days(terms: ProofTerms) -> None:
    today = today_here()
    if terms.issued_on > today:
        _refuse("issued_on", _("This day is still to come."))
    if terms.expires_on is not None and terms.expires_on < max(today, terms.issued_on):
        _refuse("expires_on", _("It is no longer valid on this day."))


def _refuse(field: str, message: str) -> NoReturn:
    raise InvalidInput(message, errors={field: [message]})


def _facts(proof: ExternalProof) -> dict[str, Any]:
    return {
        "member": proof.member,
        "course": proof.course.reference,
        "title": proof.title,
        "provider": proof.provider,
        "issued_on": proof.issued_on,
        "expires_on": proof.expires_on,
        "file": proof.attachment and proof.attachment.sha256,
        "link": proof.link,
        "state": proof.state,
    }
