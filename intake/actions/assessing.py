"""From an evaluation to the frozen row and the figures that lists show of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache, lru_cache
from types import NoneType
from typing import Any

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from intake.choices import AiActClass, Axis, Tier
from intake.logic.ai_act import Classification, LegalRule
from intake.logic.evaluation import Evaluation
from intake.logic.materiality import Assessed, Difference
from intake.logic.obligations import GateNeeds
from intake.logic.scoring import Scores
from intake.logic.tiering import Tiering
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase
from intake.queries.rulebook import InForce

ASSESSED_FIELDS = (
    "current_assessment",
    "submitted_at",
    "tier",
    "ai_act_class",
    "value",
    "feasibility",
    "data_readiness",
    "risk",
    "adoption",
    "priority",
    "objective",
    "planned_start",
)
"""Fields of a use case that repeat its current assessment; `apply_assessment` is their writer."""


def unsaved_assessment(
    use_case: UseCase,
    evaluation: Evaluation,
    rules: InForce,
    *,
    actor: Actor,
    supersedes: Assessment | None = None,
    difference: Difference | None = None,
) -> Assessment:
    """The row that freezes an evaluation, not saved yet so that bulk work can insert many."""
    assessment = Assessment(
        organization_id=use_case.organization_id,
        use_case=use_case,
        number=supersedes.number + 1 if supersedes else 1,
        questionnaire=rules.questionnaire,
        rubric=rules.rubric,
        tier_policy=rules.tier_policy,
        catalogue=rules.catalogue,
        answers=evaluation.answers,
        missing=list(evaluation.missing),
        **_tier_fields(evaluation.tiering),
        **_score_fields(evaluation.scores),
        **_legal_fields(evaluation.classification, rules),
        gates=_plain_gates(evaluation.gates),
        supersedes=supersedes,
        changes=_changes(supersedes, evaluation, difference),
        submitted_by=actor.membership,
        actor_label=actor.label[:255],
        submitted_at=timezone.now(),
    )
    assessment.digest = digest(assessment)
    return assessment


def apply_assessment(use_case: UseCase, assessment: Assessment) -> None:
    """Repeat the assessment in the fields that lists sort and filter by; not saved yet."""
    use_case.current_assessment = assessment
    use_case.submitted_at = use_case.submitted_at or assessment.submitted_at
    use_case.tier = assessment.tier
    use_case.ai_act_class = assessment.ai_act_class
    for axis in Axis:
        setattr(use_case, axis.value, assessment.scores[axis.value]["score"])
    use_case.priority = assessment.priority
    use_case.objective = str(assessment.answers.get("objective") or use_case.objective)[:500]
    use_case.planned_start = assessment.answers.get("planned_start") or use_case.planned_start


def assessed(assessment: Assessment) -> Assessed:
    """What materiality compares of a stored assessment."""
    return Assessed(assessment.answers, Tier(assessment.tier), _class(assessment.ai_act_class))


def assessed_now(evaluation: Evaluation) -> Assessed:
    """What materiality compares of a new evaluation."""
    classification = evaluation.classification
    found = classification.ai_act_class if classification else None
    return Assessed(evaluation.answers, evaluation.tiering.tier, found)


def digest(assessment: Assessment) -> str:
    """SHA-256 over the answers, the versions that read them, and what they led to."""
    content = {
        "answers": assessment.answers,
        "missing": assessment.missing,
        "questionnaire": assessment.questionnaire.digest,
        "rubric": assessment.rubric.digest,
        "tier_policy": assessment.tier_policy.digest,
        "catalogue": assessment.catalogue.digest,
        "tier": assessment.tier,
        "ai_act_class": assessment.ai_act_class,
        "scores": assessment.scores,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """Dataclasses, tuples and choices as JSON holds them."""
    kind: Any = type(value)
    if kind in _SCALARS:
        return value
    if kind is list or kind is tuple:
        return [plain(item) for item in value]
    if names := _field_names(kind):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)


_SCALARS = frozenset({str, bool, int, float, NoneType})


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


@lru_cache(maxsize=64)
def _plain_gates(gates: tuple[GateNeeds, ...]) -> Any:
    """What the gates need as JSON: cases of one tier mostly need the same."""
    return plain(gates)


def _class(stored: str) -> AiActClass | None:
    return AiActClass(stored) if stored else None


def _tier_fields(tiering: Tiering) -> dict[str, Any]:
    return {
        "tier": tiering.tier,
        "fired": [
            {"rule": rule.id, "tier": rule.tier.value, "explanation": rule.explanation}
            for rule in tiering.fired
        ],
        "would_change": plain(tiering.would_change),
    }


def _score_fields(scores: Scores) -> dict[str, Any]:
    return {
        "scores": {
            axis.value: {
                "score": scored.score,
                "completeness": scored.completeness,
                "reasons": plain(scored.reasons),
            }
            for axis, scored in scores.axes.items()
        },
        "priority": None if scores.priority is None else Decimal(str(scores.priority)),
    }


def _legal_fields(classification: Classification | None, rules: InForce) -> dict[str, Any]:
    if classification is None:
        return {"ai_act_class": "", "ai_act": {}}
    return {
        "ai_act_class": classification.ai_act_class,
        "ai_act": {
            "version": rules.rulebook.catalogue.version,
            "tags": plain(classification.tags),
            "articles": plain(classification.articles),
            "findings": [_finding(rule) for rule in classification.fired],
            "unsure": plain(classification.unsure),
        },
    }


def _finding(rule: LegalRule) -> dict[str, Any]:
    facts: dict[str, Any] = plain(rule)
    return {"rule": facts.pop("id"), **facts}


def _changes(
    before: Assessment | None, evaluation: Evaluation, difference: Difference | None
) -> dict[str, Any]:
    if before is None or difference is None:
        return {}
    now = assessed_now(evaluation)
    return {
        "answers": plain(difference.answers),
        "touches": plain(difference.touches),
        "tier": [before.tier, now.tier.value],
        "ai_act_class": [before.ai_act_class, now.ai_act_class.value if now.ai_act_class else ""],
    }
