"""Who sees how the CoE fares, who steers it, and who answers what they were asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import OVERSIGHT, STAFF, Role, permission
from metrics.models.feedback import FeedbackRequest
from metrics.models.launch import LaunchStep

VIEW_HEALTH = permission(
    "metrics.view_health", label=_("see how the CoE fares"), roles=OVERSIGHT, writes=False
)
STEER_HEALTH = permission(
    "metrics.steer_health",
    label=_("steer the radar, the self-assessment and the launch plan of the CoE"),
    roles=STAFF,
)
ASSESS_MATURITY = permission(
    "metrics.assess_maturity",
    label=_("answer the self-assessment of the CoE"),
    roles=STAFF | {Role.EXECUTIVE},
)
SETTLE_STEP = permission(
    "metrics.settle_launch_step", label=_("settle this step of the launch plan"), roles=STAFF
)
GIVE_FEEDBACK = permission(
    "metrics.give_feedback", label=_("say how content one is with this"), roles=()
)


@predicate(SETTLE_STEP.code)
def owns_step(member: Membership, step: LaunchStep) -> bool:
    """Who sees to it."""
    return step.owner_id == member.pk


@predicate(GIVE_FEEDBACK.code)
def was_asked(member: Membership, asked: FeedbackRequest) -> bool:
    """Whom the question went to."""
    return asked.member_id == member.pk
