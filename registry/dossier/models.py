"""The models behind a case: their versions, what was made of which, and what is written of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, Prefetch
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from intake.models.use_cases import UseCase
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, ModelVersion

MOST_MODELS: Final = 30
MOST_VERSIONS: Final = 10


@dataclass(frozen=True)
class ToldModel:
    """A model with its newest versions; `left_out` older ones are not told."""

    model: AIModel
    versions: tuple[ModelVersion, ...]
    left_out: int


@section("models", order=62, title=_("Models"), starts_page=False)
def models_section(subject: Model) -> Section | None:
    """Each model that serves the case, with its versions, their lineage and their documents."""
    if not isinstance(subject, UseCase):
        return None
    told = [_told(model) for model in models_of(subject)]
    if not told:
        return None
    return Section("pack/models.html", {"models": told}, [_model_data(one) for one in told])


def models_of(use_case: UseCase) -> list[AIModel]:
    """The models that serve a case, by name."""
    rows = AIModel.objects.of_use_case(use_case).with_people()
    return list(rows.prefetch_related("aliases__version").order_by("name")[:MOST_MODELS])


def _told(model: AIModel) -> ToldModel:
    current = ModelDocument.objects.current().select_related("added_by__user")
    rows = (
        model.versions.present()
        .select_related("developer__user", "validator__user")
        .prefetch_related(
            "inputs__parent__model", "deployments", Prefetch("documents", current, "told")
        )
        .order_by("-number")
    )
    versions = tuple(rows[:MOST_VERSIONS])
    for version in versions:
        version.model = model
    left_out = rows.count() - MOST_VERSIONS if len(versions) == MOST_VERSIONS else 0
    return ToldModel(model, versions, left_out)


def _model_data(told: ToldModel) -> Mapping[str, Any]:
    model = told.model
    return {
        "model": model.reference,
        "name": model.name,
        "kind": model.kind,
        "owner": str(model.owner),
        "provider": model.provider,
        "aliases": {one.alias: one.version.number for one in model.aliases.all()},
        "versions": [_version_data(version) for version in told.versions],
    }


def _version_data(version: Any) -> Mapping[str, Any]:
    return {
        "version": version.number,
        "stage": version.stage,
        "registered_at": plain(version.created_at),
        "first_promoted_at": plain(version.served_at),
        "source": version.source,
        "developer": str(version.developer or ""),
        "validator": str(version.validator or ""),
        "validated_at": plain(version.validated_at),
        "validation_note": version.validation_note,
        "made_from": [
            {
                "kind": one.kind,
                "role": one.role,
                "name": one.name,
                "uri": one.uri,
                "digest": one.digest,
                "version": None if one.parent is None else str(one.parent),
            }
            for one in version.inputs.all()
        ],
        "documents": [
            {
                "kind": one.kind,
                "title": one.title,
                "result": one.result,
                "sha256": one.digest,
                "url": one.url,
                "added_at": plain(one.added_at),
                "added_by": str(one.added_by or ""),
                "valid_until": plain(one.valid_until),
            }
            for one in version.told
        ],
        "deployments": [
            {
                "environment": one.environment,
                "target": one.target,
                "deployed_at": plain(one.deployed_at),
                "ended_at": plain(one.ended_at),
            }
            for one in version.deployments.all()
        ],
    }
