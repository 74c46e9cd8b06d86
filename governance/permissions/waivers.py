"""Who asks for a waiver, and who may accept its risk: neither the requester nor the case's people.

Which roles may accept is data: the terms of the tier name them.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from governance.logic.validity import terms_of
from governance.models.validity import ValidityTerms
from governance.models.waivers import Waiver, WaiverQuerySet
from governance.permissions.reviews import cases_of, is_involved
from intake.models.use_cases import UseCase

LIST_WAIVERS = permission(
    "governance.list_waivers", label=_("open the list of waivers"), roles=EVERYONE, writes=False
)
VIEW_WAIVER = permission(
    "governance.view_waiver",
    label=_("see this waiver"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
REQUEST_WAIVER = permission(
    "governance.request_waiver", label=_("ask to waive a control of this case"), roles=STAFF
)
ANSWER_WAIVERS = permission(
    "governance.answer_waivers", label=_("ask for and decide waivers by API"), roles=MEMBERS
)
DECIDE_WAIVER = permission(
    "governance.decide_waiver",
    label=_("accept the risk of this waiver, refuse or revoke it"),
    roles=STAFF | {Role.EXECUTIVE},
)
SETTLE_WAIVER = permission(
    "governance.settle_waiver",
    label=_("confirm that a waived control is in place"),
    roles={Role.COE_STAFF},
)
WITHDRAW_WAIVER = permission(
    "governance.withdraw_waiver", label=_("take back the request for this waiver"), roles=()
)


def waivers_visible_to(member: Membership) -> WaiverQuerySet:
    """All for oversight and reviewers, else what one asked for, and those of one's cases."""
    waivers: WaiverQuerySet = Waiver.objects.all()
    if member.may(VIEW_WAIVER.code):
        return waivers
    return waivers.filter(Q(requested_by=member) | Q(use_case__in=cases_of(member)))


@predicate(VIEW_WAIVER.code)
def may_see_waiver(member: Membership, waiver: Waiver) -> bool:
    """Asked for it, or belongs to the case."""
    return waivers_visible_to(member).filter(pk=waiver.pk).exists()


@predicate(REQUEST_WAIVER.code)
def is_person_of_case(member: Membership, use_case: UseCase) -> bool:
    """Owner, submitter, sponsor or tech lead."""
    return is_involved(member, use_case)


@predicate(WITHDRAW_WAIVER.code)
def asked_for_it(member: Membership, waiver: Waiver) -> bool:
    """Whose request it is."""
    return waiver.requested_by_id == member.pk


@veto(DECIDE_WAIVER.code)
@veto(SETTLE_WAIVER.code)
def judges_own_waiver(member: Membership, waiver: Waiver) -> bool:
    """Nobody lives with a risk that they asked for, nor with one of their own case."""
    return waiver.requested_by_id == member.pk or is_involved(member, waiver.use_case)


@veto(DECIDE_WAIVER.code)
def is_not_an_acceptor(member: Membership, waiver: Waiver) -> bool:
    """The terms of the tier name the roles that may accept."""
    tier = waiver.use_case.tier or waiver.tier
    terms = terms_of(ValidityTerms.objects.terms_in_force(), tier)
    return not terms.acceptors & set(member.roles)
