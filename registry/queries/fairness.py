"""What the page of a fairness assessment shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from registry.choices import FairnessMeasure
from registry.logic.fairness import SCHEMA, Feature, Findings, Group, Judged, Plan
from registry.models.documents import ModelDocument
from registry.models.fairness import FairnessAssessment

MOST_HISTORY: Final = 20


@dataclass(frozen=True)
class FairnessPage:
    """One assessment: what it found, how it was read, and the others of the same version."""

    findings: Findings | None
    plan: Plan | None
    limits: Mapping[FairnessMeasure, float]
    history: tuple[FairnessAssessment, ...]
    is_current: bool


def fairness_page(assessment: FairnessAssessment) -> FairnessPage:
    """An assessment with its findings. Two queries."""
    document = assessment.document
    others = FairnessAssessment.objects.filter(version=assessment.version_id)
    return FairnessPage(
        findings=None if document is None else Findings.of(document.content),
        plan=Plan.of(assessment.plan) if assessment.plan else None,
        limits={FairnessMeasure(name): limit for name, limit in assessment.limits.items()},
        history=tuple(others.select_related("job", "uploaded_by__user")[:MOST_HISTORY]),
        is_current=document is not None and document.is_current,
    )


def findings_of(document: ModelDocument) -> Findings | None:
    """What an assessment of predictions found; None of any other document."""
    is_measured = document.content.get("schema") == SCHEMA
    return Findings.of(document.content) if is_measured else None


def findings_data(assessment: FairnessAssessment) -> dict[str, Any] | None:
    """What was found, for programs; None before it is known."""
    if assessment.document is None:
        return None
    found = Findings.of(assessment.document.content)
    return {
        "rows": found.rows,
        "library": found.library,
        "passed": found.passed,
        "overall": _group_data(found.overall),
        "features": [_feature_data(feature) for feature in found.features],
    }


def _feature_data(feature: Feature) -> dict[str, Any]:
    return {
        "name": feature.name,
        "passed": feature.passed,
        "groups": [_group_data(group) for group in feature.groups],
        "measures": [_judged_data(one) for one in feature.judged],
    }


def _group_data(group: Group) -> dict[str, Any]:
    rates = {str(rate): asdict(shown) for rate, shown in group.rates.items()}
    return {"name": group.name, "people": group.people, "rates": rates}


def _judged_data(judged: Judged) -> dict[str, Any]:
    return {
        "measure": str(judged.measure),
        "value": judged.value,
        "limit": judged.limit,
        "passed": judged.passed,
        "lowest": judged.lowest,
        "highest": judged.highest,
    }
