"""What somebody has shown to know, until when, and what that allows."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from training.choices import ProofState
from training.models.courses import Course, CourseVersion
from training.models.enrollments import Enrollment


def new_public_id() -> str:
    """An address that cannot be guessed: 192 random bits."""
    return secrets.token_urlsafe(24)


class ProofQuerySet(ReferencedQuerySet["ExternalProof"]):
    """Proofs by their reference."""


class ExternalProof(Referenced, TenantModel):
    """A certificate of somebody else, offered for a course and checked by a person."""

    PREFIX = "P"

    number = models.PositiveIntegerField()
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="proofs")
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="proofs", verbose_name=_("stands for")
    )
    title = models.CharField(_("what the certificate says"), max_length=200)
    provider = models.CharField(_("who issued it"), max_length=120)
    link = models.URLField(_("link to it"), max_length=500, blank=True)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=ProofState, default=ProofState.OFFERED)
    checked_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("why"), max_length=1000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ProofQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_proof_per_number"),
            models.CheckConstraint(
                condition=Q(state="offered")
                | (Q(checked_at__isnull=False) & Q(checked_by__isnull=False)),
                name="proofs_are_checked_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["organization", "state", "id"], name="proofs_by_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("training:proof", reference=self.reference)


class CertificateQuerySet(ReferencedQuerySet["Certificate"]):
    def valid_at(self, now: datetime) -> CertificateQuerySet:
        """Not revoked and not lapsed."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True
        )


class Certificate(Referenced, TenantModel):
    """A member has completed a course. Only revocation and what it discloses ever change."""

    PREFIX = "CERT"

    number = models.PositiveIntegerField()
    public_id = models.CharField(max_length=40, default=new_public_id, editable=False)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="certificates")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="certificates")
    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    enrollment = models.OneToOneField(
        Enrollment, on_delete=models.PROTECT, null=True, blank=True, related_name="certificate"
    )
    proof = models.OneToOneField(
        ExternalProof, on_delete=models.PROTECT, null=True, blank=True, related_name="certificate"
    )
    # As it was on the day: a later name or title does not change what was issued.
    course_title = models.CharField(max_length=160)
    holder_name = models.CharField(max_length=150)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    is_public = models.BooleanField(_("anybody with the link can verify it"), default=False)
    shows_name = models.BooleanField(_("show my name"), default=False)
    shows_result = models.BooleanField(_("show my result"), default=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.CharField(_("why"), max_length=500, blank=True)

    objects: ClassVar = TenantManager.from_queryset(CertificateQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_certificate_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "public_id"], name="one_certificate_per_public_id"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revocation_reason=""),
                name="revocations_have_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "member", "course", "-issued_at"],
                name="certificates_of_member",
            ),
            models.Index(
                fields=["organization", "expires_at"],
                condition=Q(revoked_at__isnull=True),
                name="certificates_by_expiry",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.course_title}"

    def get_absolute_url(self) -> str:
        return org_url("training:certificate", reference=self.reference)

    def is_valid(self, now: datetime) -> bool:
        in_time = self.expires_at is None or self.expires_at > now
        return self.revoked_at is None and in_time


class TrainingRequirement(TenantModel):
    """An activity that needs a current certificate of a course.

    `activity` is the code of a declared activity (training/logic/activities.py), such as
    `governance.vote`.
    """

    activity = models.CharField(_("to"), max_length=60)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="requirements")
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace after it lapses"), default=0, validators=[MaxValueValidator(90)]
    )
    starts_on = models.DateField(_("from"))
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("activity", "course", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "activity", "course"], name="each_requirement_once"
            ),
            models.CheckConstraint(condition=Q(grace_days__lte=90), name="grace_is_short"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.course}"
