"""The self-assessment of the CoE: what people answered, what it came to, and where to go."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from metrics.choices import Dimension, Holds, MaturityStage


class MaturityAssessmentQuerySet(ReferencedQuerySet["MaturityAssessment"]):
    def matching(self, text: str) -> MaturityAssessmentQuerySet:
        """By reference, or words of the title."""
        known = self.by_reference(text)
        return known if known.exists() else self.filter(title__icontains=text.replace("\x00", ""))

    def open(self) -> MaturityAssessmentQuerySet:
        """Those that still take answers."""
        return self.filter(closed_at__isnull=True)

    def closed(self) -> MaturityAssessmentQuerySet:
        """Those that are settled, newest first."""
        return self.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")

    def with_people(self) -> MaturityAssessmentQuerySet:
        """With the names that lists and headers show."""
        return self.select_related("opened_by__user", "closed_by__user")


class MaturityAssessment(Referenced, TenantModel):
    """One round of answers. When it is closed, `scores` keeps what each dimension came to."""

    PREFIX = "MA"

    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("title"), max_length=160)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scores = models.JSONField(default=dict)

    objects: ClassVar = TenantManager.from_queryset(MaturityAssessmentQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_self_assessment_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(closed_at__isnull=True),
                name="one_open_self_assessment",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="somebody_closes_a_self_assessment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def get_absolute_url(self) -> str:
        return org_url("metrics:maturity_assessment", reference=self.reference)


class MaturityAnswer(TenantModel):
    """Whether one statement is true here, with the evidence, by whoever answered last."""

    assessment = models.ForeignKey(
        MaturityAssessment, on_delete=models.CASCADE, related_name="answers"
    )
    statement = models.CharField(_("statement"), max_length=60)
    holds = models.CharField(_("is it true here"), max_length=8, choices=Holds)
    evidence = models.TextField(_("evidence"), max_length=2000, blank=True)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "statement"], name="one_answer_per_statement"
            ),
            models.CheckConstraint(
                condition=Q(holds="no") | ~Q(evidence=""), name="what_holds_has_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.get_holds_display()}"


class MaturityTarget(TenantModel):
    """The stage that a dimension is to reach, and until when."""

    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension)
    stage = models.CharField(_("stage"), max_length=10, choices=MaturityStage)
    due_on = models.DateField(_("until"))
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "dimension"], name="one_target_per_dimension"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dimension_display()}: {self.get_stage_display()}"

    def get_absolute_url(self) -> str:
        return org_url("metrics:maturity")
