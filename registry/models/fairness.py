"""Fairness assessments: a file of predictions, how it is read, the limits, and what came out."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.jobs.models import Job
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from registry.choices import AssessmentState, DocumentResult
from registry.logic.fairness import FEWEST, LARGEST_MINIMUM, SMALLEST_MINIMUM
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion


def predictions_path(assessment: FairnessAssessment, _name: str) -> str:
    """Private storage, by organization; the name that the uploader gave is not used."""
    place = f"organizations/{assessment.organization_id}/fairness/{assessment.number}"
    return f"{place}/{assessment.sha256[:16]}"


class FairnessQuerySet(ReferencedQuerySet["FairnessAssessment"]):
    def of_present(self) -> Self:
        """Of versions that are still in the inventory."""
        return self.filter(
            version__removed_at__isnull=True, version__model__removed_at__isnull=True
        )

    def matching(self, text: str) -> Self:
        """By reference, or by words of the model's name or the file's."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(Q(version__model__name__icontains=words) | Q(file_name__icontains=words))

    def with_names(self) -> Self:
        """With the names and the state that lists and headers show."""
        return self.select_related("version__model__owner__user", "uploaded_by__user", "job")

    def with_old_file(self, before: dt.datetime) -> Self:
        """Whose file lies there unused since a moment."""
        return self.exclude(file="").filter(updated_at__lt=before)


class FairnessAssessment(Referenced, TenantModel):
    """One file of predictions about people, and what it says about groups of them.

    The file is deleted as soon as its numbers are known, its SHA-256 stays. `plan` says which
    column means what; it and the `limits` are kept before the file is read, so that nobody can
    choose them to fit.
    """

    PREFIX = "FA"

    number = models.PositiveIntegerField(editable=False)
    version = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, related_name="fairness_assessments"
    )
    file = models.FileField(upload_to=predictions_path, blank=True, max_length=255)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size"))
    columns = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    limits_reason = models.TextField(_("why other limits"), max_length=2000, blank=True)
    minimum = models.PositiveIntegerField(
        _("fewest people behind a rate"),
        default=FEWEST,
        validators=[MinValueValidator(SMALLEST_MINIMUM), MaxValueValidator(LARGEST_MINIMUM)],
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    rows_read = models.PositiveIntegerField(_("rows"), default=0)
    result = models.CharField(
        _("result"), max_length=8, choices=DocumentResult, default=DocumentResult.NONE, blank=True
    )
    document = models.OneToOneField(
        ModelDocument, on_delete=models.PROTECT, null=True, related_name="fairness_assessment"
    )
    uploaded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    assessed_at = models.DateTimeField(_("assessed"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(FairnessQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_fairness_assessment_per_number"
            ),
            models.CheckConstraint(
                condition=Q(assessed_at__isnull=True, document__isnull=True, result="")
                | (Q(assessed_at__isnull=False, document__isnull=False) & ~Q(result="")),
                name="assessed_fairness_has_a_document",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "version", "-number"], name="fairness_by_version"),
        ]

    def __str__(self) -> str:
        return str(_("Fairness of %(version)s") % {"version": self.version})

    @property
    def state(self) -> AssessmentState:
        """Where it stands, by what is there of it."""
        if self.assessed_at is not None:
            return AssessmentState.ASSESSED
        if self.job is not None and not self.job.is_finished:
            return AssessmentState.RUNNING
        if not self.file:
            return AssessmentState.EXPIRED
        return AssessmentState.UPLOADED if self.job is None else AssessmentState.FAILED

    @property
    def can_start(self) -> bool:
        """Whether its file waits to be read."""
        return self.state in {AssessmentState.UPLOADED, AssessmentState.FAILED}

    def get_absolute_url(self) -> str:
        return org_url("registry:fairness_assessment", reference=self.reference)
