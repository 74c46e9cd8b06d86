"""What release checklists record, tell people, and show in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare

# The trail
CHECKLIST_PUBLISHED = AuditAction(
    "governance.checklist.published", _("Items of the release checklist changed"), Severity.NOTICE
)
CHECKLIST_ANSWERED = AuditAction(
    "governance.checklist.answered", _("Item of a release checklist answered")
)
CHECKLIST_RETURNED = AuditAction(
    "governance.checklist.returned", _("Answer of a release checklist sent back")
)
CHECKLIST_CONFIRMED = AuditAction(
    "governance.checklist.confirmed", _("Release checklist confirmed"), Severity.NOTICE
)

# Messages
CHECKLIST_TO_CONFIRM = NotificationKind(
    "governance.checklist_to_confirm",
    label=_("A release checklist waits for a confirmation"),
    title=_("%(checklist)s is complete"),
    text=_("Look at the answers, and confirm them or send one back."),
)
CHECKLIST_IS_CONFIRMED = NotificationKind(
    "governance.checklist_is_confirmed",
    label=_("The release checklist of a use case of mine is confirmed"),
    title=_("%(checklist)s is confirmed"),
    text=_("Confirmed by %(member)s: it does not hold up the gate any more."),
)
CHECKLIST_SENT_BACK = NotificationKind(
    "governance.checklist_sent_back",
    label=_("An answer in a release checklist of mine was sent back"),
    title=_("%(checklist)s: an answer was sent back"),
    text=_("“%(item)s” %(reason)s"),
)

# Navigation
declare(
    NavItem(
        "governance:checklist_items",
        _("Release checklist"),
        "list-checks",
        "governance.view_checklists",
        group="assurance",
        order=15,
        prefixes=("governance:checklist",),
    )
)
