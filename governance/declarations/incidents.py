"""What incidents record, tell people and navigate to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from governance.queries.incidents import unjudged
from intake.case_tabs import CaseTab, declare_tab

# The trail
REPORTED = AuditAction("governance.incident.reported", _("Incident reported"), Severity.NOTICE)
TRIAGED = AuditAction("governance.incident.triaged", _("Incident triaged"), Severity.NOTICE)
MOVED = AuditAction("governance.incident.moved", _("Incident moved on"), Severity.NOTICE)
NOTED = AuditAction("governance.incident.noted", _("Timeline of an incident continued"))
CLOCK_STARTED = AuditAction(
    "governance.incident_clock.started", _("Legal deadline started"), Severity.NOTICE
)
CLOCK_PAUSED = AuditAction(
    "governance.incident_clock.paused", _("Legal deadline paused"), Severity.WARNING
)
CLOCK_RESUMED = AuditAction("governance.incident_clock.resumed", _("Legal deadline runs again"))
CLOCK_ENDED = AuditAction(
    "governance.incident_clock.ended", _("Legal deadline ended"), Severity.NOTICE
)
CLOCK_REMINDED = AuditAction(
    "governance.incident_clock.reminded", _("Reminder of a legal deadline sent")
)
AUTHORITY_TOLD = AuditAction(
    "governance.incident.authority_told", _("Authority told of an incident"), Severity.NOTICE
)
MESSAGE_PLANNED = AuditAction("governance.incident_message.planned", _("Communication planned"))
MESSAGE_DONE = AuditAction("governance.incident_message.done", _("Communication done"))
REVIEW_WRITTEN = AuditAction("governance.incident_review.written", _("Incident review written"))
ACTION_AGREED = AuditAction("governance.incident_action.agreed", _("Action after incident agreed"))
ACTION_SETTLED = AuditAction(
    "governance.incident_action.settled", _("Action after incident settled")
)
CHANNEL_CHANGED = AuditAction(
    "governance.report_channel.changed", _("Anonymous reports opened or closed"), Severity.WARNING
)

# Messages
INCIDENT_REPORTED = NotificationKind(
    "governance.incident_reported",
    label=_("An incident was reported"),
    title=_("%(incident)s was reported: %(title)s"),
    text=_("%(harm)s. Please triage it."),
)
INCIDENT_IS_YOURS = NotificationKind(
    "governance.incident_is_yours",
    label=_("I am to lead an incident"),
    title=_("You lead %(incident)s: %(title)s"),
    text=_("Severity: %(severity)s."),
)
INCIDENT_ON_CASE = NotificationKind(
    "governance.incident_on_case",
    label=_("An incident concerns my use case"),
    title=_("%(incident)s concerns %(case)s: %(title)s"),
    text=_("Severity: %(severity)s."),
)
INCIDENT_MOVED = NotificationKind(
    "governance.incident_moved",
    label=_("An incident of mine moved on"),
    title=_("%(incident)s: %(state)s"),
    text="%(title)s",
)
QUESTION_ASKED = NotificationKind(
    "governance.incident_question",
    label=_("A question about my report"),
    title=_("A question about your report %(incident)s"),
    text="%(text)s",
)
QUESTION_ANSWERED = NotificationKind(
    "governance.incident_answer",
    label=_("A reporter answered"),
    title=_("The reporter of %(incident)s answered"),
    text="%(text)s",
)
DEADLINE_NEAR = NotificationKind(
    "governance.incident_deadline",
    label=_("A legal deadline of an incident comes near"),
    title=_("%(incident)s: %(percent)s %% of the time is used up"),
    text=_("%(clock)s, until %(due)s. Basis: %(basis)s."),
)
DEADLINE_OVER = NotificationKind(
    "governance.incident_deadline_over",
    label=_("A legal deadline of an incident is over"),
    title=_("%(incident)s: a legal deadline is over"),
    text=_("%(clock)s was due on %(due)s. Basis: %(basis)s."),
)
MESSAGE_IS_YOURS = NotificationKind(
    "governance.incident_message",
    label=_("I am to tell somebody of an incident"),
    title=_("%(incident)s: tell %(audience)s until %(due)s"),
    text="%(text)s",
)
ACTION_IS_YOURS = NotificationKind(
    "governance.incident_action",
    label=_("An action after an incident is mine"),
    title=_("%(incident)s: an action is due on %(due)s"),
    text="%(text)s",
)
ACTION_OVERDUE = NotificationKind(
    "governance.incident_action_overdue",
    label=_("An action after an incident is overdue"),
    title=_("%(incident)s: an action was due on %(due)s"),
    text="%(text)s",
)

# Navigation
declare(
    NavItem(
        "governance:incidents",
        _("Incidents"),
        "siren",
        "governance.open_incidents",
        group="assurance",
        order=30,
        prefixes=("governance:incident",),
        waiting=unjudged,
    )
)

# On the page of a use case
declare_tab(
    CaseTab(
        "incidents", _("Incidents"), "siren", order=20, fragments=("governance:case_incidents",)
    )
)
