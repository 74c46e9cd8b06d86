"""Who proposes, measures and claims benefits, and who verifies them: never who claimed them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.permissions.reviews import cases_of
from intake.models.use_cases import UseCase
from metrics.models.benefits import Benefit, BenefitEntry, BenefitEntryQuerySet, BenefitQuerySet

OPEN_LEDGER = permission(
    "metrics.open_ledger", label=_("open the benefits ledger"), roles=EVERYONE, writes=False
)
KEEP_LEDGER = permission(
    "metrics.keep_ledger", label=_("work in the benefits ledger by program"), roles=MEMBERS
)
VIEW_BENEFIT = permission(
    "metrics.view_benefit",
    label=_("see this benefit"),
    roles=OVERSIGHT | {Role.FINANCE},
    writes=False,
)
PROPOSE_BENEFIT = permission(
    "metrics.propose_benefit", label=_("propose a benefit of this use case"), roles=STAFF
)
CHANGE_BENEFIT = permission(
    "metrics.change_benefit",
    label=_("measure, forecast and claim this benefit"),
    roles=STAFF,
)
VERIFY_BENEFIT = permission(
    "metrics.verify_benefit",
    label=_("verify, return or reject this claim"),
    roles={Role.FINANCE},
)
REJECT_BENEFIT = permission(
    "metrics.reject_benefit", label=_("reject this benefit"), roles={Role.FINANCE}
)
RULE_OVERLAP = permission(
    "metrics.rule_overlap",
    label=_("say what benefits that overlap are to each other"),
    roles=STAFF | {Role.FINANCE},
)
SET_BENEFIT_TERMS = permission(
    "metrics.set_benefit_terms",
    label=_("set the rate and the haircut of benefits"),
    roles={Role.FINANCE},
)
DISCUSS_BENEFIT = permission(
    "metrics.discuss_benefit",
    label=_("comment on this benefit and add evidence"),
    roles=STAFF | {Role.EXECUTIVE, Role.FINANCE},
)


def benefits_visible_to(member: Membership) -> BenefitQuerySet:
    """All for oversight and finance, else what one owns and what one's cases bring."""
    benefits: BenefitQuerySet = Benefit.objects.all()
    if member.may(VIEW_BENEFIT.code):
        return benefits
    own = Q(owner=member) | Q(proposed_by=member)
    return benefits.filter(own | Q(use_case__in=cases_of(member).values("pk")))


def entries_visible_to(member: Membership) -> BenefitEntryQuerySet:
    """The months of benefits that the member may see."""
    entries: BenefitEntryQuerySet = BenefitEntry.objects.all()
    if member.may(VIEW_BENEFIT.code):
        return entries
    return entries.filter(benefit__in=benefits_visible_to(member).values("pk"))


@predicate(VIEW_BENEFIT.code)
@predicate(DISCUSS_BENEFIT.code)
def concerns_benefit(member: Membership, benefit: Benefit) -> bool:
    """Owns or proposed it, or belongs to its use case."""
    return benefits_visible_to(member).filter(pk=benefit.pk).exists()


@predicate(PROPOSE_BENEFIT.code)
def works_on_use_case(member: Membership, use_case: UseCase) -> bool:
    """Owns, registered, sponsors or builds it."""
    return cases_of(member).filter(pk=use_case.pk).exists()


@predicate(CHANGE_BENEFIT.code)
def owns_benefit(member: Membership, benefit: Benefit) -> bool:
    """The owner answers for its figures."""
    return benefit.owner_id == member.pk


@veto(VERIFY_BENEFIT.code)
def claimed_it(member: Membership, entry: BenefitEntry) -> bool:
    """Nobody judges a claim of their own, nor of a benefit that they own."""
    return member.pk in {entry.claimed_by_id, entry.benefit.owner_id}


@veto(REJECT_BENEFIT.code)
@veto(RULE_OVERLAP.code)
def lives_by_it(member: Membership, benefit: Benefit) -> bool:
    """Nobody judges a benefit of their own."""
    return benefit.owner_id == member.pk


commentable(
    Benefit,
    key="benefit",
    view=VIEW_BENEFIT.code,
    write=DISCUSS_BENEFIT.code,
    root=lambda benefit: benefit.use_case,
    followers=lambda benefit: [benefit.owner],
)
