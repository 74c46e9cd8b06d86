"""What the room of meetings records, tells people, and shows in calendars and the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.calendars.sources import CalendarSource, declare_source
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from governance.queries.boards import seats_held_by
from governance.queries.meeting_calendar import deadlines_of, invitation_of, meetings_of

# The trail
MEETING_PLANNED = AuditAction("governance.meeting.planned", _("Meeting planned"))
MEETING_MOVED = AuditAction("governance.meeting.moved", _("Meeting changed"))
MEETING_CANCELLED = AuditAction(
    "governance.meeting.cancelled", _("Meeting called off"), Severity.NOTICE
)
MEETING_OPENED = AuditAction("governance.meeting.opened", _("Meeting opened"))
MEETING_CLOSED = AuditAction("governance.meeting.closed", _("Meeting closed"))
AGENDA_CHANGED = AuditAction("governance.meeting.agenda_changed", _("Agenda changed"))
ATTENDANCE_TAKEN = AuditAction("governance.meeting.attendance", _("Attendance taken"))
ITEM_SETTLED = AuditAction("governance.meeting.item_settled", _("Agenda item settled"))
ACTION_AGREED = AuditAction("governance.meeting.action_agreed", _("Action agreed in a meeting"))
ACTION_DROPPED = AuditAction("governance.meeting.action_dropped", _("Action of a meeting dropped"))
ACTION_DONE = AuditAction("governance.meeting.action_done", _("Action of a meeting done"))
ACTION_REOPENED = AuditAction(
    "governance.meeting.action_reopened", _("Action of a meeting taken up again")
)
MINUTES_WRITTEN = AuditAction("governance.meeting.minutes_written", _("Minutes written"))
MINUTES_APPROVED = AuditAction(
    "governance.meeting.minutes_approved", _("Minutes approved"), Severity.NOTICE
)
FILE_REQUESTED = AuditAction("governance.meeting.file_requested", _("PDF of minutes asked for"))
MINUTES_PRINTED = AuditAction("governance.meeting.minutes_printed", _("Minutes printed"))

# Messages
INVITED = NotificationKind(
    "governance.meeting_invited",
    label=_("I am asked to a meeting of a board"),
    title=_("%(meeting)s on %(when)s"),
    text=_("You are asked to come to this meeting of %(board)s. Say so if you cannot."),
    attach=invitation_of,
)
MOVED = NotificationKind(
    "governance.meeting_moved",
    label=_("A meeting of a board changes"),
    title=_("Changed: %(meeting)s"),
    text=_("It is on %(when)s now. Take the new entry into your calendar."),
    attach=invitation_of,
)
CANCELLED = NotificationKind(
    "governance.meeting_cancelled",
    label=_("A meeting of a board is called off"),
    title=_("Called off: %(meeting)s"),
    text=_("It would have been on %(when)s. Why: %(reason)s"),
    attach=invitation_of,
)
COMING = NotificationKind(
    "governance.meeting_coming",
    label=_("A meeting of a board is near"),
    title=_("%(meeting)s is on %(when)s"),
    text=_("On the agenda: %(agenda)s"),
)
EXCUSED = NotificationKind(
    "governance.meeting_stand_in",
    label=_("I am asked to stand in at a meeting"),
    title=_("%(member)s cannot come: please stand in"),
    text=_("%(meeting)s is on %(when)s. You are the alternate."),
    attach=invitation_of,
)
MINUTES_READY = NotificationKind(
    "governance.minutes_ready",
    label=_("Minutes wait for my approval"),
    title=_("The minutes of %(meeting)s wait for your approval"),
    text=_("Read them; once you approve them they stay as they are."),
)
MINUTES_OUT = NotificationKind(
    "governance.minutes_approved",
    label=_("Minutes of a meeting of mine are approved"),
    title=_("The minutes of %(meeting)s are approved"),
    text=_("You can read them on the page of the meeting."),
)
ACTION_MINE = NotificationKind(
    "governance.meeting_action",
    label=_("A meeting asks me to do something"),
    title=_("By %(due)s: %(text)s"),
    text=_("%(meeting)s agreed on this."),
)
ACTION_DUE = NotificationKind(
    "governance.meeting_action_due",
    label=_("An action that a meeting agreed on is due"),
    title=_("Due on %(due)s: %(text)s"),
    text=_("%(meeting)s asked this of %(member)s. Say so once it is done."),
)

# Calendars
declare_source(
    CalendarSource(
        "governance.meetings", _("Meetings of boards that you are asked to"), meetings_of
    )
)
declare_source(
    CalendarSource("governance.deadlines", _("Deadlines of votes that you owe"), deadlines_of)
)

# Navigation
declare(
    NavItem(
        "governance:meetings",
        _("Meetings"),
        "calendar-clock",
        "governance.view_reviews",
        group="governance",
        order=20,
        prefixes=("governance:meeting", "governance:meetings"),
        also_for=seats_held_by,
    )
)
