"""Tell the people of a model what an assessment of its fairness found."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.notifications.dispatch import notify
from registry.declarations import fairness as told
from registry.messages.promotions import people_of
from registry.models.fairness import FairnessAssessment


def tell_of_findings(assessment: FairnessAssessment, summary: str, actor: Actor) -> None:
    """The owner and the developer, but not who asked and looks at it."""
    people = [one for one in people_of(assessment.version) if not actor.is_member(one.pk)]
    notify(
        told.FAIRNESS_FOUND,
        people,
        assessment,
        context={
            "version": str(assessment.version),
            "result": str(assessment.get_result_display()),
            "summary": summary,
        },
        url=assessment.get_absolute_url(),
        key=f"{assessment.reference}:found",
    )
