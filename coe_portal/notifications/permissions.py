"""Everybody reads what they were told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import EVERYONE, MEMBERS, permission

READ_OWN = permission(
    "notifications.read_own", label=_("read own notifications"), roles=EVERYONE, writes=False
)
MARK_READ = permission(
    "notifications.mark_read", label=_("mark own notifications as read"), roles=MEMBERS
)
