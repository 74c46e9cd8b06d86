"""Why a use case rests: one row for each cause, until it is made good."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from governance.models.decisions import Condition, Decision
from intake.models.use_cases import StageChange, UseCase


class SuspensionQuerySet(TenantQuerySet["Suspension"]):
    def running(self) -> SuspensionQuerySet:
        """Causes that are not made good yet."""
        return self.filter(ended_at__isnull=True)


class Suspension(TenantModel):
    """A condition that lapsed or an approval that expired; actions/suspension.py makes it."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="suspensions")
    condition = models.ForeignKey(
        Condition, on_delete=models.PROTECT, null=True, blank=True, related_name="suspensions"
    )
    approval = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="suspensions"
    )
    started_at = models.DateTimeField()
    # The move that this cause made; none when the case rested already.
    move = models.ForeignKey(
        StageChange, on_delete=models.PROTECT, null=True, blank=True, related_name="suspensions"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(SuspensionQuerySet)()

    class Meta:
        ordering = ("started_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(condition__isnull=False, approval__isnull=True)
                | Q(condition__isnull=True, approval__isnull=False),
                name="a_suspension_has_one_cause",
            ),
            models.UniqueConstraint(
                fields=["condition"],
                condition=Q(ended_at__isnull=True),
                name="a_condition_suspends_once",
            ),
            models.UniqueConstraint(fields=["approval"], name="an_approval_expires_once"),
        ]

    def __str__(self) -> str:
        return f"{self.use_case}: {self.cause}"

    @property
    def cause(self) -> Condition | Decision:
        """What must be made good."""
        found: Condition | Decision | None = self.condition or self.approval
        assert found is not None  # noqa: S101  (a constraint of the table)
        return found
