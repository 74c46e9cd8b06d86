"""A decision asked to be made again, once, by people who had no voice in it."""

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
from governance.choices import AppealState
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.models.use_cases import UseCase

PENDING = (AppealState.LODGED, AppealState.HEARD)


class AppealQuerySet(ReferencedQuerySet["Appeal"]):
    def with_case(self) -> AppealQuerySet:
        """With what a row of a list shows."""
        return self.select_related("use_case", "decision", "lodged_by__user", "review")


class Appeal(Referenced, TenantModel):
    """Why the team thinks a decision is wrong. Its panel votes in a review of its own."""

    PREFIX = "A"

    number = models.PositiveIntegerField()
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="appeals")
    grounds = models.TextField(_("grounds"), max_length=8000)
    state = models.CharField(
        _("state"), max_length=10, choices=AppealState, default=AppealState.LODGED
    )
    lodged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="appeals")
    lodged_at = models.DateTimeField(_("lodged"))
    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="appeal"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(AppealQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_appeal_per_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*PENDING]) | Q(settled_at__isnull=False),
                name="settled_appeals_say_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=AppealState.HEARD) | Q(review__isnull=False),
                name="heard_appeals_have_a_panel",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-number"], name="appeals_by_state")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.use_case.title}"

    def get_absolute_url(self) -> str:
        return org_url("governance:appeal", reference=self.reference)

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING
