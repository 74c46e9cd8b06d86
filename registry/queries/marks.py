"""Which versions are marked: by a cause of their own, or through what they were made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value

from registry.choices import VersionStage
from registry.marking import Mark, mark_sources
from registry.models.models import AIModel, ModelVersion, VersionInput

DEEPEST: Final = 20
Marks: TypeAlias = Mapping[int, tuple[Mark, ...]]


def marked_versions() -> Marks:
    """The marks of every marked version of the organization, by its key."""
    found: dict[int, dict[Mark, None]] = defaultdict(dict)
    for source in mark_sources():
        for version, mark in source():
            found[version][mark] = None
    fresh = {version: list(marks) for version, marks in found.items()}
    for _step in range(DEEPEST):
        if not fresh:
            break
        fresh = _made_from(fresh, found)
    return {version: tuple(marks) for version, marks in found.items()}


def marks_of(versions: Iterable[ModelVersion]) -> Marks:
    """The marks of some versions, by key; those without one are left out."""
    marked = marked_versions()
    return {version.pk: marked[version.pk] for version in versions if version.pk in marked}


def with_marks(models: QuerySet[AIModel]) -> QuerySet[AIModel]:
    """Each model with whether a version of it that is not archived is marked."""
    marked = list(marked_versions())
    versions = ModelVersion.objects.present().filter(model=OuterRef("pk"), pk__in=marked)
    in_use = versions.exclude(stage=VersionStage.ARCHIVED).order_by()
    is_marked = Exists(in_use) if marked else Value(value=False, output_field=BooleanField())
    found: QuerySet[AIModel] = models.annotate(is_marked=is_marked)
    return found


def _made_from(
    parents: Mapping[int, list[Mark]], found: dict[int, dict[Mark, None]]
) -> dict[int, list[Mark]]:
    """One step down the lineage: what each version has that it did not have before."""
    rows = VersionInput.objects.filter(parent__in=list(parents)).order_by("pk")
    fresh: dict[int, list[Mark]] = defaultdict(list)
    for parent, child in rows.values_list("parent_id", "version_id"):
        for mark in parents[parent]:
            if mark not in found[child]:
                found[child][mark] = None
                fresh[child].append(mark)
    return fresh
