"""A control of a use case that is waived for a time, and who lives with the risk."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import WaiverState
from governance.logic.waivers import RUNNING, Line
from intake.choices import Gate, Tier
from intake.models.use_cases import UseCase


class WaiverQuerySet(ReferencedQuerySet["Waiver"]):
    def in_force(self, on: dt.date) -> WaiverQuerySet:
        """Granted, their last day included."""
        return self.filter(state=WaiverState.GRANTED, expires_on__gte=on)

    def expired(self, on: dt.date) -> WaiverQuerySet:
        """Granted, their last day past: the clock ends them."""
        return self.filter(state=WaiverState.GRANTED, expires_on__lt=on)

    def running(self) -> WaiverQuerySet:
        """Asked for or granted."""
        return self.filter(state__in=RUNNING)

    def with_people(self) -> WaiverQuerySet:
        """With what a row of a list shows."""
        return self.select_related(
            "use_case__owner__user",
            "use_case__business_unit",
            "use_case__current_assessment",
            "requested_by__user",
            "decided_by__user",
        ).defer(
            "use_case__search",
            "use_case__current_assessment__answers",
            "use_case__current_assessment__gates",
        )


class Waiver(Referenced, TenantModel):
    """One control, by its code, of one use case; actions/waivers.py moves it."""

    PREFIX = "WV"

    number = models.PositiveIntegerField()
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="waivers")
    control = models.CharField(_("control"), max_length=80)
    title = models.CharField(_("title"), max_length=300)
    # Where the control is due; empty for one that belongs to no gate.
    gate = models.CharField(_("gate"), max_length=20, choices=Gate, blank=True)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier)
    reason = models.TextField(_("why"))
    measures = models.TextField(_("compensating measures"))
    state = models.CharField(
        _("state"), max_length=10, choices=WaiverState, default=WaiverState.REQUESTED
    )
    requested_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="requested_waivers"
    )
    requested_at = models.DateTimeField(_("asked"))
    expires_on = models.DateField(_("until"))
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_waivers"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Why the risk is accepted, or the waiver refused.
    decision_note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=255, blank=True)
    end_note = models.TextField(blank=True)

    objects: ClassVar = TenantManager.from_queryset(WaiverQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_waiver_per_number"
            ),
            models.UniqueConstraint(
                fields=["use_case", "control"],
                condition=Q(state__in=["requested", "granted"]),
                name="one_running_waiver_per_control",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "withdrawn"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="somebody_decided_the_waiver",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="nobody_decides_their_own_waiver",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "expires_on"],
                condition=Q(state="granted"),
                name="granted_waivers_by_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def line(self) -> Line:
        """As the rules read it."""
        return Line(self.number, self.control, self.gate, WaiverState(self.state), self.expires_on)

    def get_absolute_url(self) -> str:
        return org_url("governance:waiver", reference=self.reference)
