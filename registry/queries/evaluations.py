"""Figures of evaluations as pages and programs read them, beside those of the version before."""

from __future__ import annotations

from typing import Final

from django.db.models import F, QuerySet

from registry.choices import DocumentKind
from registry.logic.completeness import EVALUATIONS
from registry.logic.evaluations import SCHEMA, EvaluationContent, Measured
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion

MEASURED: Final = EVALUATIONS - {DocumentKind.FAIRNESS}
"""Documents that hold figures with thresholds."""

MOST_BEFORE: Final = 20


def earlier(version: ModelVersion) -> QuerySet[ModelVersion]:
    """Earlier versions of the model: those that served first, then the newest."""
    rows = ModelVersion.objects.present().filter(model=version.model, number__lt=version.number)
    return rows.order_by(F("served_at").desc(nulls_last=True), "-number")


def figures_before(
    version: ModelVersion, kind: DocumentKind
) -> tuple[int | None, tuple[Measured, ...]]:
    """The number of the version to compare with, and its figures; those of the same kind first."""
    rows = ModelDocument.objects.current().filter(
        version__in=earlier(version).order_by(), kind__in=MEASURED, content__schema=SCHEMA
    )
    found = rows.select_related("version").order_by(
        F("version__served_at").desc(nulls_last=True), "-version__number", "kind"
    )[:MOST_BEFORE]
    documents = list(found)
    if not documents:
        return None, ()
    number = documents[0].version.number
    own = [one for one in documents if one.version.number == number]
    own.sort(key=lambda one: one.kind != kind)
    figures = [
        figure for one in own for figure in EvaluationContent.from_content(one.content).results
    ]
    return number, tuple(figures)
