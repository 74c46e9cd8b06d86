"""A review of one assessment at one gate: the frozen packet, and who judges it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import (
    BallotRule,
    Discipline,
    Majority,
    Path,
    RecusalKind,
    ReviewState,
)
from governance.logic.clocks import Clock, clock_for
from governance.logic.tally import Rule, Voter
from governance.models.boards import Board, Seat
from intake.choices import Gate
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase


class ReviewQuerySet(ReferencedQuerySet["Review"]):
    def locked_with_case(self, seen: Review) -> Review:
        """The review under lock, its use case locked before it.

        Locks are always taken in the order case, review, trail, counters: a vote and a
        resubmission of the same case then wait for each other instead of deadlocking.
        """
        case = UseCase.objects.select_related("current_assessment").locked(seen.use_case_id)
        review = self.select_related("assessment", "board", "packet").locked(seen.pk)
        review.use_case = case
        return review

    def about(self, subject: models.Model) -> ReviewQuerySet:
        """Reviews of one part of a case, such as a version of a model."""
        return self.filter(about_type=subject._meta.label_lower, about_id=subject.pk)

    def of_whole_case(self) -> ReviewQuerySet:
        """Reviews of the case itself, not of a part that comes later."""
        return self.filter(about_type="")

    def open(self) -> ReviewQuerySet:
        """Reviews that still take votes."""
        return self.filter(state=ReviewState.OPEN)

    def due_before(self, moment: dt.datetime) -> ReviewQuerySet:
        """Reviews whose time to decide ends before this moment; paused ones have time."""
        return self.filter(due_at__lt=moment, paused_at__isnull=True)

    def to_remind(self, now: dt.datetime) -> ReviewQuerySet:
        """Open reviews of which something may have to be said by now; paused ones have time."""
        return self.open().filter(remind_at__lte=now, paused_at__isnull=True)

    def owed_by(self, member: Membership) -> ReviewQuerySet:
        """Open reviews in which this member has still to vote."""
        return self.open().filter(seats__voter=member, seats__vote__isnull=True)

    def with_room(self) -> ReviewQuerySet:
        """With what the page of an open review shows: more joins take long to plan."""
        return self.select_related(
            "use_case__current_assessment", "packet", "assessment__questionnaire"
        ).defer(
            "use_case__search",
            "use_case__current_assessment__answers",
            "use_case__current_assessment__gates",
            "assessment__gates",
            "assessment__questionnaire__document",
        )

    def with_case(self) -> ReviewQuerySet:
        """With what a row of a list shows."""
        return self.select_related("use_case", "use_case__business_unit", "board")


class Review(Referenced, TenantModel):
    """One judgement to be made. The rule is a copy: edits of the board do not reach it."""

    PREFIX = "R"

    number = models.PositiveIntegerField()
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="reviews")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reviews")
    gate = models.CharField(_("gate"), max_length=20, choices=Gate)
    path = models.CharField(_("path"), max_length=20, choices=Path)
    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    rule = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=12, choices=ReviewState, default=ReviewState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"))
    days = models.PositiveSmallIntegerField(_("working days"))
    due_at = models.DateTimeField(_("due"))
    # While the team owes an answer the clock stands still; then the deadline moves.
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_for = models.DurationField(_("working time paused"), default=dt.timedelta(0))
    steps_done = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # When the clock has something to say next, at the earliest; None once all is said.
    remind_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    # The approval that this review is to renew, and what its owner says has changed.
    renews = models.ForeignKey(
        "governance.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
    )
    renewal_note = models.TextField(blank=True)
    # A part of the case that is judged with it, such as a version of a model; see
    # governance/review_subjects.py. Without one the review is of the case itself.
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.BigIntegerField(default=0)
    about_label = models.CharField(_("about"), max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ReviewQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_review_per_number"
            ),
            models.UniqueConstraint(
                fields=["use_case", "gate", "about_type", "about_id"],
                condition=Q(state="open"),
                name="one_open_review_per_gate",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="an_open_review_has_not_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(paused_at__isnull=True),
                name="only_open_reviews_are_paused",
            ),
            models.CheckConstraint(
                condition=Q(path__in=[Path.LIGHT, Path.BOARD]),
                name="only_people_review",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"],
                condition=Q(state="open"),
                name="open_reviews_by_deadline",
            ),
            models.Index(
                fields=["organization", "remind_at"],
                condition=Q(state="open"),
                name="open_reviews_to_remind",
            ),
            models.Index(fields=["organization", "use_case", "-number"], name="reviews_of_case"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.about_label or self.use_case.title}"[:255]

    def get_absolute_url(self) -> str:
        return org_url("governance:review", reference=self.reference)

    @property
    def is_about_part(self) -> bool:
        """Whether it judges a part of the case that comes later, such as a version."""
        return bool(self.about_type)

    @property
    def is_open(self) -> bool:
        return self.state == ReviewState.OPEN

    @property
    def is_paused(self) -> bool:
        """Whether a question to the team is open."""
        return self.paused_at is not None

    @cached_property
    def tally_rule(self) -> Rule:
        """The rule in force when the review was opened."""
        return Rule(
            majority=Majority(self.rule["majority"]),
            quorum=self.rule["quorum"],
            required=frozenset(Discipline(one) for one in self.rule["required_disciplines"]),
            tie_break_by_chair=self.rule["tie_break_by_chair"],
        )

    @property
    def ballot(self) -> BallotRule:
        """Who sees the single votes while it is open."""
        # Reviews that were opened before boards could choose have no ballot in their rule.
        return BallotRule(self.rule.get("ballot", BallotRule.AFTER_OWN))

    def clock(self, zone: ZoneInfo) -> Clock:
        """Its deadline and reminders, on the organization's calendar."""
        return clock_for(self.opened_at, self.days, zone, self.paused_for)


class ReviewSeat(TenantModel):
    """A seat in one review: who holds it, and who speaks for it after recusals."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="seats")
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    discipline = models.CharField(max_length=20, choices=Discipline)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    alternate = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who was asked to speak for the seat on these days, instead of its member.
    delegate = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voter = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="review_seats"
    )
    is_chair = models.BooleanField(default=False)
    has_veto = models.BooleanField(default=False)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("-is_chair", "discipline", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["review", "voter"], name="one_voice_per_person_and_review"
            ),
            models.CheckConstraint(
                condition=Q(voter__isnull=True)
                | Q(voter=models.F("member"))
                | Q(voter=models.F("alternate"))
                | Q(voter=models.F("delegate")),
                name="voter_belongs_to_the_seat",
            ),
        ]
        indexes = [models.Index(fields=["organization", "voter"], name="seats_of_voter")]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_discipline_display()}"

    @property
    def stands_in(self) -> bool:
        """Whether the alternate or a delegate speaks."""
        return self.voter_id is not None and self.voter_id != self.member_id

    @property
    def is_recused(self) -> bool:
        """Whether nobody may speak for it."""
        return self.voter_id is None

    def as_voter(self) -> Voter:
        """The seat as the tally reads it."""
        return Voter(
            self.pk,
            Discipline(self.discipline),
            is_chair=self.is_chair,
            has_veto=self.has_veto,
            recused=self.is_recused,
            weight=self.weight,
        )


class Packet(FrozenModel):
    """Everything that is voted on, with one digest that each vote names."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="packet")
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.review}: {self.digest[:12]}"


class Recusal(TenantModel):
    """Why a member may not judge this case."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="recusals")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="recusals")
    kind = models.CharField(max_length=20, choices=RecusalKind)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["review", "member"], name="one_recusal_per_member_and_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_kind_display()}"
