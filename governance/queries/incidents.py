"""What pages and actions ask about incidents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from governance.choices import ActionState, EntryKind, IncidentState
from governance.logic.incidents import Standing, code_hash, missing_to_close
from governance.logic.regulatory import ClockRule
from governance.models.incidents import (
    AT_WORK,
    AuthorityNotice,
    Incident,
    IncidentAction,
    IncidentClock,
    IncidentEntry,
    IncidentMessage,
    IncidentReview,
    ReportChannel,
)
from governance.permissions.incidents import TRIAGE, handling_visible_to
from governance.queries.clock_rules import clock_rules
from intake.models.use_cases import UseCase

WARN_PERCENT = 80
TALK = (EntryKind.QUESTION, EntryKind.ANSWER)


@dataclass(frozen=True)
class ClockView:
    """A deadline as the page draws it."""

    row: IncidentClock
    percent: int
    due_at: dt.datetime
    is_late: bool

    @property
    def tone(self) -> str:
        """Colour of the bar."""
        if self.is_late:
            return "neg"
        if self.row.is_at_work and self.percent >= WARN_PERCENT:
            return "warn"
        return "" if self.row.is_at_work else "pos"


@dataclass(frozen=True)
class IncidentPage:
    """All that is known of an incident, for those who handle it."""

    clocks: list[ClockView]
    suggested: list[ClockRule]
    entries: list[IncidentEntry]
    messages: list[IncidentMessage]
    notices: list[AuthorityNotice]
    review: IncidentReview | None
    actions: list[IncidentAction]
    missing: list[str]

    @property
    def has_open_question(self) -> bool:
        """Whether the reporter has still to answer."""
        return has_open_question(self.entries)


def incident_page(incident: Incident) -> IncidentPage:
    """Read the page of an incident."""
    now = timezone.now()
    clocks = list(incident.clocks.prefetch_related("pauses"))
    actions = list(incident.actions.select_related("owner__user"))
    review = IncidentReview.objects.filter(incident=incident).first()
    standing = Standing(
        has_review=review is not None,
        open_actions=sum(one.state == ActionState.OPEN for one in actions),
        running_clocks=sum(one.is_at_work for one in clocks),
    )
    return IncidentPage(
        clocks=[clock_view(one, now) for one in clocks],
        suggested=suggested_rules(incident, {one.code for one in clocks}),
        entries=list(incident.entries.all()),
        messages=list(incident.messages.select_related("owner__user")),
        notices=list(incident.notices.select_related("clock")),
        review=review,
        actions=actions,
        missing=wording_of_missing(missing_to_close(standing)),
    )


def clock_view(row: IncidentClock, now: dt.datetime) -> ClockView:
    """How far a deadline has come; one that ended is shown as of its end."""
    moment = row.ended_at or now
    due = row.clock.due_at(moment)
    return ClockView(row, row.percent(now), due, is_late=moment > due)


def suggested_rules(incident: Incident, known: set[str]) -> list[ClockRule]:
    """Deadlines to think of for this kind and severity that nobody has started or ruled out."""
    return [
        rule
        for rule in clock_rules().values()
        if rule.code not in known and rule.suits(incident.kind, incident.severity)
    ]


def standing_of(incident: Incident) -> Standing:
    """What closing looks at, in one query."""
    reviews = IncidentReview.objects.filter(incident=OuterRef("pk"))
    row = Incident.objects.values(
        has_review=Exists(reviews),
        open_actions=Count("actions", filter=Q(actions__state=ActionState.OPEN), distinct=True),
        running_clocks=Count("clocks", filter=Q(clocks__state__in=AT_WORK), distinct=True),
    ).get(pk=incident.pk)
    return Standing(**row)


def wording_of_missing(codes: tuple[str, ...]) -> list[str]:
    """What closing still asks for, in words."""
    words = {
        "review": _("the post-incident review"),
        "actions": _("every action done, or accepted as it is"),
        "clocks": _("every legal deadline met, or found not to apply"),
    }
    return [words[code] for code in codes]


def incident_of_code(code: str) -> Incident | None:
    """The anonymous report of a follow-up code; None for any other text."""
    wanted = code_hash(code)
    rows = Incident.objects.filter(follow_up_hash=wanted) if wanted else Incident.objects.none()
    found: Incident | None = rows.first()
    return found


def shared_entries(incident: Incident) -> list[IncidentEntry]:
    """What the reporter reads of the timeline."""
    return list(incident.entries.filter(is_shared=True))


def has_open_question(entries: list[IncidentEntry]) -> bool:
    """Whether the last word between team and reporter is a question."""
    talk = [entry.kind for entry in entries if entry.kind in TALK]
    return bool(talk) and talk[-1] == EntryKind.QUESTION


def is_channel_public() -> bool:
    """Whether people who are not signed in may report."""
    return ReportChannel.objects.filter(is_public=True).exists()


def unjudged(member: Membership) -> QuerySet[Incident]:
    """The reports that wait for triage, for those who do it: the number in the navigation."""
    if not member.may(TRIAGE.code):
        return Incident.objects.none()
    return Incident.objects.filter(state=IncidentState.REPORTED)


def incidents_of_case(use_case: UseCase, viewer: Membership) -> list[Incident]:
    """The incidents of a use case that the viewer may see, newest first."""
    rows = handling_visible_to(viewer).filter(use_case=use_case)
    return list(rows.with_next_deadline().select_related("lead__user"))


def severe_open_incidents(use_case: UseCase) -> list[Incident]:
    """High and critical incidents of the case that somebody still works on, the oldest first."""
    rows = Incident.objects.open().of_high_severity().filter(use_case=use_case)
    return list(rows.order_by("number"))
