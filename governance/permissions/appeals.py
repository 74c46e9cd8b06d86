"""Who appeals, and who forms the panel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import OVERSIGHT, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.models.appeals import Appeal, AppealQuerySet
from governance.models.decisions import Decision
from governance.models.reviews import ReviewSeat
from governance.permissions.reviews import cases_of, is_involved
from intake.models.use_cases import UseCase

LODGE_APPEAL = permission("governance.lodge_appeal", label=_("appeal this decision"), roles=())
VIEW_APPEALS = permission(
    "governance.view_appeals", label=_("see appeals"), roles=OVERSIGHT, writes=False
)
WITHDRAW_APPEAL = permission(
    "governance.withdraw_appeal", label=_("withdraw this appeal"), roles=()
)
FORM_PANEL = permission(
    "governance.form_panel", label=_("form the panel of an appeal"), roles={Role.COE_STAFF}
)


@predicate(LODGE_APPEAL.code)
def is_of_the_team(member: Membership, decision: Decision) -> bool:
    """Owner, submitter, sponsor or tech lead of the case."""
    return is_involved(member, decision.use_case)


@predicate(VIEW_APPEALS.code)
def concerns_own_case(member: Membership, appeal: Appeal) -> bool:
    """The team of the case, and who sits on the panel."""
    sits = ReviewSeat.objects.filter(review=appeal.review_id, voter=member)
    return is_involved(member, appeal.use_case) or sits.exists()


@predicate(WITHDRAW_APPEAL.code)
def lodged_it(member: Membership, appeal: Appeal) -> bool:
    """Who lodged it."""
    return appeal.lodged_by_id == member.pk


@veto(FORM_PANEL.code)
def judges_own_case(member: Membership, appeal: Appeal) -> bool:
    """Nobody chooses the judges of their own case."""
    return is_involved(member, appeal.use_case)


def appeals_visible_to(member: Membership) -> AppealQuerySet:
    """All for oversight, else those of one's cases and panels."""
    appeals: AppealQuerySet = Appeal.objects.all()
    if member.may(VIEW_APPEALS.code):
        return appeals
    seats = ReviewSeat.objects.filter(voter=member).values("review")
    return appeals.filter(use_case__in=cases_of(member)) | appeals.filter(review__in=seats)


def case_of_appeal(appeal: Appeal) -> UseCase:
    """Whose story a comment on an appeal belongs to."""
    return appeal.use_case


commentable(
    Appeal,
    key="appeal",
    view=VIEW_APPEALS.code,
    write=WITHDRAW_APPEAL.code,
    root=case_of_appeal,
)
