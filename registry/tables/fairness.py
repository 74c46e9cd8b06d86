"""Fairness assessments as a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from registry.choices import DocumentResult


def standing(row: Any) -> tuple[str, str]:
    """What it came to, or where it stands before that."""
    if row.result:
        return row.result, str(DocumentResult(row.result).label)
    return row.state.value, str(row.state.label)


class FairnessTable(Table):
    caption = _("Fairness assessments")
    columns = (
        REFERENCE,
        Column("version", _("Version"), cells.link(), value=lambda row: str(row.version),
               sort=("version__model__name", "version__number"), phone="title"),
        Column("result", _("Result"), cells.badge("fairness"), value=standing, sort=("result",),
               phone="badge"),
        Column("features", _("Groups by"),
               value=lambda row: ", ".join(row.plan.get("features", ()))),
        Column("rows_read", _("People"), cells.number, sort=("rows_read",)),
        Column("assessed_at", _("Assessed"), cells.day, sort=("assessed_at",), phone="end"),
        Column("uploaded_by", _("Asked by"), cells.person, sort=("uploaded_by__user__name",)),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.version.model.owner,
               sort=("version__model__owner__user__name",), is_default=False),
        Column("file_name", _("File"), is_default=False),
        Column("limits_reason", _("Why other limits"), is_default=False),
        Column("uploaded_at", _("Uploaded"), cells.day, sort=("uploaded_at",), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
