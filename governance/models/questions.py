"""What reviewers ask the team of a case; the clock of the review waits for the answer."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from governance.choices import QuestionState
from governance.models.reviews import Review


class TeamQuestionQuerySet(TenantQuerySet["TeamQuestion"]):
    def open(self) -> TeamQuestionQuerySet:
        """Those that nobody has answered or withdrawn."""
        return self.filter(state=QuestionState.OPEN)

    def with_people(self) -> TeamQuestionQuerySet:
        """With who asked and who answered."""
        return self.select_related("asked_by__user", "settled_by__user")


class TeamQuestion(TenantModel):
    """One question in a review, perhaps about one answer of the packet."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("question"), max_length=2000)
    # The answer of the packet that it is about: the key of its question, and its words.
    about = models.CharField(max_length=60, blank=True)
    about_label = models.CharField(max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=QuestionState, default=QuestionState.OPEN
    )
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    # What the team said, or why the question was withdrawn.
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    settled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    steps_done = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    objects: ClassVar = TenantManager.from_queryset(TeamQuestionQuerySet)()

    class Meta:
        ordering = ("review", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["review", "position"], name="one_question_per_position"
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN, settled_at__isnull=True)
                | (~Q(state=QuestionState.OPEN) & Q(settled_at__isnull=False)),
                name="an_open_question_is_not_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | ~Q(answer=""),
                name="an_answered_question_has_an_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "asked_at"],
                condition=Q(state="open"),
                name="open_questions_by_age",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"{self.review.reference}.{self.position}"

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.text[:80]}"

    @property
    def is_open(self) -> bool:
        return self.state == QuestionState.OPEN

    def get_absolute_url(self) -> str:
        return f"{self.review.get_absolute_url()}#questions"

    @property
    def answer_url(self) -> str:
        """Where the team answers."""
        return org_url(
            "governance:answer_question",
            reference=self.review.reference,
            position=self.position,
        )
