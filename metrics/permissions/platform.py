"""Who sees how the portal itself does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import OVERSIGHT, permission

VIEW_PLATFORM = permission(
    "metrics.view_platform",
    label=_("see when the portal was up, how fast it answers and how many use it"),
    roles=OVERSIGHT,
    writes=False,
)
