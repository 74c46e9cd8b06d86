"""Quizzes, their questions, and what learners answered."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from training.choices import QuestionKind
from training.logic.quizzes import Item, parse_options
from training.models.courses import CourseVersion
from training.models.enrollments import Enrollment


class Quiz(TenantModel):
    """The quiz at the end of a version. A version without one is completed by reading."""

    version = models.OneToOneField(CourseVersion, on_delete=models.CASCADE, related_name="quiz")
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in %"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    minutes_allowed = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Empty: no limit."),
    )
    is_shuffled = models.BooleanField(_("shuffle questions and answers"), default=True)
    # Pool name -> how many of its questions are drawn; a pool that is not named is asked whole.
    draws = models.JSONField(_("drawn from each pool"), default=dict, blank=True)

    def __str__(self) -> str:
        return str(_("Quiz of %(version)s") % {"version": self.version})


class Question(TenantModel):
    """A question with its right answer. `key` names it through the versions.

    `options` is a list of `{"id": str, "text": str, "right": bool}`; for ordering its order is the
    right one and `right` is left out.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    pool = models.CharField(_("pool"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind)
    text = models.TextField(_("question"), max_length=2000)
    options = models.JSONField(_("answers"), default=list)
    explanation = models.TextField(_("explanation"), max_length=2000, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["quiz", "key"], name="one_question_per_key"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def item(self) -> Item:
        """The question as the logic sees it."""
        return Item(self.key, QuestionKind(self.kind), parse_options(self.options), pool=self.pool)


class AttemptQuerySet(TenantQuerySet["Attempt"]):
    def running(self) -> AttemptQuerySet:
        """Begun and not handed in."""
        return self.filter(submitted_at__isnull=True)


class Attempt(TenantModel):
    """One try at a quiz. The seed and the paper are kept, so that it can be shown as it was.

    `paper` is a list of `{"question": key, "options": [option ids]}` in the order shown;
    `answers` maps question keys to the ids chosen, in order.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    paper = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    is_passed = models.BooleanField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(AttemptQuerySet)()

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "number"], name="attempts_are_numbered"),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(submitted_at__isnull=True),
                name="one_running_attempt",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | (Q(percent__range=(0, 100)) & Q(is_passed__isnull=False)),
                name="submitted_attempts_are_marked",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Attempt %(number)d") % {"number": self.number})

    def is_over(self, now: datetime) -> bool:
        """Handed in, or its time is up."""
        return self.submitted_at is not None or (self.ends_at is not None and now >= self.ends_at)


class MarkedAnswer(FrozenModel):
    """How one question of an attempt was answered: what item statistics count."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marked")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="marked")
    chosen = models.JSONField(default=list)
    is_right = models.BooleanField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="each_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.is_right}"
