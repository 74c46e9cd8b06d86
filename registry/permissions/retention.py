"""Who says how long observations are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import STAFF, permission

SET_RETENTION = permission(
    "registry.set_retention", label=_("say how long observations are kept"), roles=STAFF
)
