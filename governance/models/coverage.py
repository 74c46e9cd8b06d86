"""How each use case stands with each framework: what does not apply, and what is covered."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from governance.choices import ExclusionState
from governance.models.frameworks import LONGEST_CODE, Framework, FrameworkVersion
from intake.models.use_cases import UseCase


class ExclusionQuerySet(TenantQuerySet["Exclusion"]):
    def waiting(self) -> Self:
        """Claimed, and not judged by a second person yet."""
        return self.filter(state=ExclusionState.CLAIMED)

    def confirmed(self) -> Self:
        """What counts: two people say that it does not apply."""
        return self.filter(state=ExclusionState.CONFIRMED)


class Exclusion(TenantModel):
    """Somebody says why a requirement does not apply to a use case; somebody else confirms it.

    It names the requirement by its code, so it holds in later versions.
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="exclusions")
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=LONGEST_CODE)
    reason = models.TextField(_("why it does not apply"), max_length=2000)
    state = models.CharField(
        _("state"), max_length=10, choices=ExclusionState, default=ExclusionState.CLAIMED
    )
    claimed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ExclusionQuerySet)()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "framework", "code"],
                condition=Q(state__in=["claimed", "confirmed"]),
                name="one_running_exclusion_per_requirement",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(settled_by=F("claimed_by")),
                name="nobody_confirms_their_own_exclusion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use_case.reference}: {self.code}"

    @property
    def waits(self) -> bool:
        return self.state == ExclusionState.CLAIMED

    def get_absolute_url(self) -> str:
        return org_url("governance:case_compliance_page", reference=self.use_case.reference)


class CaseCoverage(TenantModel):
    """A use case and a framework, counted: kept up to date by actions/coverage.py, never edited.

    The ids are those of requirements of `version` that apply to the case, by how they stand.
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="coverage")
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="coverage")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="+")
    covered = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    waived = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    excluded = models.PositiveIntegerField(default=0)
    covered_ids = ArrayField(models.BigIntegerField(), default=list)
    partly_ids = ArrayField(models.BigIntegerField(), default=list)
    waived_ids = ArrayField(models.BigIntegerField(), default=list)
    open_ids = ArrayField(models.BigIntegerField(), default=list)
    excluded_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "use_case", "framework"],
                name="one_coverage_per_case_and_framework",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "framework", "use_case"],
                include=["covered", "partly", "waived", "open", "excluded"],
                name="coverage_by_framework",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use_case.reference}: {self.framework}"

    @property
    def applicable(self) -> int:
        return self.covered + self.partly + self.waived + self.open
