"""Where the portal's own numbers stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.navigation import NavItem, declare
from metrics.permissions.platform import VIEW_PLATFORM

declare(
    NavItem(
        "metrics:platform",
        _("Platform"),
        "activity",
        VIEW_PLATFORM.code,
        group="settings",
        order=95,
        prefixes=("metrics:platform",),
    )
)
