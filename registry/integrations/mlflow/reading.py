"""Rows of the registry as clients see them, with a few queries for a whole page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings

from registry.integrations.mlflow.translate import Model, Version
from registry.marking import Mark
from registry.models.models import AIModel, ModelAlias, ModelVersion
from registry.queries.marks import marks_of
from registry.queries.standing import Standing, standings

STATUS_TAG = "governance.status"
ADDRESS_TAG = "governance.url"
MARKS_TAG = "governance.marks"


def address_of(row: AIModel | ModelVersion) -> str:
    """The whole address of its page, for whoever reads it elsewhere."""
    return f"{settings.SITE_URL}{row.get_absolute_url()}"


def models_seen(models: Sequence[AIModel]) -> list[Model]:
    """Models with their aliases and the newest version of each stage."""
    keys = [model.pk for model in models]
    rows = latest_versions(keys)
    newest = defaultdict(list)
    for row, version in zip(rows, versions_seen(rows), strict=True):
        newest[row.model_id].append(version)
    aliases: dict[int, dict[str, int]] = defaultdict(dict)
    for alias in ModelAlias.objects.filter(model__in=keys).select_related("version"):
        aliases[alias.model_id][alias.alias] = alias.version.number
    return [
        Model(
            name=model.name,
            created_at=model.created_at,
            updated_at=model.updated_at,
            tags={**model.tags, ADDRESS_TAG: address_of(model)},
            description=model.description,
            aliases=aliases[model.pk],
            latest_versions=newest[model.pk],
        )
        for model in models
    ]


def versions_seen(versions: Sequence[ModelVersion]) -> list[Version]:
    """Versions, whose models are read, with their aliases and what governance says of them."""
    standing = standings(versions)
    marks = marks_of(versions)
    aliases = defaultdict(list)
    named = ModelAlias.objects.filter(version__in=[version.pk for version in versions])
    for version_id, alias in named.values_list("version_id", "alias"):
        aliases[version_id].append(alias)
    return [
        _version(one, aliases[one.pk], standing[one.pk], marks.get(one.pk, ())) for one in versions
    ]


def latest_versions(models: Iterable[int]) -> list[ModelVersion]:
    """The newest version of each model in each stage."""
    rows = ModelVersion.objects.present().filter(model__in=list(models)).select_related("model")
    newest = rows.order_by("model_id", "stage", "-number").distinct("model_id", "stage")
    return list(newest)


def _version(
    row: ModelVersion, aliases: Sequence[str], standing: Standing, marks: Sequence[Mark]
) -> Version:
    said = {STATUS_TAG: str(standing), ADDRESS_TAG: address_of(row)}
    if marks:
        said[MARKS_TAG] = ",".join(sorted({mark.code for mark in marks}))
    return Version(
        name=row.model.name,
        number=row.number,
        created_at=row.created_at,
        updated_at=row.updated_at,
        stage=row.stage,
        status=row.status,
        source=row.source,
        tags={**row.tags, **said},
        description=row.description,
        run_id=row.run_id,
        run_link=row.run_link,
        model_id=row.logged_model_id,
        status_message=row.status_message,
        aliases=aliases,
    )
