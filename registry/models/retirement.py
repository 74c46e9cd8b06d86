"""How a use case ends: what has to be settled before it is retired, by whom, and when it was."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from intake.models.use_cases import UseCase
from registry.choices import Disposal, RetirementState, RetirementStep


class RetirementPlanQuerySet(ReferencedQuerySet["RetirementPlan"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of the title of the use case or of the reason."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(Q(use_case__title__icontains=text) | Q(reason__icontains=text))

    def open(self) -> Self:
        """Neither completed nor cancelled."""
        return self.filter(state=RetirementState.OPEN)

    def due_by(self, day: dt.date) -> Self:
        """Open, and wanted on this day or before."""
        return self.open().filter(wanted_on__lte=day)

    def with_names(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("use_case__owner__user", "opened_by__user", "successor").defer(
            "use_case__search", "successor__search"
        )

    def with_progress(self) -> Self:
        """With how many steps are done."""
        return self.annotate(done_count=Count("steps", filter=Q(steps__done_at__isnull=False)))


class RetirementPlan(Referenced, TenantModel):
    """The way of one use case into retirement. One is open at a time."""

    PREFIX = "RET"

    number = models.PositiveIntegerField()
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="retirement_plans")
    state = models.CharField(
        _("state"), max_length=10, choices=RetirementState, default=RetirementState.OPEN
    )
    reason = models.TextField(_("why"), max_length=4000)
    wanted_on = models.DateField(_("to be retired by"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    successor = models.ForeignKey(
        UseCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("successor"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_because = models.TextField(max_length=4000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(RetirementPlanQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_retirement_plan_per_number"
            ),
            models.UniqueConstraint(
                fields=["use_case"],
                condition=Q(state="open"),
                name="one_open_retirement_plan_per_case",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="an_open_retirement_plan_has_not_ended",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("use_case")),
                name="nothing_succeeds_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "wanted_on"],
                condition=Q(state="open"),
                name="open_retirement_plans_by_date",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Retirement of %(case)s") % {"case": self.use_case.title})

    @property
    def is_open(self) -> bool:
        return self.state == RetirementState.OPEN

    def get_absolute_url(self) -> str:
        return org_url("registry:retirement_plan", reference=self.reference)


class RetirementTask(TenantModel):
    """One thing that is settled: who did it, when, and what shows it.

    `digest` is the SHA-256 of what shows it: the audit PDF, or the certificate of a disposal.
    """

    plan = models.ForeignKey(RetirementPlan, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("step"), max_length=10, choices=RetirementStep)
    note = models.TextField(_("what was done"), max_length=4000, blank=True)
    disposal = models.CharField(_("data"), max_length=10, choices=Disposal, blank=True)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shown_by = models.CharField(max_length=255, blank=True)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["plan", "step"], name="each_retirement_step_once"),
            models.CheckConstraint(
                condition=~Q(step="data", done_at__isnull=False) | ~Q(disposal=""),
                name="disposed_data_says_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_step_display())

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
