"""Who asks the team, who answers, and who takes a question back."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import Role, permission
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from governance.permissions.reviews import BARRING_ASSIGNMENTS, standing
from intake.models.use_cases import Assignment, UseCase

ASK_TEAM = permission(
    "governance.ask_team", label=_("ask the team a question in this review"), roles=()
)
ANSWER_QUESTION = permission(
    "governance.answer_question", label=_("answer a question about this use case"), roles=()
)
WITHDRAW_QUESTION = permission(
    "governance.withdraw_question",
    label=_("withdraw a question to the team"),
    roles={Role.COE_STAFF},
)


@predicate(ASK_TEAM.code)
def sits_here(member: Membership, review: Review) -> bool:
    """Speaks for a seat in this review, the chair among them."""
    return standing(member, review).holds_seat


@veto(ASK_TEAM.code)
def has_part_in_case(member: Membership, review: Review) -> bool:
    """The recused and the team do not ask themselves."""
    found = standing(member, review)
    return found.is_recused or found.is_involved


@predicate(ANSWER_QUESTION.code)
def answers_for_team(member: Membership, question: TeamQuestion) -> bool:
    """Owner, submitter, sponsor or tech lead: none of them judges the case."""
    return standing(member, question.review).is_involved


@predicate(WITHDRAW_QUESTION.code)
def asked_or_chairs(member: Membership, question: TeamQuestion) -> bool:
    """Who asked it, and the chair."""
    return question.asked_by_id == member.pk or standing(member, question.review).is_chair


@veto(WITHDRAW_QUESTION.code)
def withdraws_in_own_case(member: Membership, question: TeamQuestion) -> bool:
    """The team does not take back what it is asked."""
    return standing(member, question.review).is_involved


def questions_to_answer(member: Membership) -> QuerySet[TeamQuestion]:
    """The open questions about the cases that this member answers for."""
    assigned = Assignment.objects.filter(member=member, kind__in=BARRING_ASSIGNMENTS)
    own = UseCase.objects.filter(owner=member) | UseCase.objects.filter(registered_by=member)
    submitted = UseCase.objects.filter(current_assessment__submitted_by=member)
    cases = (own | submitted).values("pk").union(assigned.values("use_case"))
    return TeamQuestion.objects.open().filter(review__use_case__in=cases)
