"""Who sees what the law asks from which day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import EVERYONE, permission

VIEW_OBLIGATIONS = permission(
    "governance.view_obligations",
    label=_("see the obligations calendar"),
    roles=EVERYONE,
    writes=False,
)
