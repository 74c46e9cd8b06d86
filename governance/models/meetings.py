"""Meetings of a board: when and where, who is asked and came, the agenda, and the minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import (
    AgendaKind,
    AgendaResult,
    Capacity,
    MeetingState,
    PointState,
    Presence,
)
from governance.models.appeals import Appeal
from governance.models.boards import Board, Seat
from governance.models.decisions import Condition
from governance.models.reviews import Review
from intake.models.use_cases import UseCase

# The kind of the jobs that print minutes.
MINUTES_FILE = "meeting-minutes"
MOST_ITEMS = 40
LONGEST_ITEM = 240
LONGEST_TEXT = 8000
TO_COME = (MeetingState.PLANNED, MeetingState.RUNNING)


class MeetingQuerySet(ReferencedQuerySet["Meeting"]):
    def matching(self, text: str) -> MeetingQuerySet:
        """By reference, or by words of the title or the board's name."""
        known = self.by_reference(text)
        named = Q(title__icontains=text) | Q(board__name__icontains=text)
        return known if known.exists() else self.filter(named)

    def in_time(self, time: str) -> MeetingQuerySet:
        """Those that are over (`past`), `all`, or else those that are planned or run."""
        if time == "all":
            return self.all()
        return self.exclude(state__in=TO_COME) if time == "past" else self.filter(state__in=TO_COME)

    def planned_before(self, moment: datetime) -> MeetingQuerySet:
        """Meetings to come that begin before this moment."""
        return self.filter(state=MeetingState.PLANNED, starts_at__lt=moment)

    def with_board(self) -> MeetingQuerySet:
        """With what a row of a list shows."""
        return self.select_related("board", "secretary__user")


class Meeting(Referenced, TenantModel):
    """One sitting of a board. `facts` is what happened, kept when the meeting is closed."""

    PREFIX = "MTG"

    number = models.PositiveIntegerField()
    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("board")
    )
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), max_length=500, blank=True)
    secretary = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secretary"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=MeetingState, default=MeetingState.PLANNED
    )
    # Grows with each change that calendars must take over (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    cancellation_reason = models.CharField(_("why"), max_length=500, blank=True)
    remarks = models.TextField(_("remarks"), max_length=LONGEST_TEXT, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    objects: ClassVar = TenantManager.from_queryset(MeetingQuerySet)()

    class Meta:
        ordering = ("-starts_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_meeting_per_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancellation_reason=""),
                name="meetings_are_called_off_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.CLOSED, MeetingState.APPROVED])
                | Q(closed_at__isnull=False),
                name="closed_meetings_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "starts_at"], name="meetings_by_state"),
            models.Index(fields=["organization", "board", "-starts_at"], name="meetings_of_board"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("governance:meeting", reference=self.reference)

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    @property
    def is_running(self) -> bool:
        return self.state == MeetingState.RUNNING

    @property
    def is_closed(self) -> bool:
        return self.state == MeetingState.CLOSED

    @property
    def is_approved(self) -> bool:
        return self.state == MeetingState.APPROVED

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def is_to_come(self) -> bool:
        return self.state in TO_COME

    @property
    def length(self) -> int:
        """Planned minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Attendance(TenantModel):
    """Somebody who is asked to a meeting for a seat, and whether they came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")
    capacity = models.CharField(_("as"), max_length=10, choices=Capacity)
    presence = models.CharField(
        _("attendance"), max_length=10, choices=Presence, default=Presence.EXPECTED
    )

    class Meta:
        ordering = ("-seat__is_chair", "seat__discipline", "seat_id", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat", "member"], name="asked_once_for_each_seat"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "member"], name="meetings_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.member}"


class AgendaItem(TenantModel):
    """What is dealt with, in which order. `room` is who could decide it when its result was set."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=AgendaKind)
    title = models.CharField(_("title"), max_length=200)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ITEM)],
    )
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    condition = models.ForeignKey(
        Condition, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    result = models.CharField(_("result"), max_length=10, choices=AgendaResult, blank=True)
    text = models.TextField(_("minutes of the item"), max_length=LONGEST_TEXT, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    room = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="one_item_per_position",
                deferrable=Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["meeting", "review"], name="a_review_once_per_agenda"),
            models.UniqueConstraint(fields=["meeting", "appeal"], name="an_appeal_once_per_agenda"),
            models.UniqueConstraint(
                fields=["meeting", "condition"], name="a_condition_once_per_agenda"
            ),
            models.CheckConstraint(
                condition=Q(kind="review", review__isnull=False)
                | Q(kind="appeal", appeal__isnull=False)
                | Q(kind="condition", condition__isnull=False)
                | Q(kind="other", review=None, appeal=None, condition=None),
                name="an_item_is_about_what_it_says",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> Review | Appeal | Condition | None:
        """What the item is about, if the portal knows of it."""
        return self.review or self.appeal or self.condition

    @property
    def use_case(self) -> UseCase | None:
        """The case whose story the item belongs to."""
        return None if self.about is None else self.about.use_case


class ActionPointQuerySet(TenantQuerySet["ActionPoint"]):
    def agreed(self) -> ActionPointQuerySet:
        """Those of approved minutes: they stand, and their owners were told."""
        return self.filter(item__meeting__state=MeetingState.APPROVED)

    def open(self) -> ActionPointQuerySet:
        """Agreed, and not done yet."""
        return self.agreed().filter(done_at__isnull=True)

    def in_state(self, state: PointState) -> ActionPointQuerySet:
        """As `ActionPoint.state` says of one."""
        if state == PointState.DONE:
            return self.filter(done_at__isnull=False)
        late = Q(due_on__lt=today_here())
        waits = self.filter(done_at__isnull=True)
        return waits.filter(late if state == PointState.OVERDUE else ~late)

    def due_by(self, day: date) -> ActionPointQuerySet:
        """Open ones whose day has come by then."""
        return self.open().filter(due_on__lte=day)

    def with_meeting(self) -> ActionPointQuerySet:
        """With what a row of a list shows."""
        return self.select_related("owner__user", "done_by__user", "item__meeting__board")


class ActionPoint(TenantModel):
    """Something that a meeting asks somebody to do by a day, until it is done."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="action_points")
    text = models.CharField(_("what"), max_length=500)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    due_on = models.DateField(_("by"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_note = models.CharField(_("what came of it"), max_length=500, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ActionPointQuerySet)()

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="somebody_said_that_the_action_is_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "owner", "due_on"],
                condition=Q(done_at__isnull=True),
                name="open_actions_by_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_overdue(self) -> bool:
        return not self.is_done and self.due_on < today_here()

    @property
    def state(self) -> PointState:
        """Done, open, or open beyond its day."""
        if self.is_done:
            return PointState.DONE
        return PointState.OVERDUE if self.is_overdue else PointState.OPEN

    def get_absolute_url(self) -> str:
        return org_url("governance:meeting_action", point=self.pk)


class Minutes(FrozenModel):
    """What a meeting came to, approved by its chair, for good."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    approved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved"))

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return gettext("Minutes of %(meeting)s") % {"meeting": self.meeting.reference}
