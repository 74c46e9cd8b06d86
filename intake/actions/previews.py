"""What a draft would become if it were submitted now: the same steps, and nothing is written."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from intake.actions.assessing import unsaved_assessment
from intake.logic.evaluation import evaluate
from intake.models.drafts import Draft
from intake.queries.outcomes import Outcome, outcome_of
from intake.queries.rulebook import in_force


def preview(draft: Draft, *, actor: Actor) -> Outcome:
    """The outcome of the answers saved so far; while some are missing, the tier may be higher."""
    rules = in_force(draft.questionnaire_id)
    evaluation = evaluate(draft.answers(), rules.rulebook)
    assessment = unsaved_assessment(draft.use_case, evaluation, rules, actor=actor)
    return outcome_of(assessment, rules.rulebook.questionnaire)
