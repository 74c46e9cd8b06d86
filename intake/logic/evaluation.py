"""One case through all rule documents at once: class, tier, scores and what each gate needs."""

from __future__ import annotations

from dataclasses import dataclass

from intake.logic import ai_act, obligations, scoring, tiering
from intake.logic.expressions import Answer, Answers
from intake.logic.questionnaires import Questionnaire

EU_CLASS, EU_UNSURE = "eu_class", "eu_unsure"
"""Answers that the portal gives itself, from the EU AI Act questionnaire."""


@dataclass(frozen=True)
class Rulebook:
    """The versions in force, compiled; safe to share."""

    questionnaire: Questionnaire
    rubric: scoring.Rubric
    policy: tiering.Policy
    catalogue: ai_act.Catalogue


@dataclass(frozen=True)
class Evaluation:
    """Everything that follows from the answers of a case.

    `classification` is None when no legal question was answered: then there is no class.
    `missing` are questions without an answer that some document wanted; `tiering` took their
    defaults, so with missing answers the tier is the lowest that the case can have.
    """

    answers: dict[str, Answer]
    classification: ai_act.Classification | None
    tiering: tiering.Tiering
    scores: scoring.Scores
    gates: tuple[obligations.GateNeeds, ...]
    missing: tuple[str, ...]


def evaluate(answers: Answers, rulebook: Rulebook, *, what_if: bool = True) -> Evaluation:
    """Evaluate a case; answers to questions that are not asked do not count."""
    reading = rulebook.questionnaire.read(answers)
    implied = reading.implied
    classification = _classify(reading.answers, rulebook.catalogue)
    known = {
        **{key: rulebook.policy.defaults[key] for key in implied & rulebook.policy.defaults.keys()},
        **reading.answers,
        **_given_by_the_portal(classification),
    }
    tiered = tiering.tier(known, rulebook.policy, what_if=what_if)
    scored = scoring.score(known, rulebook.rubric)
    wanted = [
        *tiered.missing,
        *scored.missing,
        *(classification.missing if classification else ()),
        *(key for section in reading.progress.values() for key in section.missing),
    ]
    return Evaluation(
        answers=reading.answers,
        classification=classification,
        tiering=tiered,
        scores=scored,
        gates=obligations.obligations(known, rulebook.policy, tiered.tier),
        missing=tuple(key for key in dict.fromkeys(wanted) if key not in implied),
    )


def _classify(effective: Answers, catalogue: ai_act.Catalogue) -> ai_act.Classification | None:
    if not effective.keys() & catalogue.questions.keys():
        return None
    return ai_act.classify(effective, catalogue)


def _given_by_the_portal(classification: ai_act.Classification | None) -> dict[str, Answer]:
    if classification is None:
        return {}
    return {EU_CLASS: classification.ai_act_class.value, EU_UNSURE: classification.is_open}
