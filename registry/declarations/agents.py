"""What the catalogue of agents' tools records, tells people and shows in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare

# The trail
TOOL_REGISTERED = AuditAction("registry.tool.registered", _("Tool put into the catalogue"))
TOOL_CHANGED = AuditAction("registry.tool.changed", _("Tool changed"), Severity.NOTICE)
TOOL_RETIRED = AuditAction("registry.tool.retired", _("Tool retired"), Severity.WARNING)
TOOL_DECLARED = AuditAction("registry.tool.declared", _("Version uses a tool"))
TOOL_WITHDRAWN = AuditAction("registry.tool.withdrawn", _("Version uses a tool no more"))
TOOL_GRANTED = AuditAction("registry.tool.granted", _("Tool granted"), Severity.NOTICE)
GRANT_REVOKED = AuditAction("registry.tool.revoked", _("Grant of a tool revoked"), Severity.WARNING)

# Messages
TOOL_ASKED = NotificationKind(
    "registry.tool_asked",
    label=_("An agent wants to use a tool of mine"),
    title=_("%(version)s wants to use %(tool)s"),
    text=_("Say what it may reach, or leave it without a grant. %(purpose)s"),
)
TOOL_ALLOWED = NotificationKind(
    "registry.tool_allowed",
    label=_("An agent of mine may use a tool"),
    title=_("%(version)s may use %(tool)s"),
    text="%(scope)s",
)
TOOL_TAKEN = NotificationKind(
    "registry.tool_taken",
    label=_("A grant of an agent of mine is revoked"),
    title=_("%(version)s may not use %(tool)s any more"),
    text=_("Switch the tool off where the version runs. Why: %(reason)s"),
)

# Navigation
declare(
    NavItem(
        "registry:agent_tools",
        _("Agent tools"),
        "wrench",
        "registry.view_tools",
        group="models",
        order=30,
        prefixes=("registry:agent_tool", "registry:version_tool"),
    )
)
