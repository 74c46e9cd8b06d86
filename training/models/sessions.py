"""Meetings with a time and a place: workshops, office hours, community events."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from training.choices import BookingStatus, SessionKind
from training.models.courses import Course

HOLDS_A_SEAT = (BookingStatus.SEATED, BookingStatus.ATTENDED, BookingStatus.ABSENT)


class SessionQuerySet(ReferencedQuerySet["CourseSession"]):
    def upcoming(self, now: datetime) -> SessionQuerySet:
        """Not over and not cancelled, soonest first."""
        return self.filter(ends_at__gte=now, cancelled_at__isnull=True).order_by("starts_at", "pk")

    def in_time(self, time: str, now: datetime) -> SessionQuerySet:
        """Those that are over (`past`), `all`, or else those to come."""
        if time == "all":
            return self.all()
        return self.filter(ends_at__lt=now) if time == "past" else self.filter(ends_at__gte=now)

    def with_counts(self) -> SessionQuerySet:
        """With `seated_count` and `waiting_count`."""
        return self.annotate(
            seated_count=Count("bookings", filter=Q(bookings__status__in=HOLDS_A_SEAT)),
            waiting_count=Count("bookings", filter=Q(bookings__status=BookingStatus.WAITING)),
        )


class CourseSession(Referenced, TenantModel):
    """A meeting, of a course or of the community; without `seats` anybody may come."""

    PREFIX = "S"

    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=16, choices=SessionKind)
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("course"),
    )
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("what happens"), max_length=5000, blank=True)
    host = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("host")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), max_length=500, blank=True)
    seats = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("Empty: as many as come."),
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancellation_reason = models.CharField(_("why"), max_length=500, blank=True)
    # Grows with each change that calendars must take over (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)

    objects: ClassVar = TenantManager.from_queryset(SessionQuerySet)()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_session_per_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_at", "id"], name="sessions_by_time"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("training:session", reference=self.reference)

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now


class BookingQuerySet(TenantQuerySet["Booking"]):
    def seated(self) -> BookingQuerySet:
        """Those who hold a seat, or held one at a session that is over."""
        return self.filter(status__in=HOLDS_A_SEAT)

    def live(self) -> BookingQuerySet:
        """A seat or a place in the line of a session to come."""
        return self.filter(status__in=[BookingStatus.SEATED, BookingStatus.WAITING])

    def waiting(self) -> BookingQuerySet:
        """The waiting list, first come first."""
        return self.filter(status=BookingStatus.WAITING).order_by("position")


class Booking(TenantModel):
    """A member's seat or place on the waiting list. `position` is the order of coming."""

    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="bookings")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="bookings")
    position = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=BookingStatus)

    objects: ClassVar = TenantManager.from_queryset(BookingQuerySet)()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="one_booking_per_member"),
            models.UniqueConstraint(fields=["session", "position"], name="one_place_in_the_line"),
        ]
        indexes = [
            models.Index(fields=["organization", "member", "-id"], name="bookings_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.position}"
