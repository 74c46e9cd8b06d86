"""Who may register, answer, submit and move use cases, and who keeps the rule documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import EVERYONE, MEMBERS, STAFF, permission
from coe_portal.collaboration.subjects import commentable
from intake.models.drafts import Draft, DraftSection, SectionShare
from intake.models.use_cases import Assignment, UseCase, UseCaseGrant

VIEW = permission("intake.view", label=_("see use cases"), roles=EVERYONE, writes=False)
REGISTER = permission("intake.register", label=_("register a use case"), roles=MEMBERS)
EDIT = permission("intake.edit", label=_("change a use case and its answers"), roles=STAFF)
EDIT_SECTION = permission(
    "intake.edit_section", label=_("answer a section of a use case"), roles=STAFF
)
SEE_DRAFT = permission(
    "intake.see_draft", label=_("see answers that are not submitted"), roles=STAFF
)
SUBMIT = permission("intake.submit", label=_("submit a use case"), roles=STAFF)
ASSIGN = permission("intake.assign", label=_("name who answers for a use case"), roles=STAFF)
MOVE = permission("intake.move", label=_("move a use case to another stage"), roles=STAFF)
WITHDRAW = permission("intake.withdraw", label=_("withdraw a use case"), roles=STAFF)
MANAGE_RULES = permission(
    "intake.manage_rules",
    label=_("publish questionnaires, rubrics and tier policies"),
    roles=STAFF,
)
VIEW_RULES = permission(
    "intake.view_rules",
    label=_("see questionnaires, rubrics and tier policies"),
    roles=EVERYONE,
    writes=False,
)

COMMENT = permission(
    "intake.comment", label=_("comment on a use case and attach files"), roles=MEMBERS
)
IMPORT = permission("intake.import", label=_("import an inventory"), roles=STAFF)

COLLABORATE = "collaborate_usecase"
"""The object permission of a UseCaseGrant."""


@predicate("intake.edit")
@predicate("intake.submit")
@predicate("intake.assign")
@predicate("intake.withdraw")
def answers_for_case(member: Membership, subject: UseCase | Draft) -> bool:
    """The owner, who registered it, and the people named for it."""
    use_case = subject.use_case if isinstance(subject, Draft) else subject
    if member.pk in (use_case.owner_id, use_case.registered_by_id):
        return True
    return Assignment.objects.filter(use_case=use_case, member=member).exists()


@predicate("intake.edit")
def collaborates(member: Membership, subject: UseCase | Draft) -> bool:
    """A collaborator holds a grant on this use case."""
    use_case_id = subject.use_case_id if isinstance(subject, Draft) else subject.pk
    return UseCaseGrant.objects.filter(
        content_object_id=use_case_id, user_id=member.user_id, permission__codename=COLLABORATE
    ).exists()


@predicate("intake.edit_section")
def may_answer(member: Membership, section: DraftSection) -> bool:
    """Whoever may edit the case, and colleagues with whom the section is shared."""
    draft = section.draft
    if answers_for_case(member, draft) or collaborates(member, draft):
        return True
    return SectionShare.objects.filter(section=section, member=member).exists()


@predicate("intake.see_draft")
def may_read_draft(member: Membership, draft: Draft) -> bool:
    """Whoever may answer some part of it."""
    if answers_for_case(member, draft) or collaborates(member, draft):
        return True
    return SectionShare.objects.filter(section__draft=draft, member=member).exists()


def followers_of_case(use_case: UseCase) -> list[Membership]:
    """Who is told of comments: the owner and who registered it."""
    return [member for member in (use_case.owner, use_case.registered_by) if member is not None]


commentable(
    UseCase, key="use-case", view=VIEW.code, write=COMMENT.code, followers=followers_of_case
)
