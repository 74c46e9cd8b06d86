"""What the platform itself has in the sidebar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.declarations import SEE_MEMBERS
from coe_portal.ui.navigation import NavItem, declare

declare(
    NavItem(
        "accounts:members",
        _("Members"),
        "users",
        SEE_MEMBERS.code,
        group="settings",
        order=80,
        prefixes=("accounts:member", "accounts:invite", "accounts:change_roles"),
    ),
    NavItem(
        "accounts:units",
        _("Business units"),
        "network",
        SEE_MEMBERS.code,
        group="settings",
        order=85,
        prefixes=("accounts:new_unit", "accounts:unit", "accounts:change_unit"),
    ),
)
