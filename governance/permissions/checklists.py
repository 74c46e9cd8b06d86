"""Who keeps the release checklist, answers it for a use case, and confirms the answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, STAFF, Role, permission
from governance.models.checklists import Checklist
from governance.permissions.reviews import is_involved
from intake.models.use_cases import UseCase
from intake.permissions import answers_for_case, collaborates

VIEW_CHECKLISTS = permission(
    "governance.view_checklists",
    label=_("see release checklists"),
    roles=EVERYONE,
    writes=False,
)
ANSWER_CHECKLIST = permission(
    "governance.answer_checklist",
    label=_("answer the release checklist of a use case"),
    roles=STAFF,
)
CONFIRM_CHECKLIST = permission(
    "governance.confirm_checklist",
    label=_("confirm the release checklist of a use case"),
    roles=STAFF | {Role.REVIEWER},
)
MANAGE_CHECKLIST = permission(
    "governance.manage_checklist", label=_("change what releases are asked"), roles=STAFF
)


@predicate(ANSWER_CHECKLIST.code)
def works_on_case(member: Membership, use_case: UseCase) -> bool:
    """Whoever may change the answers of the case."""
    return answers_for_case(member, use_case) or collaborates(member, use_case)


@veto(CONFIRM_CHECKLIST.code)
def answered_it(member: Membership, checklist: Checklist) -> bool:
    """Nobody confirms an answer of their own, nor the list of their own case."""
    if is_involved(member, checklist.use_case):
        return True
    return checklist.answers.filter(answered_by=member).exists()
