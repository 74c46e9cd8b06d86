"""How content people are with what was done for them: one question, asked once, name or no name."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from governance.choices import Path
from governance.models.decisions import Decision
from metrics.choices import FeedbackKind
from metrics.logic.satisfaction import SCORES
from registry.models.promotions import PromotionRequest
from training.models.community import CommunityQuestion
from training.models.sessions import CourseSession


def _is_about(kind: FeedbackKind) -> Q:
    """The subject of this kind and no other."""
    return Q(kind=kind, **{f"{name}__isnull": name != kind for name in FeedbackKind.values})


ONE_SUBJECT = reduce(or_, map(_is_about, FeedbackKind))
NO_SUBJECT = Q(**{f"{name}__isnull": True for name in FeedbackKind.values})


class AboutService(models.Model):
    """It is about what its `kind` says: the field of that name."""

    kind = models.CharField(
        _("about"), max_length=10, choices=FeedbackKind, default=FeedbackKind.DECISION
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    promotion = models.ForeignKey(
        PromotionRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        CourseSession, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.ForeignKey(
        CommunityQuestion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def about(self) -> Any:
        """The subject; None in an answer without a name."""
        return getattr(self, self.kind)

    @property
    def about_label(self) -> str:
        """The subject in words."""
        return getattr(self.about, "subject_label", None) or str(self.about or "")


class FeedbackRequestQuerySet(TenantQuerySet["FeedbackRequest"]):
    def open_for(self, member: Membership) -> FeedbackRequestQuerySet:
        """What a member was asked and has not answered."""
        return self.filter(member=member, is_answered=False)

    def with_subject(self) -> FeedbackRequestQuerySet:
        """With what the question names."""
        found: FeedbackRequestQuerySet = self.select_related(
            "decision__use_case", "promotion__version__model", "session", "question"
        ).defer("decision__search", "decision__use_case__search")
        return found


class FeedbackRequest(AboutService, TenantModel):
    """Somebody was asked about a service. It knows that they answered, not what, nor when."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    is_answered = models.BooleanField(default=False)

    objects: ClassVar = TenantManager.from_queryset(FeedbackRequestQuerySet)()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            *(
                models.UniqueConstraint(fields=[name, "member"], name=f"asked_once_about_a_{name}")
                for name in FeedbackKind.values
            ),
            models.CheckConstraint(condition=ONE_SUBJECT, name="asked_about_what_its_kind_says"),
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
        return self.about_label

    def get_absolute_url(self) -> str:
        return org_url("metrics:give_feedback", pk=self.pk)


# What an answer is about: the path of a decision, else the kind.
PART = Coalesce(NullIf("path", Value("")), F("kind"))


class Feedback(AboutService, FrozenModel):
    """An answer, 1 to 5. Without a name it also lacks the subject, which would tell the name."""

    path = models.CharField(_("path"), max_length=20, choices=Path, blank=True)
    score = models.PositiveSmallIntegerField(_("score"))
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
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
                condition=Q(NO_SUBJECT, member__isnull=True) | Q(ONE_SUBJECT, member__isnull=False),
                name="feedback_without_a_name_has_no_subject",
            ),
            models.CheckConstraint(
                condition=Q(~Q(path=""), kind=FeedbackKind.DECISION)
                | Q(~Q(kind=FeedbackKind.DECISION), path=""),
                name="decisions_have_a_path",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "given_at"], name="feedback_by_time"),
        ]

    def __str__(self) -> str:
        return str(_("Feedback: %(score)d of 5") % {"score": self.score})

    def get_absolute_url(self) -> str:
        return org_url("metrics:satisfaction")

    @property
    def part_label(self) -> str:
        """The path of a decision, else the kind, in words."""
        return self.get_path_display() or self.get_kind_display()
