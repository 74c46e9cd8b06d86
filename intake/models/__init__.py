"""All models of intake, so that Django finds them."""

from __future__ import annotations

from intake.models.assessments import Assessment
from intake.models.drafts import Draft, DraftSection, SectionShare
from intake.models.imports import ImportBatch, ImportMapping, ImportRow
from intake.models.places import Placement
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.models.use_cases import Assignment, StageChange, UseCase, UseCaseGrant

__all__ = [
    "AiActCatalogue",
    "Assessment",
    "Assignment",
    "Draft",
    "DraftSection",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Placement",
    "Questionnaire",
    "Rubric",
    "SectionShare",
    "StageChange",
    "TierPolicy",
    "UseCase",
    "UseCaseGrant",
]
