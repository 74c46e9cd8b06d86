"""Whether a case has the approval that a gate asks for."""

from __future__ import annotations

from django.db.models import Q, Subquery

from coe_portal.gates.registry import Unmet, unmet
from coe_portal.tenancy.clock import today_here
from governance.choices import APPROVALS, Outcome
from governance.models.decisions import Condition, Decision
from intake.choices import Stage
from intake.logic.stages import LADDER
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase

APPROVAL_REQUIREMENT = "governance.approval"
OF_PART = ~Q(review__about_type="") & Q(review__isnull=False)


def approval_in_force(use_case: UseCase, gate: str) -> Decision | None:
    """The newest decision at this gate, if it approves, is still valid and is not under review.

    A part that was refused or is under review, such as a newer version of a model, says nothing
    against the case, and one that is approved does not make good that the case was turned down.
    What was approved is what was assessed: a material change since asks for another decision.
    """
    decisions = Decision.objects.filter(use_case=use_case, gate=gate)
    rows = decisions.exclude(OF_PART & ~Q(outcome__in=APPROVALS)).select_related("review")
    newest = rows.order_by("-number").first()
    if newest is None or not newest.is_approval:
        return None
    if newest.review is not None and newest.review.is_about_part:
        of_case = decisions.exclude(OF_PART).order_by("-number").first()
        if of_case is not None and not of_case.is_approval:
            return None
    if newest.valid_until is not None and newest.valid_until < today_here():
        return None
    under_review = use_case.reviews.open().of_whole_case().filter(gate=gate)
    if under_review.exists() or _is_overtaken(newest, use_case):
        return None
    return newest


def _is_overtaken(approval: Decision, use_case: UseCase) -> bool:
    """Whether the case was assessed anew since, and what its approvals rest on has changed."""
    if approval.assessment_id == use_case.current_assessment_id:
        return False
    judged = Assessment.objects.filter(pk=approval.assessment_id).values("number")
    later = Assessment.objects.filter(use_case=use_case, number__gt=Subquery(judged))
    rows = later.values_list("tier", "changes__touches")
    return any(tier != approval.tier or touches for tier, touches in rows)


def refusal_in_force(use_case: UseCase, stage: Stage) -> Decision | None:
    """What turned the case down at the stage that it has reached or before, if that still holds.

    A later approval makes it good; a refusal at a gate ahead leaves the case where it is. What was
    decided on a part, such as a newer version of a model, says nothing on the case.
    """
    reached = LADDER[: LADDER.index(stage) + 1] if stage in LADDER else LADDER
    settled = Decision.objects.filter(use_case=use_case, gate__in=[one.value for one in reached])
    whole = settled.exclude(OF_PART)
    newest = whole.exclude(outcome=Outcome.DEFERRED).order_by("-number").first()
    return None if newest is None or newest.is_approval else newest


def missing_before_review(use_case: UseCase, gate: str) -> list[Unmet]:
    """What the gate asks for apart from the approval itself."""
    return [one for one in unmet(gate, use_case) if one.code != APPROVAL_REQUIREMENT]


def lapsed_conditions(use_case: UseCase) -> list[Condition]:
    """Conditions of this case that were not met in time and are not made good."""
    lapsed = Condition.objects.filter(use_case=use_case).lapsed()
    return list(lapsed.select_related("decision"))


def pending_conditions(use_case: UseCase) -> list[Condition]:
    """Conditions of this case that are still to be met."""
    pending = Condition.objects.filter(use_case=use_case).pending()
    return list(pending.select_related("decision"))


def expired_approvals(use_case: UseCase) -> list[Decision]:
    """Approvals of this case that ran out and were not renewed."""
    running = use_case.suspensions.running().filter(approval__isnull=False)
    return list(Decision.objects.filter(suspensions__in=running))
