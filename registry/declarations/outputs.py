"""What output review records, tells people and shows in the navigation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from registry.permissions.outputs import outputs_to_judge

# The trail
OUTPUT_REPORTED = AuditAction("registry.output.reported", _("Output reported"))
OUTPUTS_RECEIVED = AuditAction("registry.output.received", _("Reports of outputs received"))
OUTPUT_CLAIMED = AuditAction("registry.output.claimed", _("Report of an output taken up"))
OUTPUT_RELEASED = AuditAction("registry.output.released", _("Report of an output put back"))
OUTPUT_JUDGED = AuditAction("registry.output.judged", _("Output judged"), Severity.NOTICE)
OUTPUT_INCIDENT = AuditAction(
    "registry.output.incident", _("Incident from an output"), Severity.WARNING
)
TEXTS_ERASED = AuditAction("registry.output.erased", _("Texts of reports erased"), Severity.NOTICE)
TEXT_BLOCKED = AuditAction("registry.blocklist.added", _("Text put on the blocklist"))
TEXT_UNBLOCKED = AuditAction(
    "registry.blocklist.removed", _("Text taken off the blocklist"), Severity.NOTICE
)
OUTPUT_RULES_SET = AuditAction(
    "registry.output_rules.set", _("Retention of reported texts set"), Severity.WARNING
)

# Messages
OUTPUT_CONFIRMED = NotificationKind(
    "registry.output_confirmed",
    label=_("A reported output of a model of mine is a problem"),
    title=_("%(reference)s is confirmed: %(category)s"),
    text=_("%(version)s. %(note)s"),
)
OUTPUT_ANSWERED = NotificationKind(
    "registry.output_answered",
    label=_("An output that I reported is judged"),
    title=_("Your report %(reference)s is judged: %(verdict)s"),
    text="%(note)s",
)
CRITICAL_OUTPUT = NotificationKind(
    "registry.critical_output",
    label=_("Somebody reports a critical output"),
    title=_("%(reference)s: a critical output of %(version)s"),
    text=_("It waits for a verdict: %(category)s."),
)


def waiting_outputs(member: Membership) -> QuerySet[Any]:
    """Reports that the member may judge."""
    rows: QuerySet[Any] = outputs_to_judge(member)
    return rows


# Navigation
declare(
    NavItem(
        "registry:outputs",
        _("Output review"),
        "message-square-warning",
        "registry.view_outputs",
        group="models",
        order=45,
        prefixes=("registry:output", "registry:blocklist"),
        waiting=waiting_outputs,
    )
)
