"""Versions that are copies: where their files are."""

from __future__ import annotations

from registry.choices import InputKind
from registry.logic.mlflow_names import copied_from
from registry.models.models import ModelVersion

DEEPEST = 20


def origin_of(version: ModelVersion) -> ModelVersion:
    """The version whose source names the files: of a copy the original, also after it is gone."""
    for _step in range(DEEPEST):
        if copied_from(version.source) is None:
            break
        made_from = version.inputs.filter(
            kind=InputKind.MODEL, uri=version.source, parent__isnull=False
        )
        link = made_from.select_related("parent").first()
        if link is None or link.parent is None:
            break
        version = link.parent
    return version
