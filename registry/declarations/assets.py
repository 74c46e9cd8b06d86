"""What the library of reusable assets records, tells people and shows in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare

# The trail
ASSET_ADDED = AuditAction("registry.asset.added", _("Asset added"))
ASSET_CHANGED = AuditAction("registry.asset.changed", _("Asset changed"))
ASSET_PUBLISHED = AuditAction("registry.asset.published", _("Asset published"), Severity.NOTICE)
ASSET_DEPRECATED = AuditAction("registry.asset.deprecated", _("Asset deprecated"), Severity.NOTICE)
ASSET_REUSED = AuditAction("registry.asset.reused", _("Asset used again"))
REUSE_ENDED = AuditAction("registry.asset.reuse_ended", _("Use of an asset ended"))

# Messages
ASSET_GIVEN = NotificationKind(
    "registry.asset_given",
    label=_("A reusable asset is mine"),
    title=_("You own the asset %(asset)s"),
    text=_("You answer for it towards those who use it."),
)
ASSET_TAKEN_UP = NotificationKind(
    "registry.asset_taken_up",
    label=_("Somebody uses an asset of mine"),
    title=_("%(user)s uses %(asset)s"),
    text=_("%(member)s noted it. %(note)s"),
)
ASSET_ENDS = NotificationKind(
    "registry.asset_ends",
    label=_("An asset that I use is deprecated"),
    title=_("%(asset)s is deprecated"),
    text=_("%(user)s uses it. %(reason)s %(successor)s"),
)

# Navigation
declare(
    NavItem(
        "registry:assets",
        _("Reusable assets"),
        "puzzle",
        "registry.view_assets",
        group="models",
        order=60,
        prefixes=("registry:asset", "registry:reuse"),
    )
)
