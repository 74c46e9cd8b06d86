"""Files of predictions, and assessments made of them by the actions of production."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from coe_portal.accounts.actor import Actor
from registry.actions.fairness import (
    AssessmentTerms,
    start_assessment,
    upload_predictions,
)
from registry.integrations.predictions import assess, looked_at
from registry.logic.fairness import Plan
from registry.models.fairness import FairnessAssessment

PLAN = Plan(decision="prediction", positive="1", truth="label", features=("sex",))
FAIR = {"f": (40, 10, 40, 10), "m": (42, 9, 39, 10)}
UNFAIR = {"f": (20, 5, 45, 30), "m": (60, 15, 15, 10)}


def predictions(groups: dict[str, tuple[int, int, int, int]], name: str = "p.csv") -> Any:
    """A file in which so many of each group are rightly and wrongly selected and passed over."""
    lines = ["prediction,label,sex"]
    for group, counts in groups.items():
        for said_and_was, count in zip(("1,1", "1,0", "0,0", "0,1"), counts, strict=True):
            lines += [f"{said_and_was},{group}"] * count
    return SimpleUploadedFile(name, "\n".join(lines).encode() + b"\n", "text/csv")


def uploaded(version, by, groups=None, **options: Any) -> FairnessAssessment:
    """A file that waits."""
    upload = looked_at(predictions(groups or FAIR, **options))
    return upload_predictions(version, upload, actor=Actor.member(by))


def queued(assessment, by, **terms: Any) -> Any:
    """The job that assesses it, not carried out."""
    given = AssessmentTerms(**{"plan": PLAN, **terms})
    return start_assessment(assessment, given, actor=Actor.member(by))


def assessed(version, by, groups=None, **terms: Any) -> FairnessAssessment:
    """A finished assessment; call it in the scope of the version."""
    assessment = uploaded(version, by, groups)
    job = queued(assessment, by, **terms)
    assess(job.organization_id, job.pk)
    found: FairnessAssessment = FairnessAssessment.objects.with_names().get(pk=assessment.pk)
    return found
