"""What questions to the team record and tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction
from coe_portal.notifications.kinds import NotificationKind

QUESTION_ASKED = AuditAction("governance.question.asked", _("Question to the team"))
QUESTION_ANSWERED = AuditAction("governance.question.answered", _("Question answered"))
QUESTION_WITHDRAWN = AuditAction("governance.question.withdrawn", _("Question withdrawn"))
QUESTION_REMINDED = AuditAction(
    "governance.question.reminded", _("Reminder of an open question sent")
)
CLOCK_PAUSED = AuditAction("governance.review.clock_paused", _("Clock of a review paused"))
CLOCK_RESUMED = AuditAction("governance.review.clock_resumed", _("Clock of a review runs again"))

QUESTION_FOR_TEAM = NotificationKind(
    "governance.question_for_team",
    label=_("A reviewer asks about my use case"),
    title=_("%(author)s asks about %(case)s"),
    text=_("%(question)s The review waits for your answer."),
)
QUESTION_STILL_OPEN = NotificationKind(
    "governance.question_still_open",
    label=_("A question about my use case still waits for an answer"),
    title=_("%(case)s: a question still waits for your answer"),
    text=_("%(question)s The review stands still until then."),
)
TEAM_ANSWERED = NotificationKind(
    "governance.team_answered",
    label=_("The team answered a question in a review of mine"),
    title=_("%(case)s: the team answered"),
    text="%(answer)s",
)
TEAM_IS_SILENT = NotificationKind(
    "governance.team_is_silent",
    label=_("A question of mine to a team is not answered"),
    title=_("%(case)s: no answer to your question for ten working days"),
    text=_("%(question)s The review stands still: ask again, or withdraw the question."),
)
QUESTION_TAKEN_BACK = NotificationKind(
    "governance.question_taken_back",
    label=_("A question about my use case was withdrawn"),
    title=_("%(case)s: a question was withdrawn"),
    text="%(question)s",
)
