"""Addresses of incidents below `/<org>/governance/`."""

from __future__ import annotations

from django.urls import path

from governance.views import incident_handling as handling, incidents

ONE = "incidents/<str:reference>/"

urlpatterns = [
    path("incidents/", incidents.IncidentList.as_view(), name="incidents"),
    path("incidents/new/", incidents.ReportView.as_view(), name="incident_new"),
    path("incidents/channel/", incidents.ChannelView.as_view(), name="incident_channel"),
    path(ONE, incidents.IncidentPage.as_view(), name="incident"),
    path(f"{ONE}triage/", incidents.TriageView.as_view(), name="incident_triage"),
    path(f"{ONE}contain/", incidents.ContainView.as_view(), name="incident_contain"),
    path(f"{ONE}resolve/", incidents.ResolveView.as_view(), name="incident_resolve"),
    path(f"{ONE}reopen/", incidents.ReopenView.as_view(), name="incident_reopen"),
    path(f"{ONE}dismiss/", incidents.DismissView.as_view(), name="incident_dismiss"),
    path(f"{ONE}close/", incidents.CloseView.as_view(), name="incident_close"),
    path(f"{ONE}note/", incidents.NoteView.as_view(), name="incident_note"),
    path(f"{ONE}ask/", incidents.AskView.as_view(), name="incident_ask"),
    path(f"{ONE}answer/", incidents.AnswerView.as_view(), name="incident_answer"),
    path(f"{ONE}clocks/new/", handling.StartClockView.as_view(), name="incident_clock_new"),
    path(
        f"{ONE}clocks/<int:clock>/pause/",
        handling.PauseClockView.as_view(),
        name="incident_clock_pause",
    ),
    path(
        f"{ONE}clocks/<int:clock>/resume/",
        handling.ResumeClockView.as_view(),
        name="incident_clock_resume",
    ),
    path(
        f"{ONE}clocks/<int:clock>/drop/",
        handling.DropClockView.as_view(),
        name="incident_clock_drop",
    ),
    path(f"{ONE}notices/new/", handling.NoticeView.as_view(), name="incident_notice_new"),
    path(f"{ONE}messages/new/", handling.PlanMessageView.as_view(), name="incident_message_new"),
    path(
        f"{ONE}messages/<int:message>/done/",
        handling.FinishMessageView.as_view(),
        name="incident_message_done",
    ),
    path(f"{ONE}review/", handling.ReviewView.as_view(), name="incident_review"),
    path(f"{ONE}actions/new/", handling.AgreeActionView.as_view(), name="incident_action_new"),
    path(
        f"{ONE}actions/<int:action>/settle/",
        handling.SettleActionView.as_view(),
        name="incident_action_settle",
    ),
    path(
        "cases/<str:reference>/incidents/",
        incidents.CaseIncidents.as_view(),
        name="case_incidents",
    ),
]
