"""Addresses of meetings and minutes."""

from __future__ import annotations

from django.urls import path

from governance.views import meeting_actions as actions, meetings, sittings

ONE = "meetings/<str:reference>/"
ACTION = "meetings/actions/<int:point>/"
ITEM = f"{ONE}agenda/<int:item>/"

urlpatterns = [
    path("meetings/", meetings.MeetingList.as_view(), name="meetings"),
    path("meetings/new/", meetings.PlanMeetingView.as_view(), name="meeting_new"),
    path("meetings/actions/", actions.ActionList.as_view(), name="meeting_actions"),
    path(ACTION, actions.ActionPage.as_view(), name="meeting_action"),
    path(f"{ACTION}done/", actions.FinishActionView.as_view(), name="meeting_action_done"),
    path(f"{ACTION}reopen/", actions.ReopenActionView.as_view(), name="meeting_action_reopen"),
    path(ONE, meetings.MeetingPage.as_view(), name="meeting"),
    path(f"{ONE}move/", meetings.MoveMeetingView.as_view(), name="meeting_move"),
    path(f"{ONE}cancel/", meetings.CancelMeetingView.as_view(), name="meeting_cancel"),
    path(f"{ONE}excuse/", meetings.ExcuseView.as_view(), name="meeting_excuse"),
    path(f"{ONE}calendar/", meetings.MeetingCalendar.as_view(), name="meeting_calendar"),
    path(f"{ONE}open/", sittings.OpenMeetingView.as_view(), name="meeting_open"),
    path(f"{ONE}attendance/", sittings.AttendanceView.as_view(), name="meeting_attendance"),
    path(f"{ONE}close/", sittings.CloseMeetingView.as_view(), name="meeting_close"),
    path(f"{ONE}docket/", sittings.FillAgendaView.as_view(), name="meeting_docket"),
    path(f"{ONE}add/", sittings.AddItemView.as_view(), name="meeting_add"),
    path(f"{ITEM}edit/", sittings.ChangeItemView.as_view(), name="meeting_item_edit"),
    path(f"{ITEM}remove/", sittings.RemoveItemView.as_view(), name="meeting_item_remove"),
    path(f"{ITEM}up/", sittings.ItemUpView.as_view(), name="meeting_item_up"),
    path(f"{ITEM}down/", sittings.ItemDownView.as_view(), name="meeting_item_down"),
    path(f"{ITEM}result/", sittings.SettleItemView.as_view(), name="meeting_item_result"),
    path(f"{ITEM}action/", sittings.AgreeActionView.as_view(), name="meeting_item_action"),
    path(f"{ONE}drop/<int:action>/", sittings.DropActionView.as_view(), name="meeting_drop_action"),
    path(f"{ONE}minutes/", sittings.MinutesPage.as_view(), name="meeting_minutes"),
    path(f"{ONE}minutes/remarks/", sittings.RemarksView.as_view(), name="meeting_remarks"),
    path(f"{ONE}minutes/approve/", sittings.ApproveMinutesView.as_view(), name="meeting_approve"),
    path(f"{ONE}minutes/print/", sittings.PrintMinutesView.as_view(), name="meeting_print"),
    path(f"{ONE}minutes/pdf/", sittings.MinutesFile.as_view(), name="meeting_pdf"),
]
