"""Issue and revoke certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.notifications.dispatch import notify
from coe_portal.signing.actions import active_key
from coe_portal.tenancy.references import next_number, next_numbers
from training import declarations as told
from training.logic.expiry import expiry
from training.models.certificates import Certificate, ExternalProof
from training.models.courses import Course
from training.models.enrollments import Enrollment
from training.permissions import DISCLOSE_CERTIFICATE, REVOKE_CERTIFICATE


def issue_certificate(enrollment: Enrollment, *, actor: Actor) -> Certificate:
    """The certificate of a completed enrolment, within the transaction that completes it."""
    now = timezone.now()
    return _issue(
        actor=actor,
        member=enrollment.member,
        course=enrollment.course,
        version=enrollment.version,
        enrollment=enrollment,
        percent=enrollment.percent,
        issued_at=now,
        expires_at=expiry(now, enrollment.course.valid_months),
    )


def issue_for_proof(
    proof: ExternalProof,
    enrollment: Enrollment | None,
    *,
    expires_at: dt.datetime | None,
    actor: Actor,
) -> Certificate:
    """The certificate for an accepted proof, within the transaction that accepts it."""
    return _issue(
        actor=actor,
        member=proof.member,
        course=proof.course,
        proof=proof,
        enrollment=enrollment,
        issued_at=timezone.now(),
        expires_at=expires_at,
    )


@dataclass(frozen=True)
class ImportedCompletion:
    """What another learning system says of a completion; `source` names the import and the row."""

    member: Membership
    course: Course
    issued_at: dt.datetime
    expires_at: dt.datetime | None
    source: str
    percent: int | None = None
    provider: str = ""
    enrollment: Enrollment | None = None


def issue_imported(completions: Sequence[ImportedCompletion], *, actor: Actor) -> list[Certificate]:
    """The certificates of completions elsewhere, within the transaction that imports them.

    Nobody gets a message: the holders know, and a file of years would flood them.
    """
    if not completions:
        return []
    active_key(actor=actor)
    numbers = next_numbers(Certificate.PREFIX, len(completions))
    certificates = [
        Certificate(
            organization_id=one.member.organization_id,
            number=number,
            member=one.member,
            course=one.course,
            enrollment=one.enrollment,
            course_title=one.course.title,
            holder_name=one.member.display_name,
            percent=one.percent,
            issued_at=one.issued_at,
            expires_at=one.expires_at,
        )
        for one, number in zip(completions, numbers, strict=True)
    ]
    Certificate.objects.bulk_create(certificates)
    record_all(
        [
            Entry(
                told.CERTIFICATE_ISSUED,
                certificate,
                after={
                    "member": one.member,
                    "course": one.course.reference,
                    "completed": one.issued_at,
                    "valid_until": one.expires_at,
                    "import": one.source,
                    "provider": one.provider,
                },
            )
            for one, certificate in zip(completions, certificates, strict=True)
        ],
        actor=actor,
    )
    return certificates


def _issue(*, actor: Actor, **values: Any) -> Certificate:
    active_key(actor=actor)  # made with the first certificate: showing a badge changes nothing
    member, course = values["member"], values["course"]
    certificate: Certificate = Certificate.objects.create(
        number=next_number(Certificate.PREFIX),
        course_title=course.title,
        holder_name=member.display_name,
        **values,
    )
    record(
        told.CERTIFICATE_ISSUED,
        certificate,
        actor=actor,
        after={
            "member": member,
            "course": course.reference,
            "valid_until": certificate.expires_at,
        },
    )
    notify(
        told.CERTIFICATE_EARNED,
        [member],
        certificate,
        context={"course": course.title, "certificate": certificate.reference},
        url=certificate.get_absolute_url(),
        key=certificate.reference,
    )
    return certificate


@dataclass(frozen=True)
class Disclosure:
    """What people see who have the link to a certificate."""

    is_public: bool = False
    shows_name: bool = False
    shows_result: bool = False


@transaction.atomic
def disclose(certificate: Certificate, wish: Disclosure, *, actor: Actor) -> Certificate:
    """Let the holder decide whether strangers can verify it, and what it tells them."""
    certificate = Certificate.objects.locked(certificate.pk)
    require(actor, DISCLOSE_CERTIFICATE.code, certificate)
    before = {name: getattr(certificate, name) for name in asdict(wish)}
    for name, value in asdict(wish).items():
        setattr(certificate, name, value)
    certificate.save(update_fields=[*asdict(wish), "updated_at"])
    record(told.CERTIFICATE_DISCLOSED, certificate, actor=actor, before=before, after=asdict(wish))
    return certificate


@transaction.atomic
def revoke_certificate(certificate: Certificate, reason: str, *, actor: Actor) -> Certificate:
    """Withdraw a certificate for good; it stays on record as revoked."""
    certificate = Certificate.objects.locked(certificate.pk)
    require(actor, REVOKE_CERTIFICATE.code, certificate)
    if certificate.revoked_at is not None:
        raise InvalidTransition(_("This certificate is revoked already."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why: the holder reads it.")]})
    certificate.revoked_at = timezone.now()
    certificate.revoked_by = actor.membership
    certificate.revocation_reason = reason.strip()
    certificate.save(update_fields=["revoked_at", "revoked_by", "revocation_reason", "updated_at"])
    notify(
        told.CERTIFICATE_WITHDRAWN,
        [certificate.member],
        certificate,
        context={"course": certificate.course_title, "reason": certificate.revocation_reason},
        url=certificate.get_absolute_url(),
    )
    record(
        told.CERTIFICATE_REVOKED,
        certificate,
        actor=actor,
        after={"reason": certificate.revocation_reason},
        reason=certificate.revocation_reason,
    )
    return certificate
