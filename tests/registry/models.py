"""Models, versions and what their promotion needs, made by the actions that make them in use."""

from __future__ import annotations

from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from intake.choices import AssignmentKind, Stage
from intake.models.use_cases import Assignment, UseCase
from registry.actions.documents import DocumentTerms, add_document
from registry.actions.promotion import validate_version
from registry.actions.registration import (
    NewModel,
    VersionTerms,
    register_model,
    register_version,
)
from registry.choices import DocumentKind, DocumentResult
from registry.logic.completeness import EVALUATIONS
from registry.models.models import AIModel, ModelVersion
from registry.queries.candidates import Candidate
from tests.governance.conftest import new_case


def new_model(owner: Membership, *, by: Membership | None = None, **fields: Any) -> AIModel:
    """A model that its owner registers, unless somebody else does."""
    terms = {"name": "fraud-scorer", "owner": owner, **fields}
    return register_model(NewModel(**terms), actor=Actor.member(by or owner))


def new_version(model: AIModel, developer: Membership, **fields: Any) -> ModelVersion:
    """The next version, built by somebody."""
    terms = {"source": f"s3://models/{model.name}", "developer": developer, **fields}
    return register_version(model, VersionTerms(**terms), actor=Actor.system("tests"))


def pilot_case(owner: Membership, *, tier: str = "high", **fields: Any) -> UseCase:
    """A case at pilot of which only the approval for production is missing."""
    case = new_case(owner, tier=tier, **fields)
    for kind in AssignmentKind:
        Assignment.objects.create(use_case=case, kind=kind, member=owner)
    UseCase.objects.filter(pk=case.pk).update(stage=Stage.PILOT)
    case.refresh_from_db()
    return case


def document(version: ModelVersion, kind: DocumentKind, by: Membership, **fields: Any) -> Any:
    """A document by its address, passed where it tests something."""
    passed = DocumentResult.PASSED if kind in EVALUATIONS else DocumentResult.NONE
    terms = {
        "title": str(kind.label),
        "url": f"https://example.org/{kind.value}",
        "result": passed,
        **fields,
    }
    return add_document(version, DocumentTerms(kind=kind, **terms), actor=Actor.member(by))


def complete(version: ModelVersion, by: Membership) -> None:
    """Every document that the tier asks for."""
    for kind in Candidate(version).needed:
        document(version, kind, by)


def prepared(version: ModelVersion, by: Membership, validator: Membership) -> ModelVersion:
    """A version that lacks only the approval."""
    complete(version, by)
    return validate_version(version, "Ran it against the test set.", actor=Actor.member(validator))
