"""Complete answers of an unremarkable internal case: low, minimal, submitted without complaint."""

from __future__ import annotations

from typing import Any

from intake import catalogs
from intake.choices import QuestionType
from intake.logic import questionnaires
from intake.logic.questions import Question

FORM = questionnaires.parse(catalogs.load("default_questionnaire"))

CHOSEN: dict[str, Any] = {
    "goal": ["cost"],
    "usage_frequency": "daily",
    "annual_benefit": 180_000,
    "benefit_confidence": "estimate",
    "approach": "generative",
    "build_or_buy": "build",
    "integration_count": 2,
    "data_sensitivity": "internal",
    "access_approved": "yes",
    "output_type": ["text"],
    "regulated_domain": ["none"],
    "automated_decision": "none",
    "autonomy": "suggest",
    "tool_use": "none",
    "eu_nexus": "used_in_eu",
    "roles": ["deployer"],
    "law_areas": ["none"],
    "a1_product": "none",
    "explainability": "yes",
    "users": "few",
}
TRUE = {"is_ai_system", "reversible", "accepts_rules"}


def complete_answers(**changed: Any) -> dict[str, Any]:
    """Every required question answered; None takes an answer out."""
    answers = {
        question.id: _answer(question) for question in FORM.questions.values() if question.required
    }
    return {**answers, **changed}


def _answer(question: Question) -> Any:
    if question.id in CHOSEN:
        return CHOSEN[question.id]
    if question.type == QuestionType.BOOLEAN:
        return question.id in TRUE
    if question.options:
        return question.options[0].value
    return "Two handlers compare letters with the file by hand."
