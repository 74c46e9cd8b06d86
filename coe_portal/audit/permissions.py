"""Who may read the trail, and who may take it away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import EVERYONE, OVERSIGHT, permission

READ_TRAIL = permission(
    "audit.read", label=_("read the audit trail"), roles=OVERSIGHT, writes=False
)
SEE_TIMELINE = permission(
    "audit.see_timeline",
    label=_("see what was done to an object that one may see"),
    roles=EVERYONE,
    writes=False,
)
EXPORT = permission(
    "audit.export", label=_("export audit packs and the trail"), roles=OVERSIGHT, writes=False
)
