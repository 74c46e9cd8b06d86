"""What is done in a meeting: its agenda, attendance, results, and the minutes."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.jobs import running
from coe_portal.jobs.models import Job, JobState
from coe_portal.jobs.results import file_response
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, FormPageView, PageView
from governance.actions import agendas, minutes, sittings
from governance.actions.agendas import ItemTerms
from governance.actions.sittings import ActionTerms, Settlement
from governance.forms.meetings import (
    ActionForm,
    AttendanceForm,
    Chosen,
    DocketForm,
    ItemForm,
    Marks,
    Remarks,
    RemarksForm,
    SettlementForm,
)
from governance.models.meetings import ActionPoint, AgendaItem, Meeting, Minutes
from governance.permissions import meetings as rights
from governance.queries.agendas import docket_of
from governance.queries.meeting_page import file_of, rights_of
from governance.queries.minutes import in_words, minutes_content
from governance.tasks.meetings import print_minutes
from governance.views.meetings import MeetingPage, OneMeeting


class FillAgendaView(OneMeeting, FormPageView):
    permission = rights.RUN_MEETING.code
    form_class = DocketForm
    title = _("Fill the agenda")
    subtitle = _("Open reviews of the board, appeals against it, and evidence to check.")
    submit_label = _("Put on the agenda")
    template_name = "governance/meetings/docket.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"docket": docket_of(self.subject.board, self.subject)}

    def act(self, payload: Chosen) -> list[AgendaItem]:
        return agendas.fill_agenda(self.subject, payload.keys, actor=self.actor)


class AddItemView(OneMeeting, FormPageView):
    permission = rights.RUN_MEETING.code
    form_class = ItemForm
    title = _("Add an item")
    submit_label = _("Add")

    def act(self, payload: ItemTerms) -> AgendaItem:
        return agendas.add_item(self.subject, payload, actor=self.actor)


class OneItem(OneMeeting):
    """A page of an item of the agenda."""

    permission = rights.RUN_MEETING.code

    @cached_property
    def item(self) -> AgendaItem:
        rows = self.subject.items.select_related("meeting__board", "review__use_case")
        found: AgendaItem = found_or_404(rows.filter(pk=self.kwargs["item"]).first())
        return found


class ChangeItemView(OneItem, FormPageView):
    form_class = ItemForm
    title = _("Change the item")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {"title": self.item.title, "minutes": self.item.minutes}
        return {"item": self.item, "initial": initial}

    def act(self, payload: ItemTerms) -> AgendaItem:
        return agendas.change_item(self.item, payload, actor=self.actor)


class RemoveItemView(OneItem, ActionView):
    success_message = _("Taken off the agenda.")

    def act(self, _payload: None) -> Meeting:
        return agendas.remove_item(self.item, actor=self.actor)


class ItemUpView(OneItem, ActionView):
    up = True

    def act(self, _payload: None) -> AgendaItem:
        return agendas.shift_item(self.item, up=self.up, actor=self.actor)


class ItemDownView(ItemUpView):
    up = False


class OpenMeetingView(OneMeeting, ActionView):
    permission = rights.RUN_MEETING.code
    success_message = _("The meeting is open. Take attendance first.")

    def act(self, _payload: None) -> Meeting:
        return sittings.open_meeting(self.subject, actor=self.actor)


class AttendanceView(MeetingPage, ActionView):
    """POST: who is there."""

    permission = rights.RUN_MEETING.code
    form_class = AttendanceForm
    http_method_names = ["post", "options"]
    success_message = _("Attendance is taken.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"rows": list(self.subject.attendances.values_list("pk", flat=True))}

    def act(self, payload: Marks) -> Meeting:
        return sittings.take_attendance(self.subject, payload.marks, actor=self.actor)


class SettleItemView(OneItem, FormPageView):
    form_class = SettlementForm
    title = _("Result of the item")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return str(self.item.title)

    def form_kwargs(self) -> dict[str, Any]:
        initial = {"result": self.item.result or None, "text": self.item.text}
        return {"is_over": not self.subject.is_running, "initial": initial}

    def act(self, payload: Settlement) -> AgendaItem:
        return sittings.settle_item(self.item, payload, actor=self.actor)


class AgreeActionView(OneItem, FormPageView):
    form_class = ActionForm
    title = _("Agree on an action")
    submit_label = _("Agree")

    def act(self, payload: ActionTerms) -> ActionPoint:
        return sittings.agree_action(self.item, payload, actor=self.actor)


class DropActionView(OneMeeting, ActionView):
    permission = rights.RUN_MEETING.code

    def act(self, _payload: None) -> Meeting:
        points = ActionPoint.objects.filter(item__meeting=self.subject)
        point = found_or_404(
            points.select_related("item__meeting").filter(pk=self.kwargs["action"]).first()
        )
        return sittings.drop_action(point, actor=self.actor)


class CloseMeetingView(OneMeeting, ActionView):
    permission = rights.RUN_MEETING.code
    success_message = _("The meeting is closed. The chair was asked to approve the minutes.")

    def act(self, _payload: None) -> Meeting:
        return sittings.close_meeting(self.subject, actor=self.actor)

    def success_url(self, _result: Meeting) -> str:
        return org_url("governance:meeting_minutes", reference=self.subject.reference)


class MinutesPage(OneMeeting, PageView):
    """The minutes: a draft while there is no approval, then what was approved."""

    permission = rights.VIEW_MEETING.code
    template_name = "governance/meetings/minutes_page.html"

    def find_subject(self) -> Meeting:
        meeting = super().find_subject()
        if meeting.is_planned or meeting.is_cancelled:
            raise Http404
        return meeting

    def page(self) -> dict[str, Any]:
        meeting: Meeting = self.subject
        kept = Minutes.objects.filter(meeting=meeting).select_related("approved_by__user").first()
        content = minutes_content(meeting) if kept is None else kept.content
        return {
            "minutes": kept,
            "content": in_words(content),
            "may": rights_of(meeting, self.member),
            "file": file_of(meeting) if kept else None,
        }


class RemarksView(OneMeeting, FormPageView):
    permission = rights.RUN_MEETING.code
    form_class = RemarksForm
    title = _("Remarks")
    subtitle = _("What belongs to no item of the agenda.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"remarks": self.subject.remarks}}

    def act(self, payload: Remarks) -> Meeting:
        return minutes.write_remarks(self.subject, payload.remarks, actor=self.actor)

    def success_url(self, _result: Meeting) -> str:
        return org_url("governance:meeting_minutes", reference=self.subject.reference)


class ApproveMinutesView(OneMeeting, ActionView):
    """Approve, and have a worker print what was approved."""

    permission = rights.APPROVE_MINUTES.code
    success_message = _("Approved. The PDF is on its way.")

    def act(self, _payload: None) -> Job:
        minutes.approve_minutes(self.subject, actor=self.actor)
        job = minutes.request_file(self.subject, actor=self.actor)
        running.hand_over(job, print_minutes, job_id=job.pk)
        return job

    def success_url(self, _result: Job) -> str:
        return org_url("governance:meeting_minutes", reference=self.subject.reference)


class PrintMinutesView(OneMeeting, ActionView):
    """Print them again, where the file was lost or could not be made."""

    permission = rights.RUN_MEETING.code

    def act(self, _payload: None) -> Job:
        job = minutes.request_file(self.subject, actor=self.actor)
        running.hand_over(job, print_minutes, job_id=job.pk)
        return job

    def success_url(self, result: Job) -> str:
        return result.get_absolute_url()


class MinutesFile(OneMeeting):
    """The approved minutes as a PDF."""

    permission = rights.VIEW_MEETING.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> FileResponse:
        job = file_of(self.subject)
        if job is None or job.state != JobState.SUCCEEDED:
            raise Http404
        return file_response(job)
