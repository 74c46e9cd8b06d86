"""Readings behind a number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import Column, cells
from metrics.models.readings import KpiReading
from metrics.tables.registry import RowsTable, lists


@lists(KpiReading)
class ReadingRows(RowsTable):
    caption = _("Readings")
    columns = (
        Column("reference", _("Id"), sort=("number",), phone="meta"),
        Column("day", _("Day"), cells.day, sort=("day",), phone="title"),
        Column(
            "unit",
            _("Business unit"),
            value=lambda row: str(row.unit or _("Whole organization")),
            sort=("unit__name",),
            phone="meta",
        ),
        Column("value", _("Value"), cells.decimal, sort=("value",), phone="end"),
        Column("source", _("Source"), phone="meta"),
        Column("entered_by", _("Entered by"), cells.person),
        Column("note", _("Note"), is_default=False),
    )
    default_sort = "-day"
    related = ("unit", "entered_by__user")
