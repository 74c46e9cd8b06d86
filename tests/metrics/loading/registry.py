"""Models, what is written about them and how they drifted, read from rows into plain Python."""

from __future__ import annotations

from collections import defaultdict

from registry.choices import Better
from registry.logic.evaluations import Judged
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, ModelUseCase, ModelVersion
from registry.models.monitoring import DriftReview
from registry.models.promotions import StageMove
from tests.metrics.plain.facts import heaps
from tests.metrics.plain.models import (
    PlainDocument,
    PlainDrift,
    PlainModel,
    PlainRegistry,
    PlainVersion,
)

FIGURE = ("metric", "value", "threshold", "before")


def registry_loaded(cases):
    """Every model; `cases` are by their key."""
    places = {key: place for place, key in enumerate(cases)}
    links = heaps(ModelUseCase.objects.values_list("model", "created_at", "use_case"))
    versions = _versions()
    return PlainRegistry(
        list(cases.values()),
        [
            PlainModel(kind, [(at, places[case]) for at, case in links[key]], versions[key])
            for key, kind in AIModel.objects.values_list("pk", "kind")
        ],
    )


def _versions():
    """Those of each model."""
    moves = heaps(
        StageMove.objects.order_by("moved_at", "pk").values_list("version", "moved_at", "to_stage")
    )
    documents = heaps(
        ModelDocument.objects.order_by("pk").values_list(
            *("version", "kind", "result", "added_at", "ended_at", "attachment__removed_at"),
            *("valid_until", "content"),
        )
    )
    drifts = heaps(
        DriftReview.objects.values_list("version", "opened_at", "resolved_at", "outcome")
    )
    found = defaultdict(list)
    rows = ModelVersion.objects.values_list(
        "pk", "model", "number", "removed_at", "model__removed_at"
    )
    for key, model, number, *removed in rows:
        version = PlainVersion(number, moves[key], first_of(*removed))
        version.documents = [_document(*row) for row in documents[key]]
        version.drifts = [PlainDrift(*row) for row in drifts[key]]
        found[model].append(version)
    return found


def _document(kind, result, added_at, ended_at, file_removed_at, valid_until, content):
    figures = tuple(
        Judged(**{name: row[name] for name in FIGURE}, better=Better(row["better"]))
        for row in content.get("results", ())
    )
    ended = first_of(ended_at, file_removed_at)
    return PlainDocument(kind, result, added_at, ended, valid_until, figures)


def first_of(*moments):
    """The first of some moments that may not have come."""
    return min((one for one in moments if one is not None), default=None)
