"""Who plans the end of a use case, settles what it asks for, and retires a model."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import EVERYONE, STAFF, permission
from coe_portal.collaboration.subjects import commentable
from governance.permissions.reviews import is_involved
from intake.models.use_cases import UseCase
from registry.models.models import AIModel
from registry.models.retirement import RetirementPlan

VIEW_RETIREMENT = permission(
    "registry.view_retirement", label=_("see retirement plans"), roles=EVERYONE, writes=False
)
PLAN_RETIREMENT = permission(
    "registry.plan_retirement", label=_("plan the retirement of this use case"), roles=STAFF
)
RETIRE_MODEL = permission("registry.retire_model", label=_("retire this model"), roles=STAFF)


@predicate(PLAN_RETIREMENT.code)
def ends_own_case(member: Membership, subject: UseCase | RetirementPlan) -> bool:
    """Belongs to the use case, or owns a model that serves it."""
    case = subject.use_case if isinstance(subject, RetirementPlan) else subject
    serving = AIModel.objects.of_use_case(case).filter(owner=member)
    return is_involved(member, case) or serving.exists()


@predicate(RETIRE_MODEL.code)
def owns_retiring_model(member: Membership, model: AIModel) -> bool:
    """The owner ends what they answer for."""
    return model.owner_id == member.pk


def case_of_plan(plan: RetirementPlan) -> UseCase:
    """In whose story comments and files are told."""
    return plan.use_case


def followers(plan: RetirementPlan) -> list[Membership]:
    """Who is told of comments: the owner of the use case and who opened the plan."""
    people = [plan.use_case.owner, plan.opened_by]
    return [member for member in people if member is not None]


commentable(
    RetirementPlan,
    key="retirement",
    view=VIEW_RETIREMENT.code,
    write=PLAN_RETIREMENT.code,
    root=case_of_plan,
    followers=followers,
)
