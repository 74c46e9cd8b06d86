"""What changed between two assessments, and which earlier judgements that touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.choices import AiActClass, Tier, Touch
from intake.logic.expressions import Answer, Answers

TOUCHES: Mapping[str, Touch] = {
    "data_sensitivity": Touch.DATA_CLASS,
    "personal_data": Touch.DATA_CLASS,
    "special_category_data": Touch.DATA_CLASS,
    "autonomy": Touch.AUTONOMY,
    "automated_decision": Touch.AUTONOMY,
    "tool_use": Touch.AUTONOMY,
    "third_party_model": Touch.VENDOR,
    "vendor_name": Touch.VENDOR,
    "vendor_trains_on_data": Touch.VENDOR,
    "model_name": Touch.MODEL,
    "approach": Touch.MODEL,
}
"""Answers whose change is material by itself."""


@dataclass(frozen=True)
class Assessed:
    """What is compared of an assessment."""

    answers: Answers
    tier: Tier
    ai_act_class: AiActClass | None


@dataclass(frozen=True)
class AnswerChange:
    question: str
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Difference:
    """The changed answers, and what they touch; immaterial when nothing is touched."""

    answers: tuple[AnswerChange, ...]
    touches: tuple[Touch, ...]

    @property
    def is_material(self) -> bool:
        return bool(self.touches)


def compare(before: Assessed, after: Assessed) -> Difference:
    """The difference of two assessments of one use case."""
    keys = dict.fromkeys([*before.answers, *after.answers])
    changed = tuple(
        AnswerChange(key, before.answers.get(key), after.answers.get(key))
        for key in keys
        if before.answers.get(key) != after.answers.get(key)
    )
    touched = {TOUCHES[change.question] for change in changed if change.question in TOUCHES}
    if before.tier != after.tier:
        touched.add(Touch.TIER)
    if before.ai_act_class != after.ai_act_class:
        touched.add(Touch.AI_ACT_CLASS)
    return Difference(changed, tuple(touch for touch in Touch if touch in touched))
