"""Who sees the numbers of the whole organization, and who may have them computed anew."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import OVERSIGHT, STAFF, Role, permission

VIEW_QUARTER = permission(
    "metrics.view_quarter",
    label=_("see the quarterly dashboard"),
    roles=OVERSIGHT | {Role.FINANCE},
    writes=False,
)
TAKE_SNAPSHOTS = permission(
    "metrics.take_snapshots",
    label=_("compute the numbers of a quarter now"),
    roles={*STAFF, Role.EXECUTIVE},
)
