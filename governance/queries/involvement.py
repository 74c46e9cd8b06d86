"""Who has a part in a case, and who could take its light review."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Max, Model, Q

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.roles import Role
from governance.choices import Holder, RecusalKind, ReviewState
from governance.logic.recusal import Candidate, Involvement
from governance.models.decisions import Decision
from governance.models.votes import Vote
from governance.review_subjects import kind_of
from intake.choices import AssignmentKind
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase

BARRING = {
    AssignmentKind.SPONSOR.value: RecusalKind.SPONSOR,
    AssignmentKind.TECH_LEAD.value: RecusalKind.TECH_LEAD,
}


def involvements(
    use_case: UseCase, assessment: Assessment, part: Model | None = None
) -> list[Involvement]:
    """Submitter, owner, sponsor and tech lead, and who built the part that is judged.

    Each once, by what they did first.
    """
    parts = [
        (assessment.submitted_by_id, RecusalKind.SUBMITTER),
        (use_case.registered_by_id, RecusalKind.SUBMITTER),
        (use_case.owner_id, RecusalKind.OWNER),
    ]
    assigned = use_case.assignments.filter(kind__in=BARRING).order_by("pk")
    parts += [(row.member_id, BARRING[row.kind]) for row in assigned]
    if part is not None:
        parts += [(pk, RecusalKind.BUILDER) for pk in kind_of(part).builders(part)]
    first: dict[int, RecusalKind] = {}
    for member, kind in parts:
        if member is not None:
            first.setdefault(member, kind)
    return [Involvement(member, kind) for member, kind in first.items()]


def light_reviewers(holder: Holder | None = None, units: Collection[int] = ()) -> list[Candidate]:
    """Who may take a light review, with their load: all, a unit's reviewers, or the CoE's staff."""
    is_open = Q(review_seats__review__state=ReviewState.OPEN)
    members = (
        _holders(holder, units)
        .annotate(
            load=Count("review_seats", filter=is_open),
            last=Max("review_seats__review__opened_at"),
        )
        .values_list("pk", "load", "last")
    )
    return [Candidate(member, load, last) for member, load, last in members]


def _holders(holder: Holder | None, units: Collection[int]) -> MembershipQuerySet:
    members = Membership.objects.current()
    if holder == Holder.UNIT:
        return members.with_role(Role.REVIEWER).filter(business_unit__in=units)
    if holder == Holder.COE:
        return members.with_role(Role.COE_STAFF)
    return members.with_role(Role.REVIEWER, Role.COE_STAFF)


def people_of(use_case: UseCase) -> list[Membership]:
    """Whom a decision concerns: owner, submitter and the named people, each once."""
    own = [pk for pk in (use_case.owner_id, use_case.registered_by_id) if pk is not None]
    concerned = Q(pk__in=own) | Q(pk__in=use_case.assignments.values("member"))
    return list(Membership.objects.current().with_user().filter(concerned))


def coe_staff() -> list[Membership]:
    """Who is told when nobody else can be."""
    return list(Membership.objects.current().with_user().with_role(Role.COE_STAFF))


def sponsors_of(use_case: UseCase) -> list[Membership]:
    """The business sponsors of a case."""
    assigned = use_case.assignments.filter(kind=AssignmentKind.SPONSOR).values("member")
    return list(Membership.objects.current().with_user().filter(pk__in=assigned))


def voters_of(decision: Decision) -> list[Membership]:
    """Who voted on a decision; nobody on one that the policy made."""
    voted = Vote.objects.filter(review=decision.review_id).values("member")
    return list(Membership.objects.current().with_user().filter(pk__in=voted))
