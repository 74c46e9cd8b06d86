"""Audits of use cases: the plan, each audit with its checklist, and the rate of samples."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import (
    AuditKind,
    AuditState,
    FindingSeverity,
    FindingState,
    ItemResult,
    SampleOutcome,
)
from governance.logic.audits import (
    DAYS_TO_ANSWER,
    HIGH_MONTHS,
    OTHER_MONTHS,
    RUNNING,
    Intervals,
)
from governance.logic.sampling_rate import PASSES_TO_STEP_BACK, Standing
from governance.models.decisions import Decision
from intake.choices import Necessity, Tier
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase

MONTHS = [MinValueValidator(1), MaxValueValidator(60)]
DAYS = [MinValueValidator(1), MaxValueValidator(365)]


class AuditPlan(TenantModel):
    """How often this organization audits what is live, and how fast findings are answered."""

    high_months = models.PositiveSmallIntegerField(
        _("months between audits, high tier"), default=HIGH_MONTHS, validators=MONTHS
    )
    other_months = models.PositiveSmallIntegerField(
        _("months between audits, other tiers"), default=OTHER_MONTHS, validators=MONTHS
    )
    after_change = models.BooleanField(_("audit after a material change"), default=True)
    minor_days = models.PositiveSmallIntegerField(
        _("days to answer a minor finding"),
        default=DAYS_TO_ANSWER[FindingSeverity.MINOR],
        validators=DAYS,
    )
    major_days = models.PositiveSmallIntegerField(
        _("days to answer a major finding"),
        default=DAYS_TO_ANSWER[FindingSeverity.MAJOR],
        validators=DAYS,
    )
    critical_days = models.PositiveSmallIntegerField(
        _("days to answer a critical finding"),
        default=DAYS_TO_ANSWER[FindingSeverity.CRITICAL],
        validators=DAYS,
    )
    passes_to_step_back = models.PositiveSmallIntegerField(
        _("samples that pass in a row until fewer are drawn"),
        default=PASSES_TO_STEP_BACK,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_audit_plan"),
        ]

    def __str__(self) -> str:
        return str(_("Audit plan"))

    @property
    def intervals(self) -> Intervals:
        return Intervals(self.high_months, self.other_months)

    def days_to_answer(self, severity: str) -> dt.timedelta:
        return dt.timedelta(days=getattr(self, f"{severity}_days"))


class AuditQuerySet(ReferencedQuerySet["Audit"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of the title of what is audited."""
        known = self.by_reference(text)
        return known if known.exists() else self.filter(title__icontains=text)

    def running(self) -> Self:
        """Neither closed nor cancelled."""
        return self.filter(state__in=RUNNING)

    def about(self, subject: models.Model) -> Self:
        """Of one object."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def due_by(self, day: dt.date) -> Self:
        """Running, and due on this day or before."""
        return self.running().filter(due_on__lte=day)

    def full(self) -> Self:
        """Of the whole use case: a sample looks at one approval only."""
        return self.exclude(kind=AuditKind.SAMPLE)

    def with_figures(self) -> Self:
        """With the people and numbers that lists show."""
        unverified = ~Q(findings__state=FindingState.VERIFIED)
        return self.select_related("auditor__user", "use_case").annotate(
            finding_count=Count("findings"),
            open_findings=Count("findings", filter=unverified & Q(findings__isnull=False)),
        )


class Audit(Referenced, TenantModel):
    """One look at one object by somebody who does not belong to it.

    `subject_type` and `subject_id` name what is audited; `use_case` is the case in whose story it
    is told. The checklist is made when fieldwork begins, from what applies then.
    """

    PREFIX = "AUD"

    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=AuditKind)
    state = models.CharField(
        _("state"), max_length=10, choices=AuditState, default=AuditState.PLANNED
    )
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    use_case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="audits"
    )
    title = models.CharField(max_length=255)
    tier = models.CharField(max_length=12, choices=Tier, blank=True)
    reason = models.TextField(_("why"), max_length=2000, blank=True)
    auditor = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audits",
        verbose_name=_("auditor"),
    )
    planned_on = models.DateField()
    # The day that the interval gives; a new interval moves an audit that nobody moved by hand.
    wanted_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("due"))
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="sample_audits"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    began_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=255, blank=True)
    conclusion = models.TextField(_("conclusion"), max_length=8000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(AuditQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_audit_per_number"),
            models.UniqueConstraint(
                fields=["organization", "subject_type", "subject_id"],
                condition=Q(kind="scheduled", state__in=["planned", "fieldwork", "reporting"]),
                name="one_scheduled_audit_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["organization", "subject_type", "subject_id"],
                condition=Q(kind="change", state="planned"),
                name="one_planned_audit_after_a_change",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(decision__isnull=False),
                name="one_sample_audit_per_decision",
            ),
            models.CheckConstraint(
                condition=Q(kind="sample", decision__isnull=False)
                | ~Q(kind="sample") & Q(decision__isnull=True),
                name="sample_audits_name_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(auditor__isnull=False),
                name="begun_audits_have_an_auditor",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "cancelled"])
                | Q(closed_at__isnull=False) & ~Q(conclusion=""),
                name="ended_audits_say_what_came_of_them",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(state__in=["planned", "fieldwork", "reporting"]),
                name="running_audits_by_date",
            ),
            models.Index(
                fields=["organization", "subject_type", "subject_id"], name="audits_by_subject"
            ),
            models.Index(fields=["organization", "auditor"], name="audits_by_auditor"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def subject_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return org_url("governance:audit_page", reference=self.reference)

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_tested(self) -> bool:
        """Whether its checklist can be filled in now."""
        return self.state == AuditState.FIELDWORK


class AuditItem(TenantModel):
    """A control that applies, and what the auditor found of it."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    gate = models.CharField(max_length=12)
    control = models.CharField(max_length=80)
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    necessity = models.CharField(max_length=12, choices=Necessity)
    refs = models.JSONField(default=list)
    result = models.CharField(_("result"), max_length=16, choices=ItemResult, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["audit", "position"], name="one_audit_item_a_position"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def part(self) -> str:
        """Where its evidence is kept among the files of the audit."""
        return f"item-{self.position}"


class SampleStepQuerySet(TenantQuerySet["SampleStep"]):
    def standing(self) -> Standing:
        """How often the rate is doubled now, and how many passed since."""
        last = self.order_by("-pk").first()
        return Standing(last.level, last.passed) if last else Standing()


class SampleStep(FrozenModel):
    """What one sample audit said, and the rate in force from then on."""

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="sample_step")
    outcome = models.CharField(max_length=10, choices=SampleOutcome)
    level = models.PositiveSmallIntegerField()
    passed = models.PositiveSmallIntegerField()
    rate_before = models.DecimalField(max_digits=5, decimal_places=2)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = TenantManager.from_queryset(SampleStepQuerySet)()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gte=Decimal(0), rate__lte=Decimal(100)),
                name="sampling_rate_is_a_percentage",
            ),
        ]
        indexes = [models.Index(fields=["organization", "at"], name="sample_steps_by_time")]

    def __str__(self) -> str:
        return f"{self.rate} %"

    @property
    def is_change(self) -> bool:
        """Whether the rate became another one."""
        return self.rate != self.rate_before
