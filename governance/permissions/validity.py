"""Who asks for the renewal of an approval, and who sets for how long approvals hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import STAFF, permission
from governance.models.decisions import Decision
from governance.permissions.reviews import is_involved

RENEW_APPROVAL = permission(
    "governance.renew_approval", label=_("ask for the renewal of an approval"), roles=STAFF
)
SET_TERMS = permission(
    "governance.set_validity_terms",
    label=_("set for how long approvals hold and who accepts waivers"),
    roles=STAFF,
)


@predicate(RENEW_APPROVAL.code)
def is_case_person(member: Membership, approval: Decision) -> bool:
    """Owner, submitter, sponsor or tech lead of the case."""
    return is_involved(member, approval.use_case)
