"""What was seen once the models served the case, and how the case is being brought to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.dossier.kept import newest
from intake.models.use_cases import UseCase
from registry.models.live_reviews import LiveAction, LiveReview
from registry.models.retirement import RetirementPlan, RetirementTask


@section("after_go_live", order=68, title=_("After go-live"), starts_page=False)
def after_go_live_section(subject: Model) -> Section | None:
    """Each post-deployment review with what was decided, and each plan of retirement."""
    if not isinstance(subject, UseCase):
        return None
    reviews = newest(
        LiveReview.objects.filter(use_case=subject)
        .with_names()
        .select_related("reported_by__user", "decided_by__user")
        .prefetch_related("actions__owner__user")
        .order_by("-opened_at", "-pk")
    )
    plans = newest(
        RetirementPlan.objects.filter(use_case=subject)
        .select_related("opened_by__user", "successor", "use_case")
        .prefetch_related("steps__done_by__user")
        .order_by("-opened_at", "-pk")
    )
    if not reviews.rows and not plans.rows:
        return None
    return Section(
        "pack/after_go_live.html",
        {"reviews": reviews, "plans": plans},
        {
            "reviews": [_review_data(one) for one in reviews.rows],
            "retirements": [_plan_data(one) for one in plans.rows],
        },
    )


def _review_data(review: LiveReview) -> Mapping[str, Any]:
    return {
        "reference": review.reference,
        "version": str(review.version),
        "after": review.round_label,
        "state": review.state,
        "opened_at": plain(review.opened_at),
        "due_on": plain(review.due_on),
        "reported_at": plain(review.reported_at),
        "reported_by": str(review.reported_by or ""),
        "performance": review.performance,
        "drift": review.drift,
        "impacts": review.impacts,
        "feedback": review.feedback,
        "benefits": review.benefits,
        "metrics": review.metrics,
        "outcome": review.outcome,
        "rationale": review.rationale,
        "decided_at": plain(review.decided_at),
        "decided_by": str(review.decided_by or ""),
        "actions": [_action_data(one) for one in review.actions.all()],
    }


def _action_data(action: LiveAction) -> Mapping[str, Any]:
    return {
        "text": action.text,
        "owner": str(action.owner),
        "due_on": plain(action.due_on),
        "state": action.state,
        "note": action.note,
    }


def _plan_data(plan: RetirementPlan) -> Mapping[str, Any]:
    return {
        "reference": plan.reference,
        "state": plan.state,
        "reason": plan.reason,
        "wanted_on": plain(plan.wanted_on),
        "opened_at": plain(plan.opened_at),
        "opened_by": str(plan.opened_by or ""),
        "successor": None if plan.successor is None else plan.successor.reference,
        "closed_at": plain(plan.closed_at),
        "closed_because": plan.closed_because,
        "steps": [_step_data(one) for one in plan.steps.all()],
    }


def _step_data(step: RetirementTask) -> Mapping[str, Any]:
    return {
        "step": step.step,
        "note": step.note,
        "disposal": step.disposal,
        "shown_by": step.shown_by,
        "sha256": step.digest,
        "done_at": plain(step.done_at),
        "done_by": str(step.done_by or ""),
    }
