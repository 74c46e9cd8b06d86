"""Who reads board packs, has one made, and says when they come by themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import OVERSIGHT, STAFF, Role, permission

# A pack tells of decisions, risks and incidents: of what oversight sees anyway.
VIEW_PACKS = permission(
    "metrics.view_packs", label=_("see board packs"), roles=OVERSIGHT, writes=False
)
MAKE_PACK = permission(
    "metrics.make_pack", label=_("have a board pack made"), roles=STAFF | {Role.EXECUTIVE}
)
SCHEDULE_PACKS = permission(
    "metrics.schedule_packs",
    label=_("say when board packs are made and sent"),
    roles=STAFF | {Role.EXECUTIVE},
)
