"""Versions of models, their documents and their drift behind a number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, cells
from metrics.tables.columns import AMOUNT, TIER_THEN
from metrics.tables.registry import RowsTable, lists
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview


@lists(ModelVersion)
class VersionRows(RowsTable):
    caption = _("Versions")
    columns = (
        Column("version", _("Version"), cells.link(), value=str,
               sort=("model__name", "number"), phone="title"),
        Column("kind", _("Kind"), value=lambda row: row.model.get_kind_display(),
               sort=("model__kind",)),
        TIER_THEN,
        Column("served_at", _("First promoted"), cells.day, sort=("served_at",)),
        AMOUNT,
    )  # fmt: skip
    default_sort = "version"
    related = ("model",)


@lists(ModelDocument)
class DocumentRows(RowsTable):
    caption = _("Documents of versions")
    columns = (
        Column("title", _("Document"), cells.link(), sort=("title",), phone="title"),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("version", _("Version"), value=lambda row: str(row.version),
               sort=("version__model__name", "version__number"), phone="meta"),
        TIER_THEN,
        Column("result", _("Result"), cells.label, sort=("result",)),
        Column("added_at", _("Added"), cells.day, sort=("added_at",)),
        AMOUNT,
    )  # fmt: skip
    default_sort = "-added_at"
    related = ("version__model",)


@lists(DriftReview)
class DriftRows(RowsTable):
    caption = _("Drift reviews")
    columns = (
        REFERENCE,
        Column("version", _("Version"), cells.link(), value=lambda row: str(row.version),
               sort=("version__model__name", "version__number"), phone="title"),
        TIER_THEN,
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), phone="meta"),
        Column("resolved_at", _("Decided"), cells.day, sort=("resolved_at",)),
        AMOUNT,
    )  # fmt: skip
    default_sort = "-reference"
    related = ("version__model",)
