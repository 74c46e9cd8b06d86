"""How content people are with a decision: one question, asked once, with or without a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from governance.choices import Path
from governance.models.decisions import Decision
from metrics.logic.satisfaction import SCORES


class FeedbackRequestQuerySet(TenantQuerySet["FeedbackRequest"]):
    def open_for(self, member: Membership) -> FeedbackRequestQuerySet:
        """What a member was asked and has not answered."""
        return self.filter(member=member, is_answered=False)


class FeedbackRequest(TenantModel):
    """Somebody was asked about a decision. It knows that they answered, not what, nor when."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    is_answered = models.BooleanField(default=False)

    objects: ClassVar = TenantManager.from_queryset(FeedbackRequestQuerySet)()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "member"], name="asked_once_about_a_decision"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "member"],
                condition=Q(is_answered=False),
                name="feedback_to_give",
            ),
            models.Index(fields=["organization", "asked_at"], name="feedback_asked"),
        ]

    def __str__(self) -> str:
        return str(self.decision)

    def get_absolute_url(self) -> str:
        return org_url("metrics:give_feedback", reference=self.decision.reference)


class Feedback(FrozenModel):
    """An answer, 1 to 5. Without a name it also lacks the decision, which would tell the name."""

    path = models.CharField(_("path"), max_length=20, choices=Path)
    score = models.PositiveSmallIntegerField(_("score"))
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        ordering = ("-given_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(SCORES[0], SCORES[-1])), name="scores_go_from_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True, decision__isnull=True)
                | Q(member__isnull=False, decision__isnull=False),
                name="feedback_without_a_name_has_no_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "given_at"], name="feedback_by_time"),
        ]

    def __str__(self) -> str:
        return str(_("Feedback: %(score)d of 5") % {"score": self.score})

    def get_absolute_url(self) -> str:
        return org_url("metrics:satisfaction")
