"""Sessions: what takes place when, one session, its places and who was there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.calendars.declarations import KEEP_FEED
from coe_portal.downloads import written_file
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    TenantView,
)
from training import permissions as rights
from training.actions import sessions
from training.actions.sessions import SessionTerms
from training.choices import BookingStatus
from training.filters import SessionFilters
from training.forms.sessions import AttendanceForm, CancelSessionForm, Present, Reason, SessionForm
from training.logic.months import month_of, read_month
from training.models.sessions import Booking, CourseSession
from training.queries.calendar import invitation
from training.queries.sessions import sessions_of_month, with_own_status
from training.tables.sessions import SessionTable


class SessionsScreen:
    """What the list and the month have in common."""

    actor: Actor

    def actions(self) -> list[ButtonLink]:
        if not permits(self.actor, rights.STEER_TRAINING.code):
            return []
        return [ButtonLink(org_url("training:session_new"), _("Plan a session"), "plus", "primary")]

    @property
    def may_have_feed(self) -> bool:
        return permits(self.actor, KEEP_FEED.code)


class SessionList(SessionsScreen, ListPageView):
    """Sessions to come; past ones on demand."""

    permission = rights.VIEW_CATALOGUE.code
    title = _("Sessions")
    subtitle = _("Workshops, office hours and events: book a seat, or wait for one.")
    template_name = "training/sessions/list.html"
    table_class = SessionTable
    filters_class = SessionFilters
    empty_icon = "calendar-days"
    empty_title = _("No sessions to come")
    empty_text = _("As soon as one is planned, it appears here.")

    def rows(self) -> QuerySet[CourseSession]:
        rows = CourseSession.objects.in_time(self.request.GET.get("time", ""), timezone.now())
        counted = rows.with_counts().select_related("host__user", "course")
        return with_own_status(counted, self.member)


class SessionMonth(SessionsScreen, PageView):
    """A month as a calendar; on a phone the days on which something takes place."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/sessions/month.html"

    def page(self) -> dict[str, Any]:
        today = today_here()
        chosen = read_month(self.request.GET.get("month", "")) or month_of(today)
        return {
            "shown": sessions_of_month(chosen, self.member),
            "today": today,
            "zone": timezone.get_current_timezone_name(),
        }


def sessions_crumb() -> Crumb:
    return Crumb(org_url("training:sessions"), _("Sessions"))


class SessionMixin:
    """Finds the session of the address."""

    kwargs: dict[str, Any]
    member: Any
    subject: Any
    actor: Any

    def find_subject(self) -> CourseSession:
        rows = CourseSession.objects.by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_counts().select_related("host__user", "course").first())

    @cached_property
    def booking(self) -> Booking | None:
        """One's own, unless it was given back."""
        rows = self.subject.bookings.exclude(status=BookingStatus.CANCELLED)
        found: Booking | None = rows.filter(member=self.member).first()
        return found

    @property
    def parents(self) -> list[Crumb]:
        return [sessions_crumb(), Crumb(self.cancel_url, self.subject.title)]

    @property
    def cancel_url(self) -> str:
        url: str = self.subject.get_absolute_url()
        return url


class SessionScreen(SessionMixin):
    """What the page of a session shows."""

    def page(self) -> dict[str, Any]:
        runs = permits(self.actor, rights.HOST_SESSION.code, self.subject)
        is_to_come = not self.subject.has_begun(timezone.now())
        is_planned = self.subject.cancelled_at is None
        return {
            "booking": self.booking,
            "ahead": self._ahead(),
            "may_book": is_to_come and is_planned and permits(self.actor, rights.LEARN.code),
            "may_run": runs and is_planned,
            "has_begun": not is_to_come,
            "bookings": bookings_of(self.subject) if runs else [],
        }

    def _ahead(self) -> int:
        """How many stand before one in the line."""
        if self.booking is None or self.booking.status != BookingStatus.WAITING:
            return 0
        line = self.subject.bookings.waiting()
        return int(line.filter(position__lt=self.booking.position).count())


class SessionPage(SessionScreen, PageView):
    """When and where, one's own place, and for the host who comes."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/sessions/session.html"


def bookings_of(session: CourseSession) -> list[Booking]:
    """Who comes, then who waits, in order of coming."""
    rows = session.bookings.exclude(status=BookingStatus.CANCELLED)
    people = rows.select_related("member__user", "member__business_unit")
    return sorted(people, key=lambda one: (one.status == BookingStatus.WAITING, one.position))


class SessionForms(FormPageView):
    form_class = SessionForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.initial()}

    def initial(self) -> dict[str, Any]:
        """Override: what the form begins with."""
        return {}


class PlanSession(SessionForms):
    permission = rights.STEER_TRAINING.code
    title = _("Plan a session")
    submit_label = _("Plan it")
    success_message = _("The session is planned.")

    def initial(self) -> dict[str, Any]:
        return {"host": self.member.user.email}

    def act(self, payload: SessionTerms) -> CourseSession:
        return sessions.plan_session(payload, actor=self.actor)

    @property
    def cancel_url(self) -> str:
        return org_url("training:sessions")

    @property
    def parents(self) -> list[Crumb]:
        return [sessions_crumb()]


class ChangeSession(SessionMixin, SessionForms):
    permission = rights.HOST_SESSION.code
    title = _("Change the session")
    success_message = _("The session is changed.")

    def initial(self) -> dict[str, Any]:
        names = (name for name in SessionTerms.__dataclass_fields__ if name != "host")
        known = {name: getattr(self.subject, name) for name in names}
        return {**known, "host": self.subject.host.user.email}

    def act(self, payload: SessionTerms) -> CourseSession:
        return sessions.change_session(self.subject, payload, actor=self.actor)


class CancelSession(SessionMixin, FormPageView):
    permission = rights.HOST_SESSION.code
    form_class = CancelSessionForm
    title = _("Call the session off")
    submit_label = _("Call it off")
    success_message = _("The session is called off; everybody was told.")

    def act(self, payload: Reason) -> CourseSession:
        return sessions.cancel_session(self.subject, payload.reason, actor=self.actor)


class BookSession(SessionMixin, ActionView):
    permission = rights.LEARN.code

    def act(self, _payload: None) -> Booking:
        return sessions.book(self.subject, actor=self.actor)

    def success_url(self, result: Booking) -> str:
        is_seated = result.status == BookingStatus.SEATED
        self.success_message = _("You have a seat.") if is_seated else _("You are in the line.")
        return self.cancel_url


class LeaveSession(SessionMixin, ActionView):
    permission = rights.LEARN.code
    success_message = _("Your place is given back.")

    def act(self, _payload: None) -> CourseSession:
        return sessions.leave_session(self.subject, actor=self.actor)


class AttendanceView(SessionScreen, ActionView):
    """POST: who was there."""

    permission = rights.HOST_SESSION.code
    form_class = AttendanceForm
    template_name = "training/sessions/session.html"
    success_message = _("Attendance is marked.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"bookings": list(self.subject.bookings.values_list("pk", flat=True))}

    def act(self, payload: Present) -> CourseSession:
        return sessions.mark_attendance(self.subject, payload.present, actor=self.actor)


class AttendanceSheet(SessionMixin, PageView):
    """The list of people to print and sign."""

    permission = rights.HOST_SESSION.code
    template_name = "training/sessions/sheet.html"

    def page(self) -> dict[str, Any]:
        return {"bookings": bookings_of(self.subject), "now": timezone.now()}


class SessionCalendar(SessionMixin, TenantView):
    """The session as an entry for a calendar; an invitation for whoever has a seat."""

    permission = rights.VIEW_CATALOGUE.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        has_seat = self.booking is not None and self.booking.status == BookingStatus.SEATED
        content = invitation(self.subject, self.member if has_seat else None)
        name = f"{self.subject.reference}.ics"
        return written_file(content, name, "text/calendar; charset=utf-8")
