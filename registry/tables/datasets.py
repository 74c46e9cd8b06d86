"""The catalogue of datasets as a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


def state_unless_available(dataset: Any) -> tuple[str, str]:
    """Only what is out of the ordinary has a badge."""
    return ("", "") if dataset.is_available else (dataset.state, dataset.get_state_display())


class DatasetTable(Table):
    caption = _("Datasets")
    columns = (
        REFERENCE,
        Column("name", _("Dataset"), cells.link(), sort=("name",), phone="title"),
        Column("classification", _("Classification"), cells.badge("data_class"),
               sort=("classification",), phone="badge"),
        Column("personal_data", _("Personal data"), cells.badge("personal_data"),
               sort=("personal_data",), phone="badge"),
        Column("steward", _("Steward"), cells.person, sort=("steward__user__name",)),
        Column("version_count", _("Versions"), cells.number, sort=("version_count",),
               is_default=False),
        Column("delete_by", _("Delete by"), cells.day, sort=("delete_by",), phone="meta"),
        Column("review_on", _("Next review"), cells.day, sort=("review_on",)),
        Column("state", _("State"), cells.badge("dataset"), value=state_unless_available,
               sort=("state",), phone="badge"),
        Column("unit", _("Business unit"), sort=("unit__name",), is_default=False),
        Column("licence", _("Licence"), sort=("licence",), is_default=False),
        Column("legal_basis", _("Legal basis"), cells.label, is_default=False),
        Column("source", _("Source"), is_default=False),
        Column("location", _("Where it is kept"), is_default=False),
        Column("retention", _("Retention"), is_default=False),
        Column("rows", _("Rows"), cells.number, sort=("rows",), is_default=False),
        Column("description", _("Description"), is_default=False),
        Column("updated_at", _("Changed"), cells.day, sort=("updated_at",), is_default=False),
    )  # fmt: skip
    default_sort = "name"
