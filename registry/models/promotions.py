"""How versions come into production: what is asked for, what was decided, and every move."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from governance.models.decisions import Decision
from intake.models.use_cases import UseCase
from registry.choices import RequestState, VersionStage
from registry.models.models import ModelAlias, ModelVersion

PROTECTED_ALIASES = ("champion", "production")


class PromotionRequestQuerySet(TenantQuerySet["PromotionRequest"]):
    def open(self) -> Self:
        """Neither decided nor taken back."""
        return self.filter(state=RequestState.OPEN)

    def approved(self) -> Self:
        """Decided in favour."""
        return self.filter(state=RequestState.APPROVED)


class PromotionRequest(TenantModel):
    """Somebody asks that a version may go into production, for one use case.

    Its review is the newest one of governance about the version; before there is one, something
    else is missing.
    """

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="requests")
    use_case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, related_name="promotion_requests"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.OPEN
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    requested_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="promotions"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(PromotionRequestQuerySet)()

    class Meta:
        ordering = ("-requested_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state="open"),
                name="one_open_promotion_request_per_version",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="an_open_promotion_request_has_not_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | Q(decision__isnull=False),
                name="promotions_are_decided_by_a_decision",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "-requested_at"],
                condition=Q(state="open"),
                name="open_promotion_requests",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Promotion of %(version)s") % {"version": self.version})

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.OPEN

    def get_absolute_url(self) -> str:
        return f"{self.version.get_absolute_url()}#promotion"


class StageMove(FrozenModel):
    """One move of a version between stages, for good: what was in production when."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="moves")
    from_stage = models.CharField(max_length=12, choices=VersionStage)
    to_stage = models.CharField(max_length=12, choices=VersionStage)
    reason = models.TextField(blank=True)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_label = models.CharField(max_length=255)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-moved_at", "-id")
        indexes = [
            models.Index(fields=["organization", "to_stage", "moved_at"], name="moves_by_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class PromotionRulesQuerySet(TenantQuerySet["PromotionRules"]):
    def protected_aliases(self) -> frozenset[str]:
        """The aliases that only approved versions may carry, in small letters."""
        stored = self.first()
        names = stored.protected_aliases if stored else PROTECTED_ALIASES
        return frozenset(name.lower() for name in names)


class PromotionRules(TenantModel):
    """What an organization guards; without the row, the shipped aliases."""

    protected_aliases = ArrayField(
        models.CharField(max_length=ModelAlias.MAX_NAME), verbose_name=_("protected aliases")
    )

    objects: ClassVar = TenantManager.from_queryset(PromotionRulesQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_set_of_promotion_rules"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.protected_aliases)
