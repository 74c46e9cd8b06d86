"""Meetings of boards: the list, planning, one meeting, moving it and calling it off."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.downloads import written_file
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
)
from governance.actions import agendas, meetings
from governance.actions.meetings import MeetingTerms
from governance.choices import Presence
from governance.filters.meetings import MeetingFilters
from governance.forms.meetings import CancelMeetingForm, MeetingForm, PlanForm, Planning, Reason
from governance.models.meetings import Meeting
from governance.permissions import meetings as rights
from governance.queries.agendas import docket_of
from governance.queries.meeting_calendar import invitation
from governance.queries.meeting_page import meeting_page
from governance.tables.meetings import MeetingTable


class MeetingList(ListPageView):
    """Meetings to come; past ones on demand."""

    permission = rights.OPEN_MEETINGS.code
    title = _("Meetings")
    subtitle = _("When boards meet, what they deal with, and what came of it.")
    table_class = MeetingTable
    filters_class = MeetingFilters
    empty_icon = "calendar-clock"
    empty_title = _("No meetings here")
    empty_text = _("Meetings of boards that you sit on appear here as soon as one is planned.")

    def rows(self) -> QuerySet[Meeting]:
        visible = rights.meetings_visible_to(self.member)
        in_time = visible.in_time(self.request.GET.get("time", ""))
        return in_time.with_board().annotate(item_count=Count("items"))

    def actions(self) -> list[ButtonLink]:
        links = [ButtonLink(org_url("governance:meeting_actions"), _("Actions"), "list-todo")]
        if rights.boards_to_plan_for(self.member).exists():
            url = org_url("governance:meeting_new")
            links.append(ButtonLink(url, _("Plan a meeting"), "plus", "primary"))
        return links


class BelowMeetings(BelowList):
    """A page below the list."""

    above = ("governance:meetings", _("Meetings"))


class PlanMeetingView(BelowMeetings, FormPageView):
    """The right is asked for the board that is chosen."""

    permission = rights.OPEN_MEETINGS.code
    form_class = PlanForm
    title = _("Plan a meeting")
    subtitle = _("Everybody who may speak for a seat on that day is asked to come.")
    submit_label = _("Plan and invite")
    success_message = _("The meeting is planned. Everybody who is asked was told.")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {
            "board": self.request.GET.get("board"),
            "secretary": self.member.user.email,
        }
        return {"boards": rights.boards_to_plan_for(self.member), "initial": initial}

    def act(self, payload: Planning) -> Meeting:
        meeting = meetings.plan_meeting(payload.board, payload.terms, actor=self.actor)
        if payload.takes_docket:
            keys = [one.key for one in docket_of(payload.board, meeting)]
            agendas.fill_agenda(meeting, keys, actor=self.actor)
        return meeting


class OneMeeting(BelowMeetings):
    """A page of the meeting of the address, among those that the member may see."""

    kwargs: dict[str, Any]

    def find_subject(self) -> Meeting:
        rows = rights.meetings_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_board().first())

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(self.cancel_url, self.subject.title)]

    def success_url(self, _result: Any) -> str:
        """Back to the page of the meeting."""
        return self.cancel_url


class MeetingPage(OneMeeting, PageView):
    permission = rights.VIEW_MEETING.code
    template_name = "governance/meetings/meeting.html"
    presences = Presence.choices

    def page(self) -> dict[str, Any]:
        return {"page": meeting_page(self.subject, self.member)}


class MoveMeetingView(OneMeeting, FormPageView):
    permission = rights.RUN_MEETING.code
    form_class = MeetingForm
    title = _("Move or change the meeting")
    subtitle = _("Everybody who is asked is told, with a new entry for their calendar.")
    success_message = _("The meeting is changed.")

    def form_kwargs(self) -> dict[str, Any]:
        meeting: Meeting = self.subject
        known = {name: getattr(meeting, name) for name in ("title", "starts_at", "place", "link")}
        secretary = meeting.secretary.user.email if meeting.secretary else ""
        initial = {**known, "minutes": meeting.length, "secretary": secretary}
        return {"initial": initial}

    def act(self, payload: MeetingTerms) -> Meeting:
        return meetings.move_meeting(self.subject, payload, actor=self.actor)


class CancelMeetingView(OneMeeting, FormPageView):
    permission = rights.RUN_MEETING.code
    form_class = CancelMeetingForm
    title = _("Call the meeting off")
    submit_label = _("Call it off")
    success_message = _("The meeting is called off; everybody was told.")

    def act(self, payload: Reason) -> Meeting:
        return meetings.cancel_meeting(self.subject, payload.reason, actor=self.actor)


class ExcuseView(OneMeeting, ActionView):
    permission = rights.SEND_EXCUSE.code
    success_message = _("You are excused. Your alternate was asked to stand in.")

    def act(self, _payload: None) -> Meeting:
        return meetings.send_excuse(self.subject, actor=self.actor)


class MeetingCalendar(OneMeeting):
    """The meeting as an entry for a calendar."""

    permission = rights.VIEW_MEETING.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        content = invitation(self.subject, self.member)
        name = f"{self.subject.reference}.ics"
        return written_file(content, name, "text/calendar; charset=utf-8")
