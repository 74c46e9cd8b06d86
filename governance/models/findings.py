"""What an audit found wrong, and what was done about it, until somebody else has verified it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import FindingSeverity, FindingState
from governance.logic.audits import SEVERE
from governance.models.audits import Audit, AuditItem


class FindingQuerySet(ReferencedQuerySet["AuditFinding"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of title and description."""
        known = self.by_reference(text)
        if known.exists():
            return known
        return self.filter(Q(title__icontains=text) | Q(description__icontains=text))

    def unverified(self) -> Self:
        """What is still to be done or to be looked at."""
        return self.exclude(state=FindingState.VERIFIED)

    def owed(self) -> Self:
        """What its owner still has to answer."""
        return self.filter(state__in=[FindingState.OPEN, FindingState.RETURNED])

    def severe(self) -> Self:
        """Major and critical ones."""
        return self.filter(severity__in=SEVERE)

    def with_people(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("owner__user", "audit__use_case", "audit__auditor__user")


class AuditFinding(Referenced, TenantModel):
    """A gap, with somebody who answers for it. It outlives its audit until it is verified."""

    PREFIX = "FND"

    number = models.PositiveIntegerField()
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(
        AuditItem, on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    severity = models.CharField(_("severity"), max_length=10, choices=FindingSeverity)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is wrong"), max_length=4000)
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="audit_findings",
        verbose_name=_("owner"),
    )
    raised_on = models.DateField()
    raised_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=10, choices=FindingState, default=FindingState.OPEN
    )
    verified_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(FindingQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_finding_per_number"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_at__isnull=False),
                name="verified_findings_say_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=~Q(state="verified"),
                name="unverified_findings_by_date",
            ),
            models.Index(fields=["organization", "owner", "state"], name="findings_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def subject_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return org_url("governance:finding", reference=self.reference)

    @property
    def is_owed(self) -> bool:
        """Whether its owner has to answer."""
        return self.state in {FindingState.OPEN, FindingState.RETURNED}

    @property
    def is_answered(self) -> bool:
        return self.state == FindingState.ANSWERED

    def is_late(self, today: dt.date) -> bool:
        return self.state != FindingState.VERIFIED and self.due_on < today


class FindingAnswer(TenantModel):
    """One round: what was done, by whom, and what somebody else says of it."""

    finding = models.ForeignKey(AuditFinding, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("what was done"), max_length=4000)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    note = models.TextField(_("what was checked"), max_length=4000, blank=True)
    judged_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="one_answer_per_number"),
            models.UniqueConstraint(
                fields=["finding"],
                condition=Q(accepted__isnull=True),
                name="one_answer_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, judged_at__isnull=True)
                | Q(accepted__isnull=False, judged_at__isnull=False) & ~Q(note=""),
                name="judged_answers_say_why",
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=models.F("answered_by")),
                name="nobody_judges_their_own_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.text
