"""Who reads, writes and approves the papers of the EU AI Act."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import OVERSIGHT, STAFF, Role, permission
from governance.models.papers import PaperEdition, PaperWriter
from governance.permissions.checklists import works_on_case
from governance.permissions.reviews import cases_of, is_involved
from intake.models.use_cases import UseCase, UseCaseGrant, UseCaseQuerySet

VIEW_PAPERS = permission(
    "governance.view_papers",
    label=_("see papers of the EU AI Act"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
WRITE_PAPERS = permission(
    "governance.write_papers",
    label=_("write and file the papers of a use case"),
    roles=STAFF,
)
APPROVE_FRIA = permission(
    "governance.approve_fria",
    label=_("approve a fundamental rights impact assessment"),
    roles=STAFF | {Role.REVIEWER, Role.EXECUTIVE},
)


def cases_with_open_papers(member: Membership) -> UseCaseQuerySet:
    """The cases whose papers this member may read: all, or those they work on."""
    if member.may(VIEW_PAPERS.code):
        return UseCase.objects.all()
    helped = UseCaseGrant.objects.filter(user_id=member.user_id).values("content_object")
    return cases_of(member) | UseCase.objects.filter(pk__in=helped)


predicate(VIEW_PAPERS.code)(works_on_case)
predicate(WRITE_PAPERS.code)(works_on_case)


@veto(APPROVE_FRIA.code)
def wrote_paper(member: Membership, edition: PaperEdition) -> bool:
    """Nobody approves what they wrote, were it one line, or froze, nor for their own case."""
    if edition.made_by_id == member.pk or is_involved(member, edition.use_case):
        return True
    return PaperWriter.objects.filter(
        use_case=edition.use_case_id, kind=edition.kind, member=member
    ).exists()
