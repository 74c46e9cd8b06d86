"""Something went wrong, or nearly did: the report, its timeline, its deadlines and its lessons."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import (
    ActionState,
    ClockState,
    EntryKind,
    Harm,
    IncidentKind,
    IncidentState,
    Severity,
)
from governance.logic.incidents import OPEN
from governance.logic.regulatory import LegalClock, Pause
from intake.models.use_cases import UseCase

AT_WORK = (ClockState.RUNNING, ClockState.PAUSED)


class IncidentQuerySet(ReferencedQuerySet["Incident"]):
    def open(self) -> IncidentQuerySet:
        """Those that somebody still works on."""
        return self.filter(state__in=OPEN)

    def of_high_severity(self) -> IncidentQuerySet:
        """High and critical ones, near misses among them."""
        return self.filter(severity__in=[Severity.HIGH, Severity.CRITICAL])

    def severe(self) -> IncidentQuerySet:
        """High and critical ones that did harm."""
        return self.of_high_severity().filter(harm=Harm.HARM)

    def matching(self, text: str) -> IncidentQuerySet:
        """By words of title or report."""
        words = text.replace("\x00", "")
        return self.filter(Q(title__icontains=words) | Q(what_happened__icontains=words))

    def with_next_deadline(self) -> IncidentQuerySet:
        """With `next_due_at`, the end of the first deadline that runs."""
        running = Q(clocks__state=ClockState.RUNNING)
        return self.annotate(next_due_at=models.Min("clocks__due_at", filter=running))


class Incident(Referenced, TenantModel):
    """Reported by a member, or by nobody one could name: then the row knows only a code's hash."""

    PREFIX = "INC"

    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    what_happened = models.TextField(_("what happened"))
    noticed_at = models.DateTimeField(_("noticed"))
    harm = models.CharField(_("harm"), max_length=10, choices=Harm)
    # What it was about in the words of the reporter, until triage finds the use case.
    about = models.CharField(_("what it was about"), max_length=200, blank=True)
    use_case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    reporter = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    follow_up_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=IncidentState, default=IncidentState.REPORTED
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=IncidentKind, blank=True)
    lead = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="led_incidents"
    )
    containment = models.TextField(_("what was done to contain it"), blank=True)
    roll_back_to = models.CharField(_("rolled back to"), max_length=200, blank=True)
    resolution = models.TextField(_("how it was resolved"), blank=True)
    reported_at = models.DateTimeField(_("reported"))
    triaged_at = models.DateTimeField(null=True, blank=True)
    contained_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(IncidentQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_incident_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "follow_up_hash"],
                condition=~Q(follow_up_hash=""),
                name="one_incident_per_follow_up_code",
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) | Q(follow_up_hash=""),
                name="who_is_named_needs_no_code",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "dismissed"]) | ~Q(severity=""),
                name="a_triaged_incident_has_a_severity",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "dismissed"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "dismissed"]) & Q(closed_at__isnull=True)),
                name="an_open_incident_has_not_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-number"], name="incidents_by_state"),
            models.Index(fields=["organization", "use_case"], name="incidents_of_case"),
            models.Index(fields=["organization", "reported_at"], name="incidents_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def subject_label(self) -> str:
        """Only the reference: more people read the trail of a use case than its incidents."""
        return self.reference

    @property
    def is_anonymous(self) -> bool:
        return self.reporter_id is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def get_absolute_url(self) -> str:
        return org_url("governance:incident", reference=self.reference)


class IncidentPart(models.Model):
    """Something that belongs to an incident and shows on its page."""

    incident: Any

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return str(self.incident.get_absolute_url())

    @property
    def subject_label(self) -> str:
        return str(self.incident.subject_label)


class IncidentEntry(IncidentPart, FrozenModel):
    """One line of the timeline, for good. What is shared the reporter reads too."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    text = models.TextField()
    author = models.CharField(max_length=255, blank=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ("at", "id")
        indexes = [
            models.Index(fields=["organization", "incident", "at"], name="timeline_of_incident"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class IncidentClock(IncidentPart, TenantModel):
    """A deadline that runs for an incident, with its law as it stood when it began."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=40)
    law = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)
    pause_basis = models.CharField(max_length=200, blank=True)
    pause_rule = models.TextField(blank=True)
    catalog_date = models.DateField()
    length = models.DurationField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    steps_done = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        ordering = ("due_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "code"],
                condition=Q(state__in=AT_WORK),
                name="one_running_clock_per_rule",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | ~Q(pause_basis=""),
                name="only_the_law_pauses_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AT_WORK, ended_at__isnull=True)
                | (~Q(state__in=AT_WORK) & Q(ended_at__isnull=False)),
                name="a_clock_at_work_has_not_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"],
                condition=Q(state="running"),
                name="running_clocks_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law}: {self.title}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def may_pause(self) -> bool:
        return bool(self.pause_basis)

    @cached_property
    def clock(self) -> LegalClock:
        """The deadline as the rule counts it; reads the pauses."""
        pauses = tuple(Pause(one.started_at, one.ended_at) for one in self.pauses.all())
        return LegalClock(self.started_at, self.length, self.may_pause, pauses)

    def percent(self, now: dt.datetime) -> int:
        """How much of the time is used up, at most all of it."""
        moment = self.ended_at or now
        return min(100, int(self.clock.share(moment) * 100))


class ClockPause(TenantModel):
    """A time that did not count, and why."""

    clock = models.ForeignKey(IncidentClock, on_delete=models.PROTECT, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()

    class Meta:
        ordering = ("started_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_at__isnull=True), name="one_pause_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="a_pause_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:80]


class IncidentMessage(IncidentPart, TenantModel):
    """Who is to be told what, by whom and until when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="messages")
    audience = models.CharField(_("audience"), max_length=160)
    text = models.TextField(_("message"))
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("until"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ("due_at", "id")

    def __str__(self) -> str:
        return self.audience


class AuthorityNotice(IncidentPart, FrozenModel):
    """An authority was told: which, when, under which reference, and for which deadline."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notices")
    clock = models.ForeignKey(
        IncidentClock, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    authority = models.CharField(_("authority"), max_length=200)
    reference_number = models.CharField(_("reference"), max_length=120, blank=True)
    notified_at = models.DateTimeField(_("told on"))
    note = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=255)

    class Meta:
        ordering = ("notified_at", "id")

    def __str__(self) -> str:
        return self.authority


class IncidentReview(IncidentPart, TenantModel):
    """What was learned: one for each incident, changed until it is closed."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="review")
    what_happened = models.TextField(_("what happened"))
    root_cause = models.TextField(_("root cause"))
    changes = models.TextField(_("what changes"))
    written_by = models.CharField(max_length=255)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.root_cause[:80]


class IncidentActionQuerySet(TenantQuerySet["IncidentAction"]):
    def open(self) -> IncidentActionQuerySet:
        """Neither done nor accepted as they are."""
        return self.filter(state=ActionState.OPEN)


class IncidentAction(IncidentPart, TenantModel):
    """What changes so that it does not happen again, by whom and until when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField(_("action"))
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="incident_actions")
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=8, choices=ActionState, default=ActionState.OPEN
    )
    outcome = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(IncidentActionQuerySet)()

    class Meta:
        ordering = ("due_on", "id")
        indexes = [
            models.Index(
                fields=["organization", "due_on"],
                condition=Q(state="open"),
                name="open_incident_actions_by_date",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ReportChannel(TenantModel):
    """Whether people who are not signed in may report; without the row they may not."""

    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_report_channel"),
        ]

    def __str__(self) -> str:
        return "report-incident"
