"""The first 90 days of a CoE as a checklist with owners and dates."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from metrics.choices import LaunchPhase, StepState


class LaunchPlanQuerySet(TenantQuerySet["LaunchPlan"]):
    def current(self) -> LaunchPlan | None:
        """The plan that runs, if there is one."""
        return self.filter(ended_at__isnull=True).first()


class LaunchPlan(TenantModel):
    """Ninety days from a first day; one at a time."""

    starts_on = models.DateField(_("first day"))
    started_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(LaunchPlanQuerySet)()

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(ended_at__isnull=True),
                name="one_launch_plan_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Launch plan from %(day)s") % {"day": self.starts_on.isoformat()})

    def get_absolute_url(self) -> str:
        return org_url("metrics:launch")


class LaunchStepQuerySet(TenantQuerySet["LaunchStep"]):
    def open(self) -> LaunchStepQuerySet:
        """Neither done nor dropped."""
        return self.filter(state=StepState.OPEN)

    def overdue(self, on: dt.date) -> LaunchStepQuerySet:
        """Open past their date."""
        return self.open().filter(due_on__lt=on)


class LaunchStep(TenantModel):
    """One thing to do, who sees to it, until when, and what shows that it was done."""

    plan = models.ForeignKey(LaunchPlan, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(_("phase"), max_length=8, choices=LaunchPhase)
    title = models.CharField(_("what to do"), max_length=200)
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="launch_steps",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=StepState, default=StepState.OPEN)
    evidence = models.TextField(_("evidence"), max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(LaunchStepQuerySet)()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="one_step_per_position"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False) & ~Q(evidence="")),
                name="settled_steps_say_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "owner"],
                condition=Q(state="open"),
                name="open_launch_steps_by_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#step-{self.position}"
