"""What the trail records of calendar feeds, and who may have one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import MEMBERS, permission
from coe_portal.audit.catalogue import AuditAction, Severity

FEED_MADE = AuditAction("calendars.feed.made", _("Calendar feed made"), Severity.NOTICE)
FEED_REVOKED = AuditAction("calendars.feed.revoked", _("Calendar feed revoked"), Severity.NOTICE)

KEEP_FEED = permission(
    "calendars.keep_feed", label=_("make and revoke the own calendar feed"), roles=MEMBERS
)
