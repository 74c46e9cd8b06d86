"""Who comments on a quarter's numbers, who signs them, and who may open them again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import STAFF, Role, permission
from metrics.models.quarters import Commentary, KpiWriter
from metrics.models.targets import KpiOwner

COMMENT = permission(
    "metrics.comment", label=_("comment on this number"), roles={*STAFF, Role.EXECUTIVE}
)
NAME_WRITERS = permission(
    "metrics.name_writers", label=_("name who comments on a number"), roles=STAFF
)
SIGN_QUARTER = permission(
    "metrics.sign_quarter",
    label=_("sign a quarter"),
    roles={Role.COE_STAFF, Role.EXECUTIVE},
)
REOPEN_QUARTER = permission(
    "metrics.reopen_quarter", label=_("reopen a signed quarter"), roles={Role.EXECUTIVE}
)


@predicate(COMMENT.code)
def writes_about(member: Membership, commentary: Commentary) -> bool:
    """Owns its KPI, or was named to comment on it."""
    about = {"kpi": commentary.kpi, "member": member}
    return KpiOwner.objects.filter(**about).exists() or KpiWriter.objects.filter(**about).exists()
