"""Who changes decision rights and the RACI chart; everybody may read them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import STAFF, permission

PUBLISH_RIGHTS = permission(
    "governance.publish_rights", label=_("change decision rights and the RACI chart"), roles=STAFF
)
