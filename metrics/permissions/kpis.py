"""Who sets targets and owners of KPIs, enters what cannot be computed, and restates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import STAFF, Role, permission
from metrics.models.targets import KpiOwner
from metrics.permissions.snapshots import VIEW_QUARTER

MANAGE_KPIS = permission(
    "metrics.manage_kpis",
    label=_("set targets and owners of KPIs"),
    roles={*STAFF, Role.EXECUTIVE},
)
ENTER_READINGS = permission(
    "metrics.enter_readings",
    label=_("enter readings of KPIs that the portal cannot compute"),
    roles=STAFF,
)
RESTATE = permission(
    "metrics.restate",
    label=_("compute the numbers of a past quarter anew, beside the old ones"),
    roles=STAFF,
)


def may_see_rows(member: Membership, right: str, subject: object) -> bool:
    """Whether the rows behind a number show to the member: by the right, or as the KPI's owner."""
    return not right or member.may(right) or answers_for_kpi(member, subject)


@predicate(VIEW_QUARTER.code)
@predicate(ENTER_READINGS.code)
def answers_for_kpi(member: Membership, subject: object) -> bool:
    """The member is the owner of the KPI that it is about."""
    code = getattr(subject, "kpi_code", "")
    return bool(code) and KpiOwner.objects.filter(kpi=code, member=member).exists()
